//! What holds for every text and every tree: nothing panics, nothing is lost.

mod grammar;
mod trees;

use fwr_compiler::syntax::{self, SourceId, ast};
use proptest::prelude::*;

const SOURCE: SourceId = SourceId(0);

/// A tree in its text form, without places and comments.
fn shape(file: &ast::File) -> String {
    let bare = |line: &str| line.rsplit_once(" @").map_or(line, |(head, _)| head).to_owned() + "\n";
    syntax::dump(file, "").lines().filter(|line| !line.starts_with("comment ")).map(bare).collect()
}

fn comments(text: &str) -> Vec<String> {
    let (file, _) = syntax::parse(SOURCE, text);
    let mut comments: Vec<String> = file.comments.into_iter().map(|comment| comment.text).collect();
    comments.sort();
    comments
}

/// Reads `text` and holds everything against it that holds for every text.
fn hold(text: &str) -> Result<(), TestCaseError> {
    let (file, diagnostics) = syntax::parse(SOURCE, text);
    for diagnostic in &diagnostics {
        prop_assert!(!diagnostic.labels.is_empty(), "{}", diagnostic.message);
        prop_assert!(diagnostic.help.is_some(), "{}", diagnostic.message);
        for label in &diagnostic.labels {
            prop_assert!(text.get(label.span.range()).is_some(), "{:?} in {text:?}", label);
        }
    }
    for edit in diagnostics.iter().flat_map(|diagnostic| &diagnostic.fixes).flat_map(|fix| &fix.edits) {
        prop_assert!(text.get(edit.span.range()).is_some(), "{:?} in {text:?}", edit);
    }
    let fixed = fwr_compiler::diagnostics::apply_certain(text, SOURCE, &diagnostics);
    prop_assert_eq!(fixed.made.is_empty(), fixed.text == text, "{} → {}", text, fixed.text);
    syntax::tokens(text);
    syntax::dump(&file, text);
    match syntax::format(text, SOURCE) {
        Ok(formatted) => {
            prop_assert_eq!(&diagnostics, &[]);
            let (again, _) = syntax::parse(SOURCE, &formatted);
            prop_assert_eq!(shape(&again), shape(&file));
            prop_assert_eq!(comments(&formatted), comments(text));
            let twice = syntax::format(&formatted, SOURCE);
            prop_assert_eq!(twice.as_ref(), Ok(&formatted), "not stable: {}", formatted);
        }
        // Refused for what the text says, and never because the formatter would change it.
        Err(refused) => prop_assert_eq!(refused, diagnostics, "{}\n→\n{}", text, syntax::print(&file, text)),
    }
    Ok(())
}

/// `text` with some of its blanks replaced by others, line ends and comments.
fn respaced(text: &str, mut seed: u32) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("//") || line.contains('"') {
            out.push_str(line);
            continue;
        }
        for c in line.chars() {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let choice = seed >> 24;
            let instead = match (c, choice) {
                (' ', 0..8) => "\n",
                (' ', 8..12) => " // a\n",
                (' ', 12..16) => "\n  // b\n ",
                (' ', 16..20) => "\n\n\n",
                (' ', 20..24) => " // c\n\n  // d\n",
                ('\n', 0..20) => " // e\n",
                ('\n', 20..30) => "\n\n// f\n",
                ('\n', 30..40) => "\r\n",
                ('(', 0..10) => "(\n// g\n",
                ('[' | ',', 0..10) => {
                    if c == ',' {
                        ",\n// g\n"
                    } else {
                        "[\n// g\n"
                    }
                }
                ('(', 10..20) => "( // h\n",
                _ => {
                    out.push(c);
                    continue;
                }
            };
            out.push_str(instead);
        }
    }
    out
}

fn setting<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var_os(name)?.to_str()?.parse().ok()
}

/// The grammar of the book.
static GRAMMAR: std::sync::LazyLock<grammar::Grammar> = std::sync::LazyLock::new(grammar::Grammar::read);

