//! A binding to a foreign library is named in one folder and nowhere else.

use crate::{SourceFile, assert_none, code_of, files};

/// What the code calls a binding, and the folder that may say it.
const HOMES: &[(&str, &str)] = &[
    ("ffmpeg_next", "runtime/src/media/"),
    ("ffmpeg_sys_next", "runtime/src/media/"),
    ("ffi::AV", "runtime/src/media/"),
];

#[test]
fn bindings_stay_in_their_folder() {
    assert_none(strays(&files("", &[".rs"])));
}

#[test]
fn a_stray_binding_is_found() {
    let text = "use ffmpeg_next as ffmpeg;\n".to_owned();
    let inside = SourceFile { path: "runtime/src/media/a.rs".to_owned(), text: text.clone() };
    let outside = SourceFile { path: "cli/a.rs".to_owned(), text };
    assert_eq!(strays(&[inside, outside]), ["cli/a.rs:1 names ffmpeg_next, whose place is runtime/src/media/"]);
}

fn strays(files: &[SourceFile]) -> Vec<String> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| !file.path.starts_with("tests/house/")) {
        for (number, line) in file.text.lines().enumerate() {
            for (name, home) in HOMES {
                if code_of(line).contains(name) && !file.path.starts_with(home) {
                    problems.push(format!("{}:{} names {name}, whose place is {home}", file.path, number + 1));
                }
            }
        }
    }
    problems
}
