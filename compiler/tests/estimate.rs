//! Estimates: what kernels are counted to do, as texts, and what holds of every estimate.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use fwr_compiler::estimate::{Estimate, Setting, Work, estimate, op_cost, price, work};
use fwr_compiler::fusion::fuse;
use fwr_compiler::fusion::generate::kernels_from_bytes;
use fwr_compiler::kernel::Kernel;
use fwr_compiler::machine::{Codec, Coefficient, Cpu, Feature, Figure, Profile, Simd};
use fwr_compiler::media::{FrameRate, Layout, Named as _, Ratio, SampleType, VideoFormat};
use fwr_compiler::plan::{Backend, Header, Op, OpId, OpKind, Plan, PlanInput, PlanOutput, StreamHeader};
use fwr_compiler::types::{Args, Constant, Unit};
use proptest::prelude::*;

const ALL: Setting = Setting { threads: 0, written: true };

fn profile(threads: u32) -> Profile {
    let codec = Codec {
        pixel_ns: 2.0,
        bit_ns: 1.0,
        bits: 0.5,
        start_seconds: 0.01,
        threads: 8,
        frames: 4.0,
        frames_a_thread: 1.0,
        spread: 0.2,
    };
    let cpu = Cpu {
        model: "none".to_owned(),
        cores: threads,
        threads,
        simd: Simd::Avx2,
        ghz: 3.0,
        l1_kib: 32,
        l2_kib: 1024,
        l3_kib: 32 * 1024,
        memory_gib: 16.0,
        memory_gbs: 30.0,
        core_gbs: 12.0,
        watts: Some(65.0),
        start_seconds: 0.05,
        base_mib: 40.0,
        costs: Feature::ALL.into_iter().map(|feature| (feature, Coefficient { ps: 20.0, spread: 0.2 })).collect(),
        fresh_gbs: 2.5,
        efficiency: 0.9,
    };
    Profile {
        name: "made up".to_owned(),
        summary: String::new(),
        sources: Vec::new(),
        cpu,
        gpus: Vec::new(),
        decoders: BTreeMap::from([("h264".to_owned(), codec)]),
        encoders: BTreeMap::from([("ffv1".to_owned(), codec)]),
        providers: Vec::new(),
        price: None,
        measured: None,
    }
}

fn format(width: u32, height: u32, layout: Layout, sample: SampleType) -> VideoFormat {
    VideoFormat { frames: Some(250), ..VideoFormat::usual((width, height), layout, sample) }
}

fn op(id: usize, kind: OpKind, inputs: Vec<OpId>, format: &VideoFormat) -> Op {
    Op::plain(OpId(id as u32), format!("op {id}"), kind, inputs, format)
}

fn kernel_op(id: usize, kernel: &Kernel, from: &VideoFormat) -> Op {
    let inputs = vec![OpId(id as u32 - 1); usize::from(kernel.inputs).max(1)];
    let planes = vec![true; from.planes()];
    op(id, OpKind::Kernel { kernel: kernel.clone(), args: Args::default(), planes }, inputs, from)
}

/// A plan of these ops, whose last is encoded.
fn plan(ops: Vec<Op>) -> Plan {
    let last = OpId(ops.len() as u32 - 1);
    let streams = vec![StreamHeader { codec: "h264".to_owned(), bit_rate: Some(5e6), packed: false }];
    let header = Header { bytes: None, seconds: Some(10.0), streams };
    let input = PlanInput { name: "tape".to_owned(), path: "tape.mkv".to_owned(), header };
    Plan::plain("graph.fwr", vec![input], ops).writing(vec![PlanOutput::plain("out.mkv", last, "ffv1")])
}

fn decode(format: &VideoFormat) -> Op {
    op(0, OpKind::Decode { input: 0, stream: 0 }, Vec::new(), format)
}

fn likely(figure: Figure) -> f64 {
    figure.likely().expect("a figure that is known")
}