/// Texts and trees a property is tried on; `FWR_CASES` says how many, for longer runs.
fn cases() -> u32 {
    setting("FWR_CASES").unwrap_or(256)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_tree_is_read_back(file in trees::file()) {
        let text = syntax::print(&file, "");
        let (again, diagnostics) = syntax::parse(SOURCE, &text);
        prop_assert_eq!(diagnostics, [], "{}", text);
        prop_assert_eq!(shape(&again), shape(&file), "{}", text);
        hold(&text)?;
        prop_assert_eq!(syntax::format(&text, SOURCE), Ok(text));
    }

    #[test]
    fn what_is_printed_follows_from_the_grammar_in_the_book(file in trees::file()) {
        let text = syntax::print(&file, "");
        prop_assert!(GRAMMAR.takes(&text), "{}", text);
    }

    #[test]
    fn what_is_read_follows_from_the_grammar_in_the_book(file in trees::file(), place in any::<prop::sample::Index>(), word in prop::sample::select(WORDS)) {
        let text = syntax::print(&file, "");
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        prop_assume!(!places.is_empty());
        let at = *place.get(&places);
        for text in [format!("{}{}", &text[..at], text[at..].chars().skip(1).collect::<String>()), format!("{}{word}{}", &text[..at], &text[at..])] {
            let good = syntax::parse(SOURCE, &text).1.is_empty();
            prop_assert!(!good || GRAMMAR.takes(&text), "{}", text);
        }
    }

    #[test]
    fn comments_and_blanks_anywhere_survive_the_formatter(file in trees::file(), seed in any::<u32>()) {
        let text = respaced(&syntax::print(&file, ""), seed);
        hold(&text)?;
    }

    #[test]
    fn any_text_is_taken(text in "\\PC*") {
        hold(&text)?;
    }

    #[test]
    fn text_of_tokens_is_taken(words in prop::collection::vec(prop::sample::select(WORDS), 0..60)) {
        hold(&words.concat())?;
        hold(&words.join(" "))?;
    }

    #[test]
    fn damaged_graphs_are_taken(file in trees::file(), cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4)) {
        let mut text = syntax::print(&file, "");
        for (place, word) in cuts {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            if places.is_empty() {
                break;
            }
            let at = *place.get(&places);
            if at % 2 == 0 {
                text.remove(at);
            } else {
                text.insert_str(at, word.get::<&str>(WORDS));
            }
        }
        hold(&text)?;
    }
}

const WORDS: &[&str] = &[
    "input",
    "param",
    "let",
    "output",
    "filter",
    "extern",
    "encoder",
    "kernel",
    "expect",
    "if",
    "then",
    "else",
    "true",
    "not",
    "and",
    "for",
    "in",
    "like",
    "use",
    "model",
    "match",
    "edition",
    "2026",
    "lints",
    "allow",
    "as",
    "carry",
    "measure",
    "list",
    "none",
    "@",
    "@role(dust)",
    "=>",
    "720x576",
    "..=",
    "a",
    "clip",
    "sum",
    "one_of",
    "video",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    ",",
    ":",
    "=",
    ".",
    "..",
    "|>",
    "|",
    "->",
    "+",
    "-",
    "*",
    "/",
    "%",
    "==",
    ">=",
    ";",
    "!",
    "?",
    "1",
    "2px",
    "0.5",
    "1e999",
    "3zork",
    "\"t\"",
    "\"open",
    "'s'",
    "// c\n",
    "/// d\n",
    "//! f\n",
    "#x\n",
    "\n",
    "\n\n",
    " ",
    "core.std.A(",
    "clip = core.std.A(clip, b=1)\n",
    "scale=1:2,",
    "True",
    "None",
    "f\"t\"",
    "??",
    "===",
    "=<",
    "+=",
    "&",
    "<-",
    "1.",
    "0xff",
    "1_000",
    "0.5f",
    "switch ",
    "case ",
    "return ",
    "while ",
    "mut ",
    "pub ",
    "import ",
    "720 x 576",
    "×",
    "“",
    "\u{a0}",
    "\r\n",
    "\\",
];

