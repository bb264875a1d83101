//! Pipes: media from stdin and to stdout, with nothing on stdout but media.

mod support;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use support::{made_clips, probe};

const LOSSLESS: &str =
    "input clip: media\n\noutput {\n  video: clip.video |> temporal_median() |> grain(amount: 3%) |> encode(ffv1)\n}\n";
const RAW: &str = "input clip: media\n\noutput {\n  video: clip.video |> temporal_median() |> grain(amount: 3%) |> \
                   encode(raw)\n  drop: [audio, subtitles, attachments, data, chapters, metadata]\n}\n";

fn command(folder: &Path, graph: &str, args: &[&str]) -> Command {
    std::fs::write(folder.join("graph.fwr"), graph).expect("writable");
    let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
    command.args(["run", "graph.fwr", "--allow", "warnings"]).args(args).current_dir(folder).stdin(Stdio::null());
    command
}

fn output(mut command: Command) -> Output {
    let output = command.output().expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The frames that a run from file to file gives.
fn expected(folder: &Path, clip: &Path) -> Vec<String> {
    output(command(folder, LOSSLESS, &[clip.to_str().expect("text"), "-o", "whole.mkv", "--force"]));
    probe::frame_hashes(&folder.join("whole.mkv"), None)
}

#[test]
fn what_goes_to_stdout_is_what_goes_to_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = made_clips::clip("plain.mkv");
    let whole = expected(folder.path(), &clip);
    for format in ["y4m", "nut"] {
        let made = output(command(folder.path(), RAW, &[clip.to_str().expect("text"), "-o", "-", "--format", format]));
        let path = folder.path().join(format!("piped.{format}"));
        std::fs::write(&path, made.stdout).expect("writable");
        assert_eq!(probe::frame_hashes(&path, None), whole, "{format}");
        assert!(String::from_utf8_lossy(&made.stderr).contains("frames in"), "what is said goes to stderr");
    }
    // FFmpeg reads from Y4M what it holds: the layout, the rate, the aspect.
    let stream = &probe::streams(&folder.path().join("piped.y4m"))[0];
    let told = ["pix_fmt", "width", "height", "r_frame_rate", "sample_aspect_ratio", "chroma_location"];
    let told = told.map(|key| stream[key].as_str().map_or_else(|| stream[key].to_string(), str::to_owned));
    assert_eq!(told, ["yuv420p", "320", "240", "25/1", "1:1", "left"]);
    // The path in the graph says it too, and nothing appears under that name.
    let named = RAW.replace("output {", "output \"-.nut\" {");
    let made = output(command(folder.path(), &named, &[clip.to_str().expect("text")]));
    assert!(made.stdout.starts_with(b"nut/multimedia container"));
    assert!(!folder.path().join("-.nut").exists());
}

#[test]
fn what_comes_from_stdin_is_what_comes_from_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = made_clips::clip("plain.mkv");
    let whole = expected(folder.path(), &clip);
    for (name, more) in [
        ("in.y4m", "-an -fps_mode passthrough"),
        ("in.nut", "-c:v ffv1 -an"),
        ("in.mkv", "-c copy"),
        ("in.ts", "-c copy"),
    ] {
        let piped = folder.path().join(name);
        let mut args = vec!["-i", clip.to_str().expect("text")];
        args.extend(more.split_whitespace());
        args.push(piped.to_str().expect("text"));
        probe::ffmpeg(&args);
        let _ = std::fs::remove_file(folder.path().join("out.mkv"));
        let mut run = command(folder.path(), LOSSLESS, &["-", "-o", "out.mkv"]);
        // A pipe, which cannot be gone back in.
        let mut cat = Command::new("cat").arg(&piped).stdout(Stdio::piped()).spawn().expect("cat runs");
        run.stdin(cat.stdout.take().expect("a pipe"));
        output(run);
        cat.wait().expect("cat ends");
        assert_eq!(probe::frame_hashes(&folder.path().join("out.mkv"), None), whole, "{name}");
        let sound = |path: &Path| probe::packets(path, "a:0").into_iter().map(|packet| packet.3).collect::<Vec<_>>();
        if name == "in.mkv" {
            assert_eq!(sound(&folder.path().join("out.mkv")), sound(&clip), "sound is copied from the pipe");
        }
    }
}

#[test]
fn two_of_them_make_a_pipeline() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = made_clips::clip("plain.mkv");
    let whole = expected(folder.path(), &clip);
    let plain = "input clip: media\n\noutput {\n  video: clip.video |> encode(ffv1)\n}\n";
    std::fs::write(folder.path().join("second.fwr"), plain).expect("writable");
    let mut first = command(folder.path(), RAW, &[clip.to_str().expect("text"), "-o", "-", "--format", "y4m"]);
    let mut first = first.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary runs");
    let second = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(["run", "second.fwr", "-", "-o", "out.mkv", "--allow", "warnings"])
        .current_dir(folder.path())
        .stdin(first.stdout.take().expect("a pipe"))
        .output()
        .expect("the binary runs");
    assert!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
    assert!(first.wait().expect("it ends").success());
    assert_eq!(probe::frame_hashes(&folder.path().join("out.mkv"), None), whole);
}

#[test]
fn a_reader_that_goes_away_ends_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = made_clips::clip("long.mkv");
    let mut run = command(folder.path(), RAW, &[clip.to_str().expect("text"), "-o", "-", "--format", "y4m"]);
    let log = folder.path().join("log");
    let mut child =
        run.stdout(Stdio::piped()).stderr(File::create(&log).expect("writable")).spawn().expect("the binary runs");
    let mut head = [0; 10];
    child.stdout.as_mut().expect("a pipe").read_exact(&mut head).expect("something is written");
    assert_eq!(&head, b"YUV4MPEG2 ");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(141));
    let said = std::fs::read_to_string(&log).expect("text");
    assert!(said.contains("E1110") && said.contains("stdout"), "{said}");
}

#[test]
fn what_cannot_be_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = made_clips::clip("plain.mkv");
    let clip = clip.to_str().expect("text");
    let refused = |graph: &str, args: &[&str], exit: i32, words: &str| {
        let output = command(folder.path(), graph, args).output().expect("the binary runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(exit), "{args:?}: {said}");
        assert!(said.contains(words), "{args:?}: {said}");
        assert!(output.stdout.is_empty(), "{args:?}");
    };
    refused(RAW, &[clip, "-o", "-"], 1, "--format");
    refused(RAW, &[clip, "-o", "-", "--format", "y4m", "--json"], 2, "--json");
    refused(LOSSLESS, &[clip, "-o", "-", "--format", "y4m"], 1, "encode(raw)");
    refused(RAW, &["-", "-o", "out.nut"], 3, "stdin");
    let measured = "input clip: media\n\nlet light = brightness(clip.video)\n\noutput {\n  video: clip.video |> \
                    levels(gamma: 1 + light) |> encode(ffv1)\n}\n";
    let mut run = command(folder.path(), measured, &["-", "-o", "out.mkv"]);
    let output = run.stdin(File::open(clip).expect("a clip")).output().expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("read once"), "{said}");
}
