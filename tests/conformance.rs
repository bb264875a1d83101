//! Runs the example of every filter of the library on clips of every format.
//!
//! A call either is refused with a diagnostic, or gives frames of exactly the
//! format that its plan promises: on odd sizes, on a single sample, on one-frame
//! clips, with alpha, interlaced or not. Nothing has to be added here for a new
//! filter: its documentation has an example.

mod support;

use std::collections::BTreeMap;

use fwr_compiler::compile::{self, Program};
use fwr_compiler::diagnostics::{Code, Diagnostic, Sources};
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::media::{Layout, Matrix, Named, Range, SampleType, Scan, VideoFormat};
use fwr_compiler::plan::{Anywhere, Plan};
use fwr_compiler::resolve::{Library, NoFiles};
use fwr_runtime::{Frame, network};
use support::blocks::blocks;
use support::clip::{Synthetic, format, media};
use support::measured::check_measured;

const SAMPLES: [SampleType; 6] = [
    SampleType::Uint(8),
    SampleType::Uint(10),
    SampleType::Uint(12),
    SampleType::Uint(16),
    SampleType::F16,
    SampleType::F32,
];
const SIZES: [(u32, u32); 5] = [(1, 1), (2, 2), (17, 13), (64, 50), (150, 66)];

#[test]
fn every_filter_gives_what_its_plan_promises() {
    let mut sources = Sources::default();
    let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    for filter in library.filters() {
        let example = blocks(&filter.docs.join("\n")).into_iter().next();
        let graph = example.unwrap_or_else(|| panic!("`{}` has no example", filter.name())).graph;
        let mut sources = sources.clone();
        let source = sources.add(format!("{}.fwr", filter.name()), graph.as_str());
        let program = compile::load(source, &mut sources, &library, &NoFiles);
        let count = made.entry(filter.name().to_owned()).or_default();
        for (number, format) in formats().into_iter().enumerate() {
            // One-frame clips, clips shorter than a window, and longer ones.
            let frames = [1, 2, 7][number % 3];
            match plan(&program, &sources, &library, &format) {
                Ok(plan) => {
                    *count += 1;
                    run(&plan, &format, frames, filter.name());
                }
                Err(found) => assert!(
                    found.iter().all(|found| found.code != Code::INTERNAL) && !found.is_empty(),
                    "{} on {format}: {found:?}",
                    filter.name()
                ),
            }
        }
    }
    let idle: Vec<_> = made.iter().filter(|(_, count)| **count < 20).collect();
    assert!(idle.is_empty(), "filters that hardly any format was good enough for: {idle:?}");
}

fn formats() -> Vec<VideoFormat> {
    let mut formats = Vec::new();
    for layout in Layout::ALL {
        for sample in SAMPLES {
            for (number, (width, height)) in SIZES.into_iter().enumerate() {
                for scan in [Scan::Progressive, if number % 2 == 0 { Scan::Tff } else { Scan::Bff }] {
                    formats.push(VideoFormat {
                        layout: *layout,
                        sample,
                        scan,
                        matrix: if *layout == Layout::Rgb { Matrix::Rgb } else { Matrix::Bt709 },
                        range: if number % 2 == 0 { Range::Limited } else { Range::Full },
                        alpha: number == 3,
                        ..format(width, height)
                    });
                }
            }
        }
    }
    formats
}

fn plan(
    program: &Program,
    sources: &Sources,
    library: &Library,
    format: &VideoFormat,
) -> Result<Plan, Vec<Diagnostic>> {
    let mut bindings = Bindings { outputs: vec!["out.mkv".to_owned()], ..Bindings::default() };
    for input in program.file.items.iter().filter_map(|item| match &item.kind {
        fwr_compiler::syntax::ast::ItemKind::Input(input) => Some(&input.name.name),
        _ => None,
    }) {
        bindings.media.insert(input.clone(), media(format));
    }
    let mut checked = check_measured(program, library, &mut bindings);
    compile::plan(program, &mut checked, sources, &bindings, &Anywhere).ok_or(checked.diagnostics)
}

fn run(plan: &Plan, format: &VideoFormat, frames: u64, filter: &str) {
    let means = network::Means::of(plan).unwrap_or_else(|found| panic!("{filter} on {format}: {found:?}"));
    let mut outputs = network::build(plan, &means, |_, _| Ok(Box::new(Synthetic::new(format, frames))))
        .unwrap_or_else(|found| panic!("{filter} on {format}: {found:?}"));
    for (output, planned) in outputs.iter_mut().zip(&plan.outputs) {
        let promised = &plan.ops[planned.video.op.0 as usize].format;
        let mut last = None;
        let mut count = 0;
        while let Some(frame) = output.next().unwrap_or_else(|found| panic!("{filter} on {format}: {found:?}")) {
            check_frame(&frame, promised, filter);
            assert!(last.is_none_or(|last| frame.pts > last), "{filter} on {format}: time goes on");
            last = Some(frame.pts);
            count += 1;
        }
        // `trim` may leave nothing of a clip this short.
        assert!(count > 0 || filter == "trim", "{filter} on {format}: a clip of {frames} frames gives none");
    }
}

fn check_frame(frame: &Frame, promised: &VideoFormat, filter: &str) {
    assert_eq!(*frame.format, *promised, "{filter}: the frame's format");
    assert_eq!(frame.planes.len(), promised.planes(), "{filter}: planes");
    for (number, plane) in frame.planes.iter().enumerate() {
        assert_eq!((plane.width, plane.height), promised.plane_size(number), "{filter}: size of plane {number}");
        assert_eq!(plane.sample, promised.sample, "{filter}: samples of plane {number}");
        let Some(max) = promised.sample.max_code().filter(|max| *max > 255 && *max < 65535) else { continue };
        for y in 0..plane.height {
            let row = plane.view().row::<u16>(y);
            assert!(row.iter().all(|code| u32::from(*code) <= max), "{filter}: a code past {max} in plane {number}");
        }
    }
}