/// `clip 1280x720 yuv420 u8`, a kernel in its printed form, `---`, and what it is counted to do for a frame on one
/// thread: units by kind. `FWR_BLESS=1` writes what is found.
#[test]
fn kernels_are_counted_as_the_texts_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/estimate");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut found = String::new();
        for case in text.split("\n\n\n") {
            let (asked, _) = case.split_once("---").expect("`---` after the kernel");
            let (clip, kernel) = asked.split_once('\n').expect("a clip, then a kernel");
            let counted = counted(clip, &kernel.parse().expect("a kernel"));
            let lines: Vec<String> =
                counted.0.iter().map(|(feature, units)| format!("{feature:?} {units:.1}")).collect();
            let apart = if found.is_empty() { "" } else { "\n\n\n" };
            write!(found, "{apart}{asked}---\n{}", lines.join("\n")).unwrap();
        }
        found.push('\n');
        if std::env::var_os("FWR_BLESS").is_some_and(|value| !value.is_empty()) {
            std::fs::write(&file, &found).unwrap();
        }
        assert_eq!(found, text, "{}", file.display());
    }
}

fn counted(clip: &str, kernel: &Kernel) -> Work {
    let words: Vec<&str> = clip.split(' ').collect();
    let ["clip", size, layout, sample] = words[..] else { panic!("{clip}") };
    let (width, height) = size.split_once('x').unwrap();
    let sample = SampleType::Uint(sample.trim_start_matches('u').parse().unwrap());
    let format = format(width.parse().unwrap(), height.parse().unwrap(), Layout::from_name(layout).unwrap(), sample);
    let plan = plan(vec![decode(&format), kernel_op(1, kernel, &format)]);
    work(&plan, &plan.ops[1], &profile(1).cpu, 1)
}

fn trimmed(start: f64, end: f64, frames: Option<u64>) -> Estimate {
    let clip = VideoFormat { frames, ..format(640, 480, Layout::Yuv420, SampleType::Uint(8)) };
    let args = [("start", start), ("end", end)];
    let args = args.map(|(name, value)| (name.to_owned(), Constant::Number(value, Unit::Frames)));
    let args = Args(args.into_iter().collect());
    let trim = OpKind::Native { filter: "trim".to_owned(), args, work: Work::default(), scratch: 0 };
    let blur: Kernel =
        "kernel k 1\n%0 = load 0 [-1, 0, 0]\n%1 = load 0 [1, 0, 0]\n%2 = add %0 %1\nvalue %2\n".parse().unwrap();
    let mut plan = plan(vec![decode(&clip), kernel_op(1, &blur, &clip), op(2, trim, vec![OpId(1)], &clip)]);
    plan.inputs[0].header.seconds = None;
    estimate(&plan, &profile(4), &ALL)
}

#[test]
fn what_trim_leaves_out_is_not_made() {
    let found = trimmed(10.0, 60.0, Some(250));
    let frames: Vec<f64> = found.ops.iter().map(|op| likely(op.frames)).collect();
    assert_eq!(frames, [61.0, 52.0, 50.0]);
    assert_eq!(likely(found.frames), 50.0);
    let beyond = trimmed(10.0, 6000.0, Some(250));
    assert_eq!(beyond.ops.iter().map(|op| likely(op.frames)).collect::<Vec<_>>(), [250.0, 241.0, 240.0]);
}

#[test]
fn an_unknown_length_makes_the_time_unknown_and_is_said() {
    let found = trimmed(10.0, 60.0, None);
    assert_eq!((found.seconds, found.frames), (Figure::Unknown, Figure::Unknown));
    assert!(found.unknown.iter().any(|why| why.contains("how long")), "{:?}", found.unknown);
    // A frame can be priced all the same.
    assert!(likely(found.ops[1].seconds) > 0.0);
}

#[test]
fn codecs_that_the_machine_has_not_measured_are_unknown() {
    let clip = format(640, 480, Layout::Yuv420, SampleType::Uint(8));
    let mut plan = plan(vec![decode(&clip)]);
    plan.inputs[0].header.streams[0].codec = "theora".to_owned();
    let found = estimate(&plan, &profile(4), &ALL);
    assert_eq!(found.seconds, Figure::Unknown);
    assert_eq!(found.unknown, ["how fast made up decodes theora"]);
    let dropped = estimate(&plan, &profile(4), &Setting { threads: 0, written: false });
    assert_eq!(dropped.bytes_written, Figure::ZERO);
}

