//! The words of the language: those that cannot be names, and those that mean something in one place.

/// Words that cannot be names.
pub const KEYWORDS: &[&str] = &[
    "input", "param", "let", "output", "filter", "extern", "encoder", "kernel", "expect", "use", "model", "if", "then",
    "else", "match", "for", "in", "like", "true", "false", "and", "or", "not",
];

/// Words that mean something in one place and can be names everywhere else: `edition` and `lints`
/// at the start of an item, `as` in a `use`, `measure` after `extern`, `carry` in a `for`,
/// `list` and `one_of` in a type.
pub const CONTEXTUAL: &[&str] = &["edition", "lints", "as", "measure", "carry", "list", "one_of"];

/// Whether `text` could be the name of something.
pub fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && chars.all(|c| c.is_alphabetic() || c.is_ascii_digit() || c == '_')
        && !KEYWORDS.contains(&text)
}
