//! Clips that are begun in their middle without decoding what nobody needs: the frames are those of a clip decoded from
//! its beginning, samples and times, whatever the codec and the container.

mod support;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use fwr_compiler::compile;
use fwr_compiler::diagnostics::Sources;
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::plan::{OpKind, Plan};
use fwr_compiler::resolve::NoFiles;
use fwr_runtime::Frame;
use fwr_runtime::pipeline::{FrameSource, Options, Pipeline, Quiet, Watched};
use support::{made_clips, probe};

/// Frames that are looked at behind each beginning.
const LOOKED_AT: usize = 3;

/// What is expected of a clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Nothing but the frame itself is decoded.
    Every,
    /// From a frame on that may be so many before.
    Within(u64),
    /// All is decoded: frames cannot be counted, or nobody can tell where decoding may begin.
    All,
}

/// Moving pictures by the arguments that FFmpeg makes them with.
const CLIPS: &[(&str, &str, Way)] = &[
    ("ffv1.mkv", "-c:v ffv1 -g 1", Way::Every),
    ("ffv1_long.mkv", "-c:v ffv1 -g 7", Way::Within(6)),
    ("ffv1_old.avi", "-c:v ffv1 -level 1 -g 5", Way::Within(4)),
    ("ffv1_sliced.nut", "-c:v ffv1 -level 3 -slices 4 -g 1", Way::Every),
    ("raw.y4m", "", Way::Every),
    ("raw.nut", "-c:v rawvideo", Way::Every),
    ("mjpeg.avi", "-c:v mjpeg -q:v 3", Way::Every),
    ("mjpeg.mov", "-c:v mjpeg -q:v 3", Way::Every),
    ("prores.mov", "-c:v prores_ks -pix_fmt yuv422p10le", Way::Every),
    ("huffyuv.mkv", "-c:v huffyuv -pix_fmt yuv422p", Way::Every),
    ("utvideo.avi", "-c:v utvideo", Way::Every),
    ("closed.mp4", "-c:v libx264 -preset veryfast -g 9 -bf 2", Way::Within(8)),
    ("closed.mkv", "-c:v libx264 -preset veryfast -g 9 -bf 3 -b_strategy 0", Way::Within(8)),
    ("open.mkv", "-c:v libx264 -preset veryfast -g 9 -bf 2 -b_strategy 0 -x264-params open-gop=1", Way::All),
    ("refreshed.mkv", "-c:v libx264 -preset veryfast -g 9 -bf 0 -x264-params intra-refresh=1", Way::All),
    ("annexb.ts", "-c:v libx264 -preset veryfast -g 9 -bf 2", Way::Within(8)),
    (
        "h265.mkv",
        "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=9:open-gop=0:bframes=2",
        Way::Within(8),
    ),
    (
        "h265_open.mkv",
        "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=9:open-gop=1:bframes=2",
        Way::All,
    ),
    ("mpeg2.mkv", "-c:v mpeg2video -g 8 -bf 0", Way::Within(7)),
    ("mpeg2_open.mpg", "-c:v mpeg2video -g 8 -bf 2", Way::All),
    ("mpeg1.mkv", "-c:v mpeg1video -g 8 -bf 0", Way::Within(7)),
    ("mpeg4.avi", "-c:v mpeg4 -g 8", Way::All),
    (
        "uneven.mkv",
        "-vf setpts=(N*40+8*mod(N\\,3))/1000/TB -fps_mode passthrough -c:v libx264 -preset veryfast -g 9 -bf 2",
        Way::Within(8),
    ),
];

#[test]
fn what_is_begun_in_its_middle_is_as_if_all_had_been_decoded() {
    let folder = made_clips::folder();
    for (name, how, way) in CLIPS {
        let path = folder.join(format!("passing-{name}"));
        if !path.exists() {
            let made = folder.join(format!("{}-passing-{name}", std::process::id()));
            let args = format!("-f lavfi -i testsrc2=s=96x64:r=25 -t 1.6 {how} -threads 1");
            let args: Vec<&str> = args.split_whitespace().chain([text(&made)]).collect();
            probe::ffmpeg(&args);
            std::fs::rename(&made, &path).expect("clips can be renamed");
        }
        holds(name, &path, *way, 1);
    }
}

