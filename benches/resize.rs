//! `resize` against zimg, by way of FFmpeg's `zscale`.
//!
//! First the resizing by itself, on one thread: ours called on a picture in memory, zscale on one frame that FFmpeg's
//! `loop` repeats, less what that takes without zscale. Then whole processes that decode a raw clip, resize it and
//! throw it away, in turns; beside them the same without resizing.
//!
//! `cargo bench --bench resize [-- ROUNDS]`

#[path = "support/clock.rs"]
mod clock;
#[path = "support/contest.rs"]
#[expect(dead_code, reason = "the rows are of another form, and without memory")]
mod contest;
#[path = "support/usage.rs"]
mod usage;

use std::path::{Path, PathBuf};
use std::process::Command;

use contest::{Contestant, Taken, contest};
use fwr_compiler::media::{Layout, SampleType, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};
use fwr_stdlib::native::{Call, Work};
use fwr_stdlib::{Frames, Picture, Plane, Rows};

/// Frames of a clip.
const FRAMES: u32 = 150;
/// Times that a frame is resized to see what that takes.
const REPEATS: u32 = 300;
/// Where the runtime's rows begin.
const ALIGNMENT: usize = 64;
const SMALL: (u32, u32) = (960, 540);
const LARGE: (u32, u32) = (1920, 1080);
const METHODS: [&str; 2] = ["lanczos", "spline36"];

fn main() {
    // Cargo passes `--bench`; a number is ours.
    let rounds = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(7);
    alone(rounds);
    processes(rounds);
}

fn processes(rounds: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let every = std::thread::available_parallelism().map_or(1, |threads| threads.get());
    println!("\nmilliseconds a frame, medians of {rounds} rounds; `alone` is without what decoding by itself costs\n");
    println!(
        "{:<34} {:>7} | {:>8} {:>8} {:>6} | {:>8} {:>8} {:>6} | {:>6} {:>6}",
        "", "threads", "fwr cpu", "zscale", "ratio", "fwr wall", "zscale", "ratio", "alone", "wall"
    );
    for bits in [8, 10] {
        for (from, to) in [(SMALL, LARGE), (LARGE, SMALL)] {
            let clip = clip(folder.path(), from, bits);
            let decoding = folder.path().join("decode.fwr");
            std::fs::write(&decoding, graph("")).expect("the folder is writable");
            for method in METHODS {
                let resizing = folder.path().join("resize.fwr");
                let call = format!(" |> resize(width: {}px, height: {}px, method: {method})", to.0, to.1);
                std::fs::write(&resizing, graph(&call)).expect("the folder is writable");
                let filter = format!("zscale={}:{}:filter={method}", to.0, to.1);
                let mut counts = vec![1, every];
                counts.dedup();
                for threads in counts {
                    let commands = [
                        fwr(&resizing, &clip, threads),
                        ffmpeg(&clip, Some(&filter), threads),
                        fwr(&decoding, &clip, threads),
                        ffmpeg(&clip, None, threads),
                    ];
                    let found = timed(commands, FRAMES, rounds);
                    let title = format!("{}x{} to {}x{} {bits} bits {method}", from.0, from.1, to.0, to.1);
                    print_row(&title, threads, &found);
                }
            }
        }
    }
}

/// What commands take that make so many frames each, in turns.
fn timed<const COUNT: usize>(commands: [Command; COUNT], frames: u32, rounds: usize) -> Vec<Taken> {
    contest(commands.map(|command| Contestant { name: String::new(), command, frames }).into(), rounds)
}

/// One line: our resizing, theirs, our decoding, theirs.
fn print_row(title: &str, threads: usize, found: &[Taken]) {
    println!(
        "{title:<34} {threads:>7} | {:>8.3} {:>8.3} {:>6.2} | {:>8.3} {:>8.3} {:>6.2} | {:>6.2} {:>6.2}",
        found[0].cpu,
        found[1].cpu,
        found[0].cpu / found[1].cpu,
        found[0].wall,
        found[1].wall,
        found[0].wall / found[1].wall,
        (found[0].cpu - found[2].cpu) / (found[1].cpu - found[3].cpu),
        (found[0].wall - found[2].wall) / (found[1].wall - found[3].wall),
    );
}

/// A graph of the clip after `call`.
fn graph(call: &str) -> String {
    format!("input clip: media\n\noutput {{\n  video: clip.video{call}\n}}\n")
}

fn fwr(graph: &Path, clip: &Path, threads: usize) -> Command {
    let mut command = on_processors(env!("CARGO_BIN_EXE_fwr"), threads);
    command.arg("run").arg(graph).arg(clip).args(["--null", "--quiet", "--threads", &threads.to_string()]);
    command
}

fn ffmpeg(clip: &Path, filter: Option<&str>, threads: usize) -> Command {
    let mut command = on_processors("ffmpeg", threads);
    let threads = threads.to_string();
    command.args(["-v", "error", "-nostdin", "-threads", &threads, "-filter_threads", &threads, "-i"]).arg(clip);
    if let Some(filter) = filter {
        command.args(["-vf", filter]);
    }
    // Wrapped, so that nothing is copied on the way out.
    command.args(["-c:v", "wrapped_avframe", "-f", "null", "-"]);
    command
}

/// A program that sees the first `count` processors only.
fn on_processors(program: &str, count: usize) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", &format!("0-{}", count - 1), program]);
    command
}

