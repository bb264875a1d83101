//! Measures of whole clips are kept from run to run, as long as everything that they depend on is the same.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::probe;

const GRAPH: &str = "input clip: media\n\nlet bright = brightness(clip.video)\n\noutput {\n  \
                     video: clip.video |> levels(white: 60% + 0.1 * bright) |> encode(ffv1)\n}\n";

#[test]
fn a_clip_is_measured_once_until_something_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let graph = |text: &str| fs::write(folder.path().join("graph.fwr"), text).expect("writable");
    let clip = |color: &str| {
        let source = format!("color={color}:s=160x120:r=25:d=0.4");
        let path = folder.path().join("clip.mkv");
        probe::ffmpeg(&["-f", "lavfi", "-i", &source, "-c:v", "ffv1", path.to_str().expect("text")]);
    };
    graph(GRAPH);
    clip("gray");
    let first = plan(folder.path(), &[]);
    assert_eq!(kept(folder.path()), 1, "{first}");
    assert!(first.contains("measured: brightness of clip.video"), "{first}");
    // What is kept is used: another value there is the one that comes.
    let file = fs::read_dir(folder.path().join("cache/framewright/measures")).expect("a folder").next();
    let file = file.expect("a file").expect("readable").path();
    let text = fs::read_to_string(&file).expect("readable");
    let (before, after) = text.rsplit_once("\"frames\": 10").expect("the number of frames beside the value");
    fs::write(&file, format!("{before}\"frames\": 11{after}")).expect("writable");
    let again = plan(folder.path(), &[]);
    assert!(first.contains("over 10 frames") && again.contains("over 11 frames"), "{first}\n{again}");
    assert!(plan(folder.path(), &["--no-cache"]).contains("over 10 frames"));
    // Another step before the measure, and another clip, are other questions.
    graph(&GRAPH.replace("brightness(clip.video)", "brightness(clip.video |> blur())"));
    assert!(plan(folder.path(), &[]).contains("over 10 frames"));
    assert_eq!(kept(folder.path()), 2);
    graph(GRAPH);
    clip("white");
    let other = plan(folder.path(), &[]);
    assert!(other.contains("over 10 frames"), "{other}");
    assert_eq!(kept(folder.path()), 3);
}

fn kept(folder: &Path) -> usize {
    fs::read_dir(folder.join("cache/framewright/measures")).map_or(0, Iterator::count)
}

fn plan(folder: &Path, more: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(["plan", "graph.fwr", "clip.mkv", "-o", "out.mkv", "--allow", "warnings"])
        .args(more)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