#[test]
fn real_and_made_clips_are_begun_in_their_middle() {
    let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv");
    holds("city.mkv", &city, Way::Within(80), 7);
    for name in ["tff.mpg", "bff.mpg", "tenbit.mkv", "deep.mkv", "rgb.mkv", "dv411.avi", "plain.mp4", "plain.mkv"] {
        holds(name, &made_clips::clip(name), Way::Within(80), 3);
    }
    // No container says when a frame is shown, and that is noticed when the first one comes.
    holds("elementary.m2v", &made_clips::clip("elementary.m2v"), Way::All, 3);
}

/// Begins a clip at every `step`th frame.
fn holds(name: &str, path: &Path, way: Way, step: usize) {
    let plan = plan(path);
    let (whole, _) = frames(&plan, 0, usize::MAX, None);
    assert!(whole.len() > 5, "{name} has frames");
    for first in (1..=whole.len() as u64 + 1).step_by(step) {
        let missed = Arc::new(AtomicBool::new(false));
        let (mut given, mut decoded) = frames(&plan, first, LOOKED_AT, Some(&missed));
        if missed.load(Ordering::Acquire) {
            assert!(given.is_empty() && way == Way::All, "{name} was not begun at frame {first}");
            (given, decoded) = frames(&plan, first, LOOKED_AT, None);
        }
        let expected: Vec<_> = whole.iter().skip(first as usize).take(LOOKED_AT).cloned().collect();
        assert!(given == expected, "{name} from frame {first}: {given:?}, not {expected:?}");
        if (first as usize) < whole.len() {
            let most = match way {
                Way::Every => 0,
                Way::Within(most) => most,
                Way::All => first,
            };
            assert!(decoded <= first && first - decoded <= most, "{name}: decoding began at {decoded} for {first}");
        }
    }
}

/// A frame's time and a checksum of its samples.
type Seen = (i64, i64, u32);

/// The frames from `first` on, at most so many, and the frame that decoding began with.
fn frames(plan: &Plan, first: u64, most: usize, missed: Option<&Arc<AtomicBool>>) -> (Vec<Seen>, u64) {
    let OpKind::Decode { input, stream } = plan.ops[0].kind else { panic!("a plan begins with a decoder") };
    let unwritten = Plan { outputs: Vec::new(), ..plan.clone() };
    let mut pipeline = Pipeline::open(&unwritten, &Options::default()).expect("a clip");
    if let Some(missed) = missed {
        pipeline = pipeline.skimming(missed);
    }
    let source = pipeline.video(input, stream).expect("a decoder");
    let source = Box::new(source) as Box<dyn FrameSource>;
    let seen = Mutex::new(Vec::new());
    let look = |frame: &Frame| {
        let mut seen = seen.lock().expect("one thread");
        seen.push((frame.pts, frame.duration, sum(frame)));
        seen.len() < most
    };
    let report = pipeline.look(vec![Watched { source, skipped: first, look: Box::new(look) }], &Quiet);
    let passed = report.map_or(0, |report| report.inputs[0].streams.iter().map(|stream| stream.passed).sum());
    (seen.into_inner().expect("one thread"), passed)
}

fn sum(frame: &Frame) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    for plane in &frame.planes {
        let view = plane.view();
        (0..plane.height).for_each(|y| sum.update(view.row_bytes(y)));
    }
    sum.finalize()
}

fn plan(path: &Path) -> Plan {
    let mut sources = Sources::default();
    let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
    let source =
        sources.add("graph.fwr", "input clip: media\n\noutput \"out.mkv\" {\n  video: clip.video |> encode(ffv1)\n}\n");
    let program = compile::load(source, &mut sources, &library, &NoFiles);
    let mut bindings = Bindings::default();
    bindings.media.insert("clip".to_owned(), fwr_runtime::media::probe(text(path), None).expect("a clip"));
    let mut checked = compile::check(&program, &bindings);
    let plan = compile::plan(&program, &mut checked, &sources, &bindings, &fwr_runtime::Containers);
    plan.unwrap_or_else(|| panic!("{}: {:?}", path.display(), checked.diagnostics))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are text")
}