/// Tests run on threads with a stack of 2 MiB: what recursion costs must not depend on the text.
#[test]
fn deep_and_long_texts_are_refused_or_read_but_never_overflow_the_stack() {
    let many = 20_000;
    for part in [
        "(",
        "[",
        "{",
        "f(",
        "-",
        "not ",
        "if a then ",
        "a + ",
        "a |> f(",
        "src[",
        "sum for d in 0..1 {",
        "1 < ",
        "match a { b => ",
        "match ",
        "for a in b { ",
        "for a in ",
        "for a in b carry c = ",
        "{ a: ",
        "a.b(",
        "@a(",
    ] {
        let text = format!("let x = {}", part.repeat(many));
        let (_, diagnostics) = syntax::parse(SOURCE, &text);
        assert!(!diagnostics.is_empty(), "{part}");
    }
    for part in ["list<", "{ a: ", "video<width: (", "-", "one_of(", "one_of([", "list<0..(", "a?"] {
        let text = format!("input a: {}", part.repeat(many));
        let (_, diagnostics) = syntax::parse(SOURCE, &text);
        assert!(!diagnostics.is_empty(), "{part}");
    }
    let nested = |open: &str, inner: &str, close: &str| {
        format!("let x = {}{inner}{}\nlet y = +\n", open.repeat(many), close.repeat(many))
    };
    for text in [
        nested("(", "1", ")"),
        nested("f(", "1", ")"),
        nested("[", "1", "]"),
        nested("", "1", " + 1"),
        nested("", "1", " |> f()"),
        nested("", "a", ".b"),
        nested("if a then b else ", "c", ""),
        nested("if a then ", "b", " else c"),
        nested("sum for d in 0..1 { ", "b", "}"),
        nested("match a { b => ", "c", " }"),
        nested("match a { b => c else => ", "c", " }"),
        nested("for a in b { ", "c", " }"),
        nested("for a in b carry c = ", "d", " { e }"),
        nested("{ a: ", "b", " }"),
        nested("a.b(", "1", ")"),
    ] {
        let (_, diagnostics) = syntax::parse(SOURCE, &text);
        let limits = diagnostics.iter().filter(|diagnostic| diagnostic.message.contains("at most")).count();
        assert_eq!(limits, 1, "{:?}", &text[..40]);
        // What follows is still looked at.
        assert_eq!(diagnostics.len(), 2, "{:?}: {diagnostics:?}", &text[..40]);
    }
}

#[test]
fn expressions_up_to_the_limits_are_read_and_formatted() {
    let sum = format!("let x = a{}\n", " + a".repeat(250));
    let deep = format!("let x = {}1{}\n", "f(".repeat(60), ")".repeat(60));
    let pipe = format!("let x = a{}\n", "\n  |> f()".repeat(250));
    let nested =
        |open: &str, inner: &str, close: &str| format!("let x = {}{inner}{}\n", open.repeat(30), close.repeat(30));
    let types = format!("input a: {}b{}\n", "list<{ a: ".repeat(30), " }>".repeat(30));
    let matches = nested("match a { b => ", "c", " }");
    let loops = nested("for a in b { ", "c", " }");
    let carries = nested("for a in b carry c = ", "d", " { e }");
    let records = nested("{ a: ", "b", " }");
    let choices = format!("let x = {}b |> c(){}\n", "if a then ".repeat(20), " else d".repeat(20));
    for text in [sum, deep, pipe, types, matches, loops, carries, records, choices] {
        hold(&text).expect("read and formatted");
        assert_eq!(syntax::parse(SOURCE, &text).1, []);
    }
}

