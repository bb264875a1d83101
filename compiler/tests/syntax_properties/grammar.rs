//! Reads the grammar in the book, and says whether the tokens of a text follow from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fwr_compiler::syntax;

/// The right side of a production, or a part of it.
#[derive(Debug, Clone)]
enum Part {
    /// `"let"`
    Terminal(String),
    /// `NAME`
    Token(String),
    /// `expression`
    Production(String),
    Sequence(Vec<Part>),
    Either(Vec<Part>),
    Optional(Box<Part>),
    Repeated(Box<Part>),
}

/// The productions of `docs/grammar.md` by name.
pub(crate) struct Grammar {
    productions: BTreeMap<String, Part>,
}

const TOKENS: &[&str] = &["NAME", "WORD", "NUMBER", "SIZE", "TEXT", "ITEM_DOC", "FILE_DOC"];

impl Grammar {
    /// Reads the page; panics where it says something that is no grammar.
    pub(crate) fn read() -> Self {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/grammar.md");
        let page = std::fs::read_to_string(page).expect("the page is there");
        let block = page.split("```ebnf\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a block");
        let mut productions = BTreeMap::new();
        let mut texts: Vec<String> = Vec::new();
        for line in block.lines().filter(|line| !line.trim().is_empty()) {
            match texts.last_mut() {
                Some(text) if line.starts_with(' ') => text.push_str(line),
                _ => texts.push(line.to_owned()),
            }
        }
        for text in texts {
            let (name, right) = text.split_once('=').expect("a production has a `=`");
            let words: Vec<&str> = right.split_whitespace().collect();
            let mut at = 0;
            let part = either(&words, &mut at);
            assert_eq!(at, words.len(), "{text}");
            let twice = productions.insert(name.trim().to_owned(), part);
            assert!(twice.is_none(), "{name} is there twice");
        }
        Self { productions }
    }

    /// What the right sides hold: terminals, tokens, names of productions.
    pub(crate) fn used(&self) -> (BTreeSet<String>, BTreeSet<String>, BTreeSet<String>) {
        let (mut terminals, mut tokens, mut names) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut todo: Vec<&Part> = self.productions.values().collect();
        while let Some(part) = todo.pop() {
            match part {
                Part::Terminal(text) => drop(terminals.insert(text.clone())),
                Part::Token(token) => drop(tokens.insert(token.clone())),
                Part::Production(name) => drop(names.insert(name.clone())),
                Part::Sequence(parts) | Part::Either(parts) => todo.extend(parts),
                Part::Optional(part) | Part::Repeated(part) => todo.push(part),
            }
        }
        (terminals, tokens, names)
    }

    /// The names of the productions.
    pub(crate) fn defined(&self) -> BTreeSet<String> {
        self.productions.keys().cloned().collect()
    }

    /// Whether the tokens of `text` follow from `file`.
    pub(crate) fn takes(&self, text: &str) -> bool {
        let tokens = syntax::tokens(text);
        let tokens: Vec<(&str, &str)> = tokens.lines().map(token).collect();
        let count = tokens.len() - 1;
        let mut reader = Reader { grammar: self, tokens, known: BTreeMap::new() };
        reader.production("file", 0).contains(&count)
    }
}

/// Kind and text of a line of the token dump.
fn token(line: &str) -> (&str, &str) {
    let rest = line.split_once(' ').map_or("", |(_, rest)| rest).trim_start();
    let (kind, text) = rest.split_once(' ').unwrap_or((rest, ""));
    (kind, text.trim_start())
}

struct Reader<'t> {
    grammar: &'t Grammar,
    tokens: Vec<(&'t str, &'t str)>,
    /// Where a production can end that starts at a token.
    known: BTreeMap<(&'t str, usize), BTreeSet<usize>>,
}

impl<'t> Reader<'t> {
    fn production(&mut self, name: &'t str, at: usize) -> BTreeSet<usize> {
        if let Some(ends) = self.known.get(&(name, at)) {
            return ends.clone();
        }
        let part = &self.grammar.productions[name];
        let ends = self.part(part, at);
        self.known.insert((name, at), ends.clone());
        ends
    }

    fn part(&mut self, part: &'t Part, at: usize) -> BTreeSet<usize> {
        let (kind, text) = self.tokens[at.min(self.tokens.len() - 1)];
        let one = |fits: bool| if fits { BTreeSet::from([at + 1]) } else { BTreeSet::new() };
        match part {
            Part::Terminal(terminal) => one(matches!(kind, "symbol" | "keyword" | "name") && text == terminal),
            Part::Token(token) => one(match token.as_str() {
                "NAME" => kind == "name",
                "WORD" => matches!(kind, "name" | "keyword"),
                "ITEM_DOC" => kind == "doc",
                other => kind == other.to_lowercase(),
            }),
            Part::Production(name) => self.production(name, at),
            Part::Sequence(parts) => {
                let mut ends = BTreeSet::from([at]);
                for part in parts {
                    ends = ends.iter().flat_map(|end| self.part(part, *end)).collect();
                }
                ends
            }
            Part::Either(parts) => parts.iter().flat_map(|part| self.part(part, at)).collect(),
            Part::Optional(part) => {
                let mut ends = self.part(part, at);
                ends.insert(at);
                ends
            }
            Part::Repeated(part) => {
                let mut ends = BTreeSet::from([at]);
                let mut todo = vec![at];
                while let Some(from) = todo.pop() {
                    for end in self.part(part, from) {
                        if ends.insert(end) {
                            todo.push(end);
                        }
                    }
                }
                ends
            }
        }
    }
}

fn either(words: &[&str], at: &mut usize) -> Part {
    let mut parts = vec![sequence(words, at)];
    while words.get(*at) == Some(&"|") {
        *at += 1;
        parts.push(sequence(words, at));
    }
    if parts.len() == 1 { parts.remove(0) } else { Part::Either(parts) }
}

fn sequence(words: &[&str], at: &mut usize) -> Part {
    let mut parts = Vec::new();
    while let Some(&word) = words.get(*at) {
        if matches!(word, "|" | ")" | "]" | "}") {
            break;
        }
        *at += 1;
        parts.push(match word {
            "(" | "[" | "{" => {
                let inner = either(words, at);
                let close = words.get(*at).copied();
                *at += 1;
                match (word, close) {
                    ("(", Some(")")) => inner,
                    ("[", Some("]")) => Part::Optional(Box::new(inner)),
                    ("{", Some("}")) => Part::Repeated(Box::new(inner)),
                    _ => panic!("{word} is not closed"),
                }
            }
            _ if word.starts_with('"') => Part::Terminal(word.trim_matches('"').to_owned()),
            _ if TOKENS.contains(&word) => Part::Token(word.to_owned()),
            _ => Part::Production(word.to_owned()),
        });
    }
    Part::Sequence(parts)
}
