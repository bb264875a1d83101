//! How well the costs that are fitted predict graphs that the fit never saw.
//!
//! `cargo test -p fwr-runtime --lib calibrate -- --ignored --nocapture` prints it.

use std::collections::BTreeMap;

use fwr_compiler::estimate::{Setting, Work, fit, op_cost, price};
use fwr_compiler::machine::{Coefficient, Cpu, Feature, Profile, Simd};
use fwr_compiler::media::Layout;
use fwr_compiler::plan::{Backend, Plan};

use super::clip::Size;
use super::graphs::graphs;
use super::trial::{Trial, Workbench, counted, measured};
use crate::cpu::Isa;

/// A fair guess, in the order of the kinds.
const BELIEVED: [f64; 33] = [
    15.0, 60.0, 100.0, 15.0, 350.0, 1200.0, 300.0, 150.0, 40.0, 350.0, 500.0, 4.0, 8.0, 5.0, 50.0, 25.0, 50.0, 30.0,
    60e3, 10e6, 40.0, 15.0, 15.0, 25.0, 200.0, 20.0, 40.0, 60.0, 30.0, 60.0, 30.0, 2000.0, 400.0,
];

fn cpu() -> Cpu {
    let simd = match Isa::best() {
        Isa::Baseline => Simd::Baseline,
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2 => Simd::Avx2,
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 => Simd::Avx512,
    };
    Cpu {
        model: "this machine".to_owned(),
        cores: 2,
        threads: 2,
        simd,
        ghz: 3.0,
        l1_kib: 32,
        l2_kib: 1024,
        l3_kib: 32 * 1024,
        memory_gib: 8.0,
        memory_gbs: 30.0,
        core_gbs: 15.0,
        watts: None,
        start_seconds: 0.05,
        base_mib: 40.0,
        costs: Feature::ALL
            .into_iter()
            .zip(BELIEVED)
            .map(|(feature, ps)| (feature, Coefficient { ps, spread: 0.3 }))
            .collect(),
        fresh_gbs: 2.5,
        efficiency: 0.95,
    }
}

const HELD_OUT: &[(&str, &str)] = &[
    (
        "grade",
        "|> lift_gamma_gain(lift: 0.02, gamma: 1.1, gain: 0.95) |> saturation(amount: 1.2) |> contrast(amount: 1.1) |> unsharp(amount: 0.5)",
    ),
    (
        "stencils",
        "|> blur(radius: 2px) |> unsharp(amount: 0.8, threshold: 1%) |> median(radius: 1px) |> contrast(amount: 1.05)",
    ),
    ("soften 3", "|> temporal_soften(radius: 3frames)"),
    ("median 2", "|> median(radius: 2px)"),
    (
        "film",
        "|> temporal_median(radius: 2frames) |> curves(points: [[0, 0.01], [0.4, 0.45], [1, 0.98]]) |> grain(amount: 2%)",
    ),
    ("half", "|> resize(width: 480px, height: 270px) |> unsharp(amount: 0.3)"),
    ("odd size", "|> resize(width: 1000px, height: 562px, method: spline36)"),
    ("erode", "|> erode(radius: 1px) |> dilate(radius: 1px)"),
    ("rgb", "|> convert(layout: rgb) |> lift_gamma_gain(gamma: 0.9) |> convert(layout: yuv420, matrix: bt709)"),
    ("masked", "|> masked(clip.video |> unsharp(amount: 1.5), mask: edge_mask(clip.video)) |> saturation(amount: 0.9)"),
    ("hue", "|> hue(degrees: 10) |> invert()"),
    ("pad", "|> pad(left: 8px, right: 8px, top: 8px, bottom: 8px) |> blur(radius: 1px, planes: luma)"),
    ("coarse grain", "|> grain(amount: 3%, size: 2px, planes: all)"),
];

