//! Files are small and say at the top what they are for.

use crate::{SourceFile, assert_none, files};

/// Longer than this is two files.
const LONGEST: usize = 700;

#[test]
fn no_file_is_too_long() {
    assert_none(too_long(&files("", &[".rs", ".fwr", ".pest", ".sh"])));
}

#[test]
fn every_file_says_what_it_is_for() {
    assert_none(unexplained(&files("", &[".rs"])));
}

#[test]
fn a_long_or_unexplained_file_is_found() {
    let file = SourceFile { path: "a.rs".to_owned(), text: "// What?\n".repeat(LONGEST + 1) };
    assert_eq!(too_long(&[file]), ["a.rs has 701 lines"]);
    let file = SourceFile { path: "a.rs".to_owned(), text: "use std::fmt;\n//! Late.\n".to_owned() };
    assert_eq!(unexplained(&[file]), ["a.rs does not start with a `//!` sentence"]);
}

fn too_long(files: &[SourceFile]) -> Vec<String> {
    files
        .iter()
        .map(|file| (&file.path, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(path, lines)| format!("{path} has {lines} lines"))
        .collect()
}

fn unexplained(files: &[SourceFile]) -> Vec<String> {
    files
        .iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| format!("{} does not start with a `//!` sentence", file.path))
        .collect()
}