#[test]
fn more_threads_never_take_longer() {
    let clip = format(1920, 1080, Layout::Yuv420, SampleType::Uint(8));
    let sum: Kernel =
        "kernel k 1\n%0 = load 0 [0, -1, 0]\n%1 = load 0 [0, 1, 0]\n%2 = pow %0 %1\nvalue %2\n".parse().unwrap();
    let plan = plan(vec![decode(&clip), kernel_op(1, &sum, &clip)]);
    let mut machine = profile(16);
    // Else memory is what holds so simple a kernel up.
    machine.cpu.memory_gbs = 1e4;
    let seconds = |threads| {
        let setting = Setting { threads, written: true };
        likely(op_cost(&plan, &plan.ops[1], Backend::Cpu, &machine, &setting).unwrap().seconds)
    };
    let times: Vec<f64> = [1, 2, 4, 8, 16].map(seconds).to_vec();
    assert!(times.windows(2).all(|pair| pair[1] < pair[0]), "{times:?}");
    assert!(times[0] / times[4] > 8.0, "{times:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn estimates_are_ordered_and_no_less_than_their_parts(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        threads in 1_u32..32,
        fused: bool,
    ) {
        let (group, formats) = kernels_from_bytes(&bytes, 640, 360);
        let from = VideoFormat { rate: Some(FrameRate { fps: Ratio::new(25, 1), variable: false }), ..formats[0].clone() };
        let kernel = &group.stages[0].kernel;
        let stage = op(1, OpKind::Kernel {
            kernel: kernel.clone(),
            args: Args::default(),
            planes: group.stages[0].planes.clone(),
        }, vec![OpId(0); usize::from(kernel.inputs).max(1)], &group.stages[0].format);
        let same = (0..usize::from(kernel.inputs)).all(|input| formats.get(input).is_none_or(|format| *format == formats[0]));
        prop_assume!(same);
        let mut plan = plan(vec![decode(&from), stage]);
        if fused {
            fuse(&mut plan);
        }
        let found = estimate(&plan, &profile(threads), &ALL);
        let figures = [found.seconds, found.start_seconds, found.cpu_seconds, found.seconds_a_frame, found.bytes_moved];
        for figure in figures.into_iter().chain(found.ops.iter().map(|op| op.seconds)) {
            let (low, likely, high) = (figure.low(), figure.likely(), figure.high());
            prop_assert!(low <= likely && likely <= high && low >= Some(0.0), "{:?}", figure);
        }
        for stage in &found.stages {
            prop_assert!(found.seconds.likely() >= stage.seconds.likely(), "{:?}", found);
        }
        prop_assert_eq!(&found, &estimate(&plan, &profile(threads), &ALL));
    }

    #[test]
    fn larger_pictures_are_more_work(bytes in proptest::collection::vec(any::<u8>(), 0..200), sixteenths in 1_u32..8) {
        let costs = profile(1).cpu.costs;
        let of = |width: u32, height: u32| {
            let (group, formats) = kernels_from_bytes(&bytes, width, height);
            let kernel = &group.stages[0].kernel;
            let mut ops: Vec<Op> = formats.iter().enumerate().map(|(id, format)| {
                op(id, OpKind::Decode { input: 0, stream: id }, Vec::new(), format)
            }).collect();
            let inputs = group.stages[0].inputs.iter().map(|origin| match origin {
                fwr_compiler::fusion::Origin::Input(input) => OpId(*input),
                fwr_compiler::fusion::Origin::Stage(_) => OpId(0),
            }).collect();
            let planes = group.stages[0].planes.clone();
            let kind = OpKind::Kernel { kernel: kernel.clone(), args: Args::default(), planes };
            ops.push(op(ops.len(), kind, inputs, &group.stages[0].format));
            let plan = plan(ops);
            let made = plan.ops.last().unwrap();
            likely(price(&work(&plan, made, &profile(1).cpu, 1), &costs))
        };
        let (small, large) = (of(64 * sixteenths, 40 * sixteenths), of(128 * sixteenths, 80 * sixteenths));
        prop_assert!(large >= small, "{} for four times what took {}", large, small);
    }
}
