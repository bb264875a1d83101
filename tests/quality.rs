//! What is claimed about pictures, against the tool that people compare with.

mod support;

use std::path::Path;
use std::process::Command;

use support::probe::{ffmpeg, frame_hashes};

/// Fields made of the real clip are turned back into frames at least as well as FFmpeg's bwdif does it.
#[test]
fn deinterlacing_is_at_least_as_close_to_the_original_as_bwdif() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("test paths are text").to_owned();
    let clip = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv");
    let (original, fields) = (path("original.mkv"), path("fields.mkv"));
    // An even height, so that both fields have as many lines.
    let crop = "crop=720:400:0:0";
    ffmpeg(&["-i", clip.to_str().expect("text"), "-map", "0:v", "-vf", crop, "-c:v", "ffv1", &original]);
    let weave = "tinterlace=mode=interleave_top,setfield=tff";
    ffmpeg(&["-i", &original, "-vf", weave, "-c:v", "ffv1", "-flags", "+ildct+ilme", "-field_order", "tt", &fields]);

    let graph = path("graph.fwr");
    let text = "input clip: media\n\noutput {\n  video: clip.video |> assume(scan: tff) |> deinterlace(rate: double) |> encode(ffv1)\n}\n";
    std::fs::write(&graph, text).expect("writable");
    let (ours, theirs) = (path("ours.mkv"), path("theirs.mkv"));
    let output = Command::new(env!("CARGO_BIN_EXE_fwr")).args(["run", &graph, &fields, "-o", &ours]).output();
    let output = output.expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    ffmpeg(&["-i", &fields, "-vf", "bwdif=mode=send_field:parity=tff:deint=all", "-c:v", "ffv1", &theirs]);

    let (ours, theirs) = (psnr(&ours, &original), psnr(&theirs, &original));
    assert!(ours >= theirs, "{ours:.2} dB, bwdif {theirs:.2} dB");
}

/// What sorts samples has one right answer, at every edge, and one after another as well.
#[test]
fn filters_that_sort_samples_give_the_pictures_that_ffmpeg_gives() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv");
    let clip = clip.to_str().expect("test paths are text");
    for (ours, theirs) in [
        ("dilate()", "dilation"),
        ("erode()", "erosion"),
        ("median(radius: 1px)", "median=radius=1"),
        ("median(radius: 2px)", "median=radius=2"),
        ("dilate() |> erode() |> median() |> erode()", "dilation,erosion,median=radius=1,erosion"),
    ] {
        let path = |name: &str| folder.path().join(name).to_str().expect("test paths are text").to_owned();
        let (graph, made, expected) = (path("graph.fwr"), path("ours.mkv"), path("theirs.mkv"));
        let text = format!(
            "input clip: media\n\noutput {{\n  video: clip.video |> trim(end: 12frames) |> {ours} |> encode(ffv1)\n}}\n"
        );
        std::fs::write(&graph, text).expect("writable");
        let arguments = ["run", &graph, clip, "-o", &made, "--force", "--quiet"];
        let output = Command::new(env!("CARGO_BIN_EXE_fwr")).args(arguments).output().expect("the binary runs");
        assert!(output.status.success(), "{ours}: {}", String::from_utf8_lossy(&output.stderr));
        ffmpeg(&["-i", clip, "-map", "0:v", "-frames:v", "12", "-vf", theirs, "-c:v", "ffv1", &expected]);
        let hashes = |file: &str| frame_hashes(Path::new(file), None);
        assert_eq!(hashes(&made), hashes(&expected), "{ours}");
    }
}

/// Mean PSNR over all planes, in dB, as FFmpeg's `psnr` filter has it.
fn psnr(file: &str, original: &str) -> f64 {
    let graph = "[0:v]setpts=N/50/TB[a];[1:v]setpts=N/50/TB[b];[a][b]psnr";
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-i", file, "-i", original, "-lavfi", graph, "-f", "null", "-"])
        .output()
        .expect("ffmpeg runs");
    let text = String::from_utf8_lossy(&output.stderr);
    let average = text.rsplit("average:").next().and_then(|rest| rest.split_whitespace().next());
    average.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no PSNR in {text}"))
}
