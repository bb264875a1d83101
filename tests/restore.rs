//! The built binary on the real clip: every example runs, and nothing but the picture changes.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::graphs::graphs;
use support::probe;

/// The real clip: a picture, sound, subtitles, an attachment, chapters and tags.
fn clip() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv")
}

fn fwr(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fwr")).args(args).output().expect("the binary runs")
}

fn succeed(args: &[&str]) {
    let output = fwr(args);
    assert!(output.status.success(), "fwr {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are text")
}

#[test]
fn the_first_example_keeps_frames_times_and_every_other_stream() {
    let folder = tempfile::tempdir().expect("a folder");
    let result = folder.path().join("out.mkv");
    let example = examples().into_iter().next().expect("there is a first example");
    succeed(&["run", text(&example), text(&clip()), "-o", text(&result)]);

    assert_eq!(probe::frame_times(&result), probe::frame_times(&clip()), "frames and their times");
    let kinds = |file: &Path| -> Vec<String> {
        probe::streams(file).iter().map(|stream| stream["codec_type"].as_str().unwrap_or("").to_owned()).collect()
    };
    assert_eq!(kinds(&result), kinds(&clip()), "streams in their order");
    for stream in ["a:0", "s:0"] {
        let source = probe::packets(&clip(), stream);
        assert!(!source.is_empty(), "the clip has packets in {stream}");
        assert_eq!(probe::packets(&result, stream), source, "packets of {stream}");
    }
    let (before, after) = (probe::chapters_and_format(&clip()), probe::chapters_and_format(&result));
    for key in ["start_time", "end_time", "tags"] {
        for (one, other) in before["chapters"].as_array().unwrap().iter().zip(after["chapters"].as_array().unwrap()) {
            assert_eq!(one[key], other[key], "{key} of a chapter");
        }
    }
    assert_eq!(before["chapters"].as_array().unwrap().len(), after["chapters"].as_array().unwrap().len());
    assert_eq!(before["format"]["tags"]["title"], after["format"]["tags"]["title"], "the title");
}

#[test]
fn every_example_runs_on_the_real_clip() {
    for example in examples() {
        let folder = tempfile::tempdir().expect("a folder");
        let source = std::fs::read_to_string(&example).expect("examples are readable");
        let end = if source.contains(".mp4\"") { "out.mp4" } else { "out.mkv" };
        let result = folder.path().join(end);
        succeed(&["run", text(&example), text(&clip()), "-o", text(&result)]);
        assert!(!probe::frame_times(&result).is_empty(), "{} writes frames", example.display());
        let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
        assert_eq!(left.len(), 1, "{} leaves one file", example.display());
    }
}

#[test]
fn every_preset_runs_on_the_real_clip_alone_and_in_a_graph() {
    let folder = tempfile::tempdir().expect("a folder");
    for preset in graphs("presets") {
        let name = preset.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        let alone = folder.path().join(format!("{name}.mkv"));
        succeed(&["run", text(&preset), text(&clip()), "-o", text(&alone)]);
        let used = folder.path().join(format!("use_{name}.mkv"));
        let graph = folder.path().join("graph.fwr");
        let source = format!("use presets.{name} as preset\ninput clip: media\noutput {{ video: preset(clip) }}\n");
        std::fs::write(&graph, source).expect("writable");
        succeed(&["run", text(&graph), text(&clip()), "-o", text(&used)]);
        let (alone, used) = (probe::frame_hashes(&alone, None), probe::frame_hashes(&used, None));
        assert!(!alone.is_empty(), "{name} writes frames");
        // An encoder may lose something; what a lossless one is given is the same either way.
        let lossless = std::fs::read_to_string(&preset).expect("readable").contains("encode(ffv1)");
        assert!(!lossless || alone == used, "{name} gives the same pictures when it is used");
    }
}

#[test]
fn an_empty_graph_gives_the_frames_that_ffmpeg_decodes() {
    let folder = tempfile::tempdir().expect("a folder");
    let graph = folder.path().join("empty.fwr");
    std::fs::write(&graph, "input clip: media\n\noutput {\n  video: clip.video |> encode(ffv1)\n}\n")
        .expect("writable");
    let result = folder.path().join("out.mkv");
    succeed(&["run", text(&graph), text(&clip()), "-o", text(&result)]);
    assert_eq!(probe::frame_hashes(&result, None), probe::frame_hashes(&clip(), None));
}

#[test]
fn an_existing_output_is_kept_unless_forced() {
    let folder = tempfile::tempdir().expect("a folder");
    let graph = folder.path().join("empty.fwr");
    std::fs::write(&graph, "input clip: media\n\noutput {\n  video: clip.video |> encode(ffv1)\n}\n")
        .expect("writable");
    let result = folder.path().join("out.mkv");
    std::fs::write(&result, "precious").expect("writable");
    let output = fwr(&["run", text(&graph), text(&clip()), "-o", text(&result)]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("E1101"));
    assert_eq!(std::fs::read_to_string(&result).expect("still there"), "precious");
    succeed(&["run", text(&graph), text(&clip()), "-o", text(&result), "--force"]);
    assert!(!probe::frame_times(&result).is_empty());
}

fn examples() -> Vec<PathBuf> {
    graphs("examples")
}
