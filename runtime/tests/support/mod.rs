//! What the media tests share: clips made by `ffmpeg`, plans without filters, and what `ffprobe` says of the outcome.
#![allow(dead_code, missing_docs, unreachable_pub)]

use std::path::{Path, PathBuf};
use std::process::Command;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::plan::{CopiedStream, Op, OpId, OpKind, Plan, PlanInput, PlanOutput};
use fwr_compiler::types::{Args, Constant, Unit};
use fwr_runtime::media::{can_hold, container_of, probe};
use fwr_runtime::pipeline::{FrameSource, Options, Pipeline, Quiet, Report};

/// A moving picture with sound, a second or two long.
pub const PICTURE: &str = "-f lavfi -i testsrc2=size=96x64:rate=25:duration=1.2";
pub const SOUND: &str = "-f lavfi -i sine=frequency=440:duration=1.2";

/// Runs `ffmpeg` with arguments separated by spaces, writing `path`.
pub fn make(path: &Path, arguments: &str) -> PathBuf {
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-y"])
        .args(arguments.split_whitespace())
        .arg(path)
        .status()
        .expect("the ffmpeg command, which these tests need (package `ffmpeg`)");
    assert!(status.success(), "ffmpeg {arguments}");
    path.to_owned()
}

/// The standard output of a command, which must succeed.
pub fn output_of(program: &str, arguments: &str, path: &Path, rest: &str) -> String {
    let output = Command::new(program)
        .args(arguments.split_whitespace())
        .arg(path)
        .args(rest.split_whitespace())
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(
        output.status.success(),
        "{program} {arguments} {}: {}",
        path.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

/// One hash for each decoded frame of the first video stream.
pub fn frame_hashes(path: &Path) -> Vec<String> {
    let text = output_of("ffmpeg", "-v error -i", path, "-map 0:v:0 -fps_mode passthrough -f framemd5 -");
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.rsplit(',').next().expect("a hash").trim().to_owned())
        .collect()
}

/// Values that `ffprobe` prints for each packet or frame of a stream, one row each.
pub fn rows(path: &Path, stream: &str, what: &str, entries: &str) -> Vec<Vec<String>> {
    let arguments =
        format!("-v error -select_streams {stream} -show_{what}s -show_entries {what}={entries} -of compact=p=0:nk=1");
    output_of("ffprobe", &arguments, path, "")
        .lines()
        // Side data comes on lines of its own, which begin with its name.
        .filter(|line| line.starts_with(|first: char| first.is_ascii_digit() || first == '-'))
        .map(|line| line.split('|').map(str::to_owned).collect())
        .collect()
}

/// What `ffprobe` says of a stream, on one line.
pub fn stream_line(path: &Path, stream: &str, entries: &str) -> String {
    let arguments = format!("-v error -select_streams {stream} -show_entries {entries} -of compact=p=0");
    let lines = output_of("ffprobe", &arguments, path, "");
    lines.split(['|', '\n']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("|")
}

/// The settings of an encoder, as its declaration's defaults fill them in.
pub fn settings(encoder: &str) -> Args {
    let mut args = Args::default();
    let mut set = |name: &str, value| args.0.insert(name.to_owned(), value);
    if encoder == "ffv1" {
        set("slices", Constant::Number(16.0, Unit::None));
    } else {
        set("crf", Constant::Number(16.0, Unit::None));
        set("preset", Constant::Name("ultrafast".to_owned()));
        set("tune", Constant::Name("none".to_owned()));
    }
    args
}

/// A plan that decodes the first video stream, encodes it again, and copies all else that fits.
pub fn plan(input: &Path, output: &Path, encoder: &str) -> Result<Plan, Diagnostic> {
    let info = probe(text(input), None)?;
    let container = container_of(text(output)).expect("a known extension");
    let (stream, format) = info.first_video().expect("a video stream");
    let copied = info
        .streams
        .iter()
        .filter(|other| other.index != stream.index && can_hold(container, &other.codec))
        .map(|other| CopiedStream { input: 0, stream: other.index });
    let source = CopiedStream { input: 0, stream: stream.index };
    let kind = OpKind::Decode { input: 0, stream: stream.index };
    let op = Op::plain(OpId(0), "tape", kind, Vec::new(), format);
    let read = PlanInput { name: "tape".to_owned(), path: text(input).to_owned(), header: Default::default() };
    let mut written = PlanOutput::plain(text(output), op.id, encoder);
    written.container = container.to_owned();
    written.video.args = settings(encoder);
    written.video.source = Some(source);
    written.copied = copied.collect();
    Ok(Plan::plain("test.fwr", vec![read], vec![op]).writing(vec![written]))
}

/// Runs a plan of [`plan`], its picture wrapped by `wrap`.
pub fn run_with<'a, S: FrameSource + 'a>(
    plan: &Plan,
    options: &Options,
    wrap: impl FnOnce(fwr_runtime::pipeline::VideoSource) -> S,
) -> Result<Report, Diagnostic> {
    let OpKind::Decode { input, stream } = plan.ops[0].kind else { unreachable!("made by `plan`") };
    let mut pipeline = Pipeline::open(plan, options)?;
    let source = pipeline.video(input, stream)?;
    pipeline.run(vec![Box::new(wrap(source))], &Quiet)
}

/// Decodes and encodes a file without filters.
pub fn pass_through(input: &Path, output: &Path, encoder: &str, options: &Options) -> Result<Report, Diagnostic> {
    run_with(&plan(input, output, encoder)?, options, |source| source)
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}
