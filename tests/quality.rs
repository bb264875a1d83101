//! What is claimed about pictures, against the tool that people compare with.

mod support;

use std::path::Path;
use std::process::Command;

use support::probe::{ffmpeg, frame_hashes};

/// Fields made of the real clip are turned back into frames at least as well as FFmpeg's bwdif does it.
#[test]
fn deinterlacing_is_at_least_as_close_to_the_original_as_bwdif() {
    let fields = Fields::of_the_city();
    let theirs = fields.path("theirs.mkv");
    ffmpeg(&["-i", &fields.woven, "-vf", "bwdif=mode=send_field:parity=tff:deint=all", "-c:v", "ffv1", &theirs]);
    let theirs = psnr(&theirs, &fields.original);
    for name in ["deinterlace_draft", "deinterlace"] {
        let ours = fields.deinterlaced(name);
        assert!(ours >= theirs, "{name} {ours:.2} dB, bwdif {theirs:.2} dB");
    }
}

/// The draft of `deinterlace` is less and its best is more.
#[test]
fn deinterlacing_of_a_better_quality_is_closer_to_the_original() {
    let city = Fields::of_the_city();
    let [draft, standard, best] =
        ["deinterlace_draft", "deinterlace", "deinterlace_motion"].map(|name| city.deinterlaced(name));
    assert!(draft + 0.5 < standard && standard + 0.5 < best, "{draft:.2}, {standard:.2}, {best:.2} dB");

    // A still of the city that runs sideways, aslant, turns and grows: where there is motion along the lines the best
    // finds it, and elsewhere it is no worse.
    let scene = |filter: &str| Fields::of(&["-loop", "1", "-r", "50", "-i", &still()], filter);
    for (filter, gain) in [
        ("scale=1440:810,format=gbrp,crop=480:320:x='100+3*n':y=200:exact=1", 3.0),
        ("format=gbrp,crop=400:240:x='20+2*n':y='10+n':exact=1", -0.05),
        ("rotate=a='0.004*n',crop=480:320", -0.05),
        ("scale=w='2*trunc(360+2*n)':h=-2:eval=frame,crop=480:320", -0.05),
    ] {
        let fields = scene(filter);
        let (standard, best) = (fields.deinterlaced("deinterlace"), fields.deinterlaced("deinterlace_motion"));
        assert!(best >= standard + gain, "{filter}: {standard:.2} dB, best {best:.2} dB");
    }
}

/// The first frame of the real clip, as a picture that outlives the tests of one run.
fn still() -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("city.png");
    let path = path.to_str().expect("test paths are text").to_owned();
    ffmpeg(&["-i", &city(), "-map", "0:v", "-frames:v", "1", &path]);
    path
}

fn city() -> String {
    let clip = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv");
    clip.to_str().expect("test paths are text").to_owned()
}

/// A clip of whole frames, and the fields made of it.
struct Fields {
    folder: tempfile::TempDir,
    original: String,
    woven: String,
}

impl Fields {
    fn of_the_city() -> Self {
        // An even height, so that both fields have as many lines.
        Self::of(&["-i", &city(), "-map", "0:v"], "crop=720:400:0:0")
    }

    /// Fields of the first frames of `input` behind an FFmpeg `filter`.
    fn of(input: &[&str], filter: &str) -> Self {
        let mut fields =
            Self { folder: tempfile::tempdir().expect("a folder"), original: String::new(), woven: String::new() };
        (fields.original, fields.woven) = (fields.path("original.mkv"), fields.path("fields.mkv"));
        let filter = format!("{filter},format=yuv420p");
        let write = ["-vf", &filter, "-frames:v", "80", "-c:v", "ffv1", &fields.original];
        ffmpeg(&[input, &write].concat());
        let weave = "tinterlace=mode=interleave_top,setfield=tff";
        let flags = ["-c:v", "ffv1", "-flags", "+ildct+ilme", "-field_order", "tt"];
        ffmpeg(&[["-i", &fields.original, "-vf", weave].as_slice(), &flags, &[&fields.woven]].concat());
        fields
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("test paths are text").to_owned()
    }

