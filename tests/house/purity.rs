//! The compiler is pure: it touches no files, environment, clock, threads, network, processes or media libraries.

use crate::{SourceFile, assert_none, code_of, files};

/// What its code may not name.
const FORBIDDEN: &[&str] =
    &["std::fs", "std::env", "std::thread", "std::time", "std::net", "std::process", "ffmpeg", "wgpu", "rayon"];

#[test]
fn the_compiler_touches_nothing_of_the_world() {
    assert_none(impure(&files("compiler/src", &[".rs"])));
}

#[test]
fn an_impure_line_is_found() {
    let text = "//! Talks of std::fs only.\nuse std::{fmt, fs};\nlet now = std::time::Instant::now();\n".to_owned();
    let file = SourceFile { path: "a.rs".to_owned(), text };
    assert_eq!(impure(&[file]), ["a.rs:2 names std::fs", "a.rs:3 names std::time"]);
}

fn impure(files: &[SourceFile]) -> Vec<String> {
    let mut problems = Vec::new();
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            for name in FORBIDDEN.iter().filter(|name| names(code_of(line), name)) {
                problems.push(format!("{}:{} names {name}", file.path, number + 1));
            }
        }
    }
    problems
}

/// Whether a line names `path`, also as a part of `use std::{…}`.
fn names(line: &str, path: &str) -> bool {
    let grouped = || {
        let (module, group) = (path.strip_prefix("std::")?, line.split_once("std::{")?.1);
        Some(group.split(['{', '}', ',']).any(|part| part.trim().split("::").next() == Some(module)))
    };
    line.contains(path) || grouped().unwrap_or(false)
}