#[test]
#[ignore = "measures for a minute, and fails for nothing"]
fn held_out_graphs_are_predicted() {
    let cpu = cpu();
    let mut bench = Workbench::new().expect("the library is without mistakes");
    let mut samples: Vec<(String, Work, f64)> = Vec::new();
    for trial in graphs(std::env::var_os("FULL").is_some()) {
        samples.push(run(&mut bench, &trial, &cpu));
    }
    let training: Vec<(Work, f64)> = samples.iter().map(|(_, work, time)| (work.clone(), *time)).collect();
    let costs = fit(&training, &cpu.costs);
    for (feature, coefficient) in &costs {
        println!("{feature:?}: {:.2} ps, spread {:.2}", coefficient.ps, coefficient.spread);
    }
    table("fitted", &samples, &costs);
    let mut held: Vec<(String, Work, f64)> = Vec::new();
    for (width, height, bits, layout, interlaced) in [
        (720, 576, 8, Layout::Yuv420, false),
        (1280, 720, 10, Layout::Yuv420, false),
        (1920, 1080, 8, Layout::Yuv420, false),
        (1920, 1080, 10, Layout::Yuv422, false),
        (352, 288, 8, Layout::Yuv444, false),
        (720, 480, 8, Layout::Yuv420, true),
    ] {
        let size = Size { width, height, bits, layout, interlaced };
        let fields = ["|> deinterlace(rate: double)", "|> deinterlace(rate: same) |> unsharp(amount: 0.5)"];
        let graphs: Vec<&str> =
            if interlaced { fields.to_vec() } else { HELD_OUT.iter().map(|(_, filters)| *filters).collect() };
        for filters in graphs {
            held.push(run(&mut bench, &Trial { items: String::new(), filters: filters.to_owned(), size }, &cpu));
        }
    }
    table("held out", &held, &costs);
    STARTS.with_borrow(|starts| {
        println!("\nstarts, predicted and measured, in ms");
        let all = samples.iter().chain(&held).zip(starts);
        all.for_each(|(name, (told, taken))| println!("{:8.2} {:8.2} {:.100}", told * 1e3, taken * 1e3, name.0));
    });
    if let Some(path) = std::env::var_os("SAMPLES") {
        let lines = samples.iter().map(|sample| ("fit", sample)).chain(held.iter().map(|sample| ("held", sample)));
        let text: Vec<String> = lines
            .map(|(set, (name, work, time))| {
                let units: BTreeMap<String, f64> =
                    work.0.iter().map(|(feature, units)| (format!("{feature:?}"), *units)).collect();
                format!("{set}\t{name}\t{time:e}\t{units:?}")
            })
            .collect();
        std::fs::write(path, text.join("\n")).expect("the samples can be written");
    }
}

thread_local! {
    static STARTS: std::cell::RefCell<Vec<(f64, f64)>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// What is predicted to pass before the first frame.
fn start(plan: &Plan, cpu: &Cpu) -> f64 {
    let profile = Profile {
        name: String::new(),
        summary: String::new(),
        sources: Vec::new(),
        cpu: cpu.clone(),
        gpus: Vec::new(),
        decoders: BTreeMap::new(),
        encoders: BTreeMap::new(),
        providers: Vec::new(),
        price: None,
        measured: None,
    };
    let setting = Setting { threads: 1, written: true };
    let cost = |op| op_cost(plan, op, Backend::Cpu, &profile, &setting)?.start_seconds.likely();
    plan.ops.iter().filter_map(cost).sum()
}

fn run(bench: &mut Workbench, trial: &Trial, cpu: &Cpu) -> (String, Work, f64) {
    let plan = bench.plan(trial).unwrap_or_else(|found| panic!("{}", found.message));
    let taken = measured(&plan).expect("a measurement");
    STARTS.with_borrow_mut(|starts| starts.push((start(&plan, cpu), taken.start)));
    let time = taken.frame;
    let Size { width, height, bits, layout, .. } = trial.size;
    let name = format!("{width}x{height} {layout} u{bits} {} {}", trial.filters, trial.items.replace('\n', " "));
    (name, counted(&plan, cpu), time)
}

fn table(title: &str, samples: &[(String, Work, f64)], costs: &fwr_compiler::machine::Coefficients) {
    println!("\n{title}");
    let mut errors = Vec::new();
    for (name, work, time) in samples {
        let predicted = price(work, costs).likely().unwrap_or(f64::NAN);
        let error = predicted / time - 1.0;
        errors.push(error.abs());
        println!("{:>+6.1} %  {:>9.3} ms  {:>9.3} ms  {name:.140}", error * 100.0, predicted * 1e3, time * 1e3);
    }
    errors.sort_by(f64::total_cmp);
    let within = errors.iter().filter(|error| **error <= 0.2).count();
    println!(
        "{title}: median {:.1} %, 90th percentile {:.1} %, within 20 %: {within} of {}",
        errors[errors.len() / 2] * 100.0,
        errors[errors.len() * 9 / 10] * 100.0,
        errors.len()
    );
}
