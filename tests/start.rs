//! What a start brings along: FFmpeg and its hundred libraries only where media is looked at.
#![cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu", not(feature = "linked-ffmpeg")))]

use std::path::Path;
use std::process::{Command, Output};

fn fwr(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Runs `command` while the loader says which files it opens; whether it opened FFmpeg's.
fn loads_ffmpeg(command: &mut Command) -> bool {
    let output = command.env("LD_DEBUG", "files").output().expect("the binary runs");
    let said = text(&output.stderr);
    assert!(output.status.success() && said.contains("libc.so"), "the loader says what it opens: {said}");
    said.contains("libavcodec.so")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn graphs_are_checked_laid_out_and_explained_without_ffmpeg() {
    for args in [
        &["check", "examples/01-first-light.fwr"][..],
        &["check", "examples/04-delivery.fwr"],
        &["fmt", "--check", "examples/01-first-light.fwr"],
        &["doc", "unsharp"],
        &["explain", "E1009"],
        &["--version"],
    ] {
        assert!(!loads_ffmpeg(&mut fwr(args)), "fwr {args:?}");
    }
}

#[test]
fn media_is_looked_at_with_ffmpeg() {
    assert!(loads_ffmpeg(&mut fwr(&["probe", "tests/media/city.mkv"])));
}

#[test]
fn libraries_that_cannot_be_loaded_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = needed_library();
    std::fs::write(folder.path().join(&library), "no library").expect("the folder is writable");
    let with_a_broken_one = |args: &[&str]| -> Output {
        fwr(args).env("LD_LIBRARY_PATH", folder.path()).env("NO_COLOR", "1").output().expect("the binary runs")
    };

    let output = with_a_broken_one(&["probe", "tests/media/city.mkv"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("E1009") && said.contains(&library), "{said}");
    assert!(with_a_broken_one(&["check", "examples/01-first-light.fwr"]).status.success());
}

/// The file name under which FFmpeg's container library is looked for.
fn needed_library() -> String {
    let output = fwr(&["probe", "tests/media/city.mkv"]).env("LD_DEBUG", "files").output().expect("the binary runs");
    let said = text(&output.stderr);
    let name = said.split_whitespace().find(|word| word.starts_with("file=libavformat.so"));
    let name = name.expect("the loader names it");
    assert!(Path::new(name).components().count() == 1, "{name} is a file name");
    name.trim_start_matches("file=").trim_end_matches(';').to_owned()
}