    /// How close an implementation of `deinterlace` comes to the original, in dB.
    fn deinterlaced(&self, using: &str) -> f64 {
        let (graph, made) = (self.path("graph.fwr"), self.path("ours.mkv"));
        let text = format!(
            "input clip: media\n\noutput {{\n  video: clip.video |> assume(scan: tff) |> deinterlace(using: {using}) |> encode(ffv1)\n}}\n"
        );
        std::fs::write(&graph, text).expect("writable");
        let arguments = ["run", &graph, &self.woven, "-o", &made, "--force", "--quiet"];
        let output = Command::new(env!("CARGO_BIN_EXE_fwr")).args(arguments).output().expect("the binary runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        psnr(&made, &self.original)
    }
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

/// Measures of two clips give the figures that FFmpeg's filters give.
#[test]
fn psnr_and_ssim_are_those_of_ffmpeg() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("test paths are text").to_owned();
    let graph = path("graph.fwr");
    let text = "input made: media\ninput original: media\n\noutput {\n  video: made.video\n}\n\nexpect {\n  \
                psnr(made.video, original.video) == 0\n  psnr(made.video, original.video, planes: all) == 0\n  \
                ssim(made.video, original.video) == 0\n  ssim(made.video, original.video, planes: all) == 0\n}\n";
    std::fs::write(&graph, text).expect("writable");
    for (format, size) in [("yuv420p", "720:404"), ("yuv422p10", "352:242"), ("gray", "101:67"), ("yuv444p", "64:48")] {
        let (original, made) = (path("original.mkv"), path("made.mkv"));
        let filter = format!("scale={size},format={format}");
        ffmpeg(&["-i", &city(), "-map", "0:v", "-vf", &filter, "-frames:v", "9", "-c:v", "ffv1", "-y", &original]);
        let worse = format!("{filter},gblur=1.2,noise=alls=9:allf=t:all_seed=7,format={format}");
        ffmpeg(&["-i", &city(), "-map", "0:v", "-vf", &worse, "-frames:v", "9", "-c:v", "ffv1", "-y", &made]);
        let arguments = ["test", &graph, "--json", "--no-cache", "--quiet", &made, &original];
        let output = Command::new(env!("CARGO_BIN_EXE_fwr")).args(arguments).output().expect("the binary runs");
        let found: serde_json::Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        let value = |number: usize| found["expectations"][number]["left"].as_f64().expect("a number");
        let theirs = |filter: &str, word: &str| figure(&made, &original, filter, word);
        // What FFmpeg prints has six digits behind the point; its similarity of more than 8 bits is in single precision.
        let pairs = [
            (value(0), theirs("psnr", "y:"), 2e-6),
            (value(1), theirs("psnr", "average:"), 2e-6),
            (value(2), theirs("ssim", "Y:"), 2e-5),
            (value(3), theirs("ssim", "All:"), 2e-5),
        ];
        for (number, (ours, theirs, within)) in pairs.into_iter().enumerate() {
            assert!((ours - theirs).abs() <= within, "{format} {number}: {ours}, FFmpeg {theirs}");
        }
    }
}

/// Mean PSNR over all planes, in dB, as FFmpeg's `psnr` filter has it.
fn psnr(file: &str, original: &str) -> f64 {
    figure(file, original, "psnr", "average:")
}

/// What an FFmpeg `filter` of two clips says behind `word`.
fn figure(file: &str, original: &str, filter: &str, word: &str) -> f64 {
    let graph = format!("[0:v]setpts=N/50/TB[a];[1:v]setpts=N/50/TB[b];[a][b]{filter}");
    let output = Command::new("ffmpeg")
        // Its vector code counts the last windows of some rows wrong.
        .args(["-nostdin", "-cpuflags", "0", "-i", file, "-i", original, "-lavfi", &graph, "-f", "null", "-"])
        .output()
        .expect("ffmpeg runs");
    let text = String::from_utf8_lossy(&output.stderr);
    let value = text.rsplit(word).next().and_then(|rest| rest.split_whitespace().next());
    value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no {word} in {text}"))
}