/// A raw clip: moving, detailed, with a little noise.
fn clip(folder: &Path, (width, height): (u32, u32), bits: u8) -> PathBuf {
    let path = folder.join(format!("{width}x{height}-{bits}.y4m"));
    if path.exists() {
        return path;
    }
    let pixels = if bits == 8 { "yuv420p" } else { "yuv420p10le" };
    let picture = format!("testsrc2=size={width}x{height}:rate=25,noise=alls=6:allf=t:all_seed=1,format={pixels}");
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", &picture, "-frames:v", &FRAMES.to_string()])
        .args(["-strict", "-1"])
        .arg(&path)
        .status()
        .expect("ffmpeg is installed");
    assert!(status.success(), "ffmpeg could not make {}", path.display());
    path
}

/// The resizing by itself: 4:2:0 pictures on one thread.
fn alone(rounds: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    println!("milliseconds of one processor for a 4:2:0 picture in memory; ns a sample of ours\n");
    println!("{:<38} {:>8} {:>8} {:>6} {:>8}", "", "fwr", "zscale", "ratio", "fwr ns");
    for bits in [8, 10] {
        for (from, to) in
            [(SMALL, LARGE), (LARGE, SMALL), ((1280, 720), LARGE), (LARGE, (1280, 720)), (LARGE, (400, 226))]
        {
            let clip = clip(folder.path(), from, bits);
            for method in METHODS {
                let ours = a_picture(&format(from, bits), &format(to, bits), method, rounds);
                let commands = [
                    repeated(&clip, Some(&format!("zscale={}:{}:filter={method}", to.0, to.1))),
                    repeated(&clip, None),
                ];
                let found = timed(commands, REPEATS, rounds);
                let theirs = found[0].cpu - found[1].cpu;
                let title = format!("{}x{} to {}x{}, {bits} bits, {method}", from.0, from.1, to.0, to.1);
                let samples = 1.5 * f64::from(to.0) * f64::from(to.1);
                println!("{title:<38} {ours:>8.3} {theirs:>8.3} {:>6.2} {:>8.3}", ours / theirs, ours * 1e6 / samples);
            }
        }
    }
}

/// One frame of the clip, [`REPEATS`] times, through `filter`.
fn repeated(clip: &Path, filter: Option<&str>) -> Command {
    let repeats = format!("trim=end_frame=1,loop=loop={REPEATS}:size=1:start=0");
    ffmpeg(clip, Some(&filter.map_or(repeats.clone(), |filter| format!("{repeats},{filter}"))), 1)
}

/// Milliseconds for a picture.
fn a_picture(from: &VideoFormat, to: &VideoFormat, method: &str, rounds: usize) -> f64 {
    let px = |value: u32| Constant::Number(f64::from(value), Unit::Px);
    let plain = |value: f64| Constant::Number(value, Unit::None);
    let args = [
        ("width", px(to.width)),
        ("height", px(to.height)),
        ("method", Constant::Name(method.to_owned())),
        ("b", plain(0.0)),
        ("c", plain(0.5)),
        ("taps", plain(3.0)),
    ];
    let args = Args(args.map(|(name, value)| (name.to_owned(), value)).into());
    let call = Call { args: &args, inputs: std::slice::from_ref(from), output: to };
    let Work::Picture(work) = fwr_stdlib::native("resize").expect("is there").build(&call) else {
        unreachable!("resize computes pictures")
    };
    let mut buffer = Vec::new();
    let planes = (0..3).map(|plane| {
        let (width, height) = from.plane_size(plane);
        let stride = width * from.sample.bytes();
        let mask = if from.sample.bytes() == 2 { [0xff, 0x03] } else { [0xff, 0xff] };
        buffer.push((0..stride * height).map(|at| (at * at / 7 % 251) as u8 & mask[at % 2]).collect::<Vec<u8>>());
        (width, height, stride)
    });
    let planes: Vec<_> = planes.collect();
    let planes = planes.into_iter().zip(&buffer);
    let planes =
        planes.map(|((width, height, stride), bytes)| Plane { bytes, stride, width, height, sample: from.sample });
    let picture = [Picture { planes: planes.collect() }];
    let windows = [&picture[..]];
    let frames = Frames { windows: &windows, number: 0 };
    let mut results: Vec<_> = (0..3)
        .map(|plane| {
            let (width, height) = to.plane_size(plane);
            let stride = (width * to.sample.bytes()).next_multiple_of(ALIGNMENT);
            (vec![0; stride * height + ALIGNMENT], width, height, stride)
        })
        .collect();
    let one = |results: &mut [(Vec<u8>, usize, usize, usize)]| {
        for (plane, (bytes, width, height, stride)) in results.iter_mut().enumerate() {
            let offset = bytes.as_ptr().align_offset(ALIGNMENT);
            let bytes = &mut bytes[offset..][..*stride * *height];
            let mut rows = Rows { bytes, stride: *stride, width: *width, height: *height, sample: to.sample };
            work.rows(&frames, plane, 0..*height, &mut rows);
        }
    };
    let repeats = REPEATS / 10;
    clock::median(10 * rounds, || (0..repeats).for_each(|_| one(&mut results))) / f64::from(repeats)
}

fn format((width, height): (u32, u32), bits: u8) -> VideoFormat {
    VideoFormat::usual((width, height), Layout::Yuv420, SampleType::Uint(bits))
}