/// Every word and sign of the language stands in the grammar of the book, and nothing else does.
#[test]
fn the_grammar_in_the_book_is_whole() {
    let grammar = &*GRAMMAR;
    let (terminals, tokens, names) = grammar.used();
    let mut defined = grammar.defined();
    defined.remove("file");
    assert_eq!(names, defined, "every production is used and defined");
    assert_eq!(tokens.len(), 7);
    for word in syntax::KEYWORDS.iter().chain(syntax::CONTEXTUAL) {
        assert!(terminals.contains(*word), "`{word}` is not in the grammar");
    }
    for terminal in &terminals {
        let tokens = syntax::tokens(terminal);
        assert_eq!(tokens.lines().count(), 2, "{terminal} is one token");
        assert!(tokens.contains("symbol") || tokens.contains("keyword") || tokens.contains("name"), "{tokens}");
        assert!(!tokens.contains("keyword") || syntax::KEYWORDS.contains(&terminal.as_str()), "{terminal}");
    }
    // A sign that is taken only to say what to write instead stands in no graph.
    let signs = "|> -> => == != <= >= .. ( ) [ ] { } < > , : = . | + - * / % ? @";
    for sign in signs.split(' ') {
        assert!(terminals.contains(sign), "`{sign}` is not in the grammar");
    }
}

/// Every graph and library file of the project reads without a finding.
#[test]
fn every_file_of_the_project_is_read_and_formatted() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<_> = ["stdlib", "presets", "examples", "tests"].iter().map(|name| root.join(name)).collect();
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "fwr") {
                let text = std::fs::read_to_string(&path).expect("readable");
                // Some test inputs are wrong on purpose: they need not read, but must not be lost either.
                hold(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                if !path.starts_with(root.join("tests")) {
                    assert_eq!(syntax::parse(SOURCE, &text).1, [], "{}", path.display());
                    assert!(GRAMMAR.takes(&text), "{} does not follow from the grammar", path.display());
                }
                read += 1;
            }
        }
    }
    assert!(read > 5);
}

/// Much of anything is answered in about the time that it takes to read it, not in the square of
/// that. `FWR_BYTES` sets how much; 4 KiB are enough to notice.
#[test]
fn much_of_anything_is_answered() {
    let bytes = setting("FWR_BYTES").unwrap_or(4 << 10);
    for part in PARTS {
        let text = part.repeat(bytes / part.len());
        let (_, diagnostics) = syntax::parse(SOURCE, &text);
        assert!(diagnostics.len() <= 64, "{part:?}");
        let edits: usize = diagnostics.iter().flat_map(|found| &found.fixes).map(|fix| fix.edits.len()).sum();
        assert!(edits <= 64 * 256, "{part:?}");
        fwr_compiler::diagnostics::apply_certain(&text, SOURCE, &diagnostics);
        assert_eq!(syntax::format(&text, SOURCE).is_ok(), diagnostics.is_empty(), "{part:?}");
    }
}

/// What texts are made of over and over.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "\0", "é", "\u{feff}", "(", ")", "[", "{", "}", "<", ">", "\"", "'", "#", "/*", "//", "///\n", "//!\n", "@a(", "@a\n",
    "@a(\n", "\n@a(", "a ", "a\n", "a.", "a(", "a = ", "a=1:", "\na=1:", "\nlet a = ", "\nlet a = (", "\nlet a = b ? ", "? ",
    "?", "\nclip = core.a.b(", "core.", "\nuse \"a-b\"", "\nuse a/", "\nlints {", "\nedition 2026", "\ninput a: ", "list<",
    "a?", "match a { b => ", "b => ", "| ", "a | ", "for a in b ", "for a in 1..2 carry c = d { ", "if a then ", "else ",
    "if a = ", "{ a: ", "a: ", ", ", "1px ", "1 px ", "720x576 ", "720 x 576 ", "1.", "0xff ", "..", "-", "+ ", "not ", "!",
    "&&", ";", ";\n", "True ", "f\"a\"", "while a ", "return ", "\nreturn a", "\npub let a = b", "mut ", "=> ", "-> ", "|> ",
    "a |> b() ", "\na.b(", "\nfilter f(a: video) -> video { a }", "\nlet a = 1", "\noutput \"a\" { video: b }",
    "\nmodel m { a: 1 }", "sum for a in 1..2 { ", "\nlet a = 3zork", "\"\\q\"", "\nlet a = b.c.d(1)", "\nlet a = match b { c => d }",
    "\nlet a = [1, 2]", "\n// c\nlet a = b // d", "\n/// d\n@e\ninput a: media",
];
