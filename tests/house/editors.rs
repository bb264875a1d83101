//! The colours that editors give know the words of the language, and no others.

use fwr_compiler::syntax::{CONTEXTUAL, KEYWORDS};
use fwr_compiler::types::Unit;
use serde_json::Value;

use crate::{assert_none, text};

const GRAMMAR: &str = "editors/vscode/syntaxes/fwr.tmLanguage.json";

#[test]
fn the_grammar_of_the_editor_has_the_words_of_the_language() {
    let grammar: Value = serde_json::from_str(&text(GRAMMAR)).expect("the grammar is JSON");
    let words = words_of(&grammar["repository"]["keywords"]);
    assert_none(differences(&words, KEYWORDS));
    let items = words_of(&grammar["repository"]["items"]);
    let contextual = ["edition", "lints", "as", "measure"];
    let missing = contextual.iter().filter(|word| !items.iter().any(|item| item == *word));
    assert_none(missing.map(|word| format!("the grammar's items have no `{word}`")).collect());
}

#[test]
fn the_grammar_of_the_editor_has_the_units() {
    let grammar: Value = serde_json::from_str(&text(GRAMMAR)).expect("the grammar is JSON");
    let numbers = grammar["repository"]["numbers"].to_string();
    let units = Unit::ALL.iter().map(|unit| unit.name()).chain(["frame"]);
    let missing = units.filter(|unit| !numbers.contains(&format!("{unit}|")) && !numbers.contains(&format!("{unit})")));
    assert_none(missing.map(|unit| format!("the grammar has no unit {unit}")).collect());
}

#[test]
fn a_word_too_many_or_too_few_is_found() {
    let words = ["let", "loop", "carry", "none"].map(str::to_owned);
    assert_eq!(
        differences(&words, &["let", "if"]),
        ["the grammar does not colour `if`", "the grammar colours `loop`, which is no word of the language"]
    );
    let rule =
        serde_json::json!({ "patterns": [{ "name": "keyword.a", "match": "\\b(if|then)\\b(?=\\s+[\\p{L}_])" }] });
    assert_eq!(words_of(&rule), ["if", "then"]);
}

fn differences(words: &[String], keywords: &[&str]) -> Vec<String> {
    let missing = keywords.iter().filter(|keyword| !words.iter().any(|word| word == *keyword));
    let known = |word: &str| keywords.contains(&word) || CONTEXTUAL.contains(&word) || word == "none";
    let foreign = words.iter().filter(|word| !known(word));
    let missing = missing.map(|keyword| format!("the grammar does not colour `{keyword}`"));
    missing
        .chain(foreign.map(|word| format!("the grammar colours `{word}`, which is no word of the language")))
        .collect()
}

/// The words in the expressions of a rule.
fn words_of(rule: &Value) -> Vec<String> {
    let patterns = rule["patterns"].as_array().expect("a rule of patterns");
    let expressions = patterns.iter().filter_map(|pattern| pattern["match"].as_str());
    let mut words = Vec::new();
    for expression in expressions {
        // Classes and assertions are letters behind a backslash.
        let plain = expression.replace("\\p{L}", " ").replace("\\b", " ").replace("\\s", " ");
        words.extend(plain.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1).map(str::to_owned));
    }
    words
}
