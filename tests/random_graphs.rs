//! Random graphs over the whole library: none panics, and what is planned keeps its contract.

mod support;

use fwr_compiler::compile::{self, Checked};
use fwr_compiler::diagnostics::{Code, Severity, Sources};
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::fusion::fuse;
use fwr_compiler::graph::verify;
use fwr_compiler::media::{Layout, Matrix, Named, Range, SampleType, Scan, VideoFormat};
use fwr_compiler::plan::{Op, Plan};
use fwr_compiler::resolve::{Declaration, Library, NoFiles};
use fwr_compiler::syntax;
use fwr_compiler::types::{NumberType, PLANE_CHOICES, ParamType};
use fwr_runtime::{Plane, network};
use proptest::prelude::*;
use support::clip::{Synthetic, format, media};
use support::measured::check_measured;

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_graphs_are_refused_or_planned(tape in proptest::collection::vec(any::<u32>(), 8..160)) {
        let mut sources = Sources::default();
        let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
        let mut choices = Choices { tape, next: 0 };
        let format = random_format(&mut choices);
        let text = random_graph(&library, &mut choices);

        let source = sources.add("graph.fwr", text.as_str());
        let program = compile::load(source, &mut sources, &library, &NoFiles);
        prop_assert!(!compile::has_errors(&program.diagnostics), "{text}\n{:?}", program.diagnostics);
        let laid_out = syntax::format(&text, source).expect("what parses can be laid out");
        prop_assert_eq!(&syntax::format(&laid_out, source).expect("still parses"), &laid_out);

        let mut bindings = Bindings::default();
        bindings.media.insert("clip".to_owned(), media(&format));
        let mut checked = check_measured(&program, &library, &mut bindings);
        hold_graphs(&checked)?;
        prop_assert_eq!(graphs(&compile::check(&program, &bindings)), graphs(&checked));
        match compile::plan(&program, &mut checked, &sources, &bindings, &fwr_runtime::Containers) {
            Some(plan) => {
                hold_plan(&plan)?;
                hold_fused(&plan, &format)?;
            }
            None => {
                let errors: Vec<_> =
                    checked.diagnostics.iter().filter(|found| found.severity() == Severity::Error).collect();
                prop_assert!(!errors.is_empty(), "{text}");
                prop_assert!(errors.iter().all(|found| found.code != Code::INTERNAL), "{format}\n{text}\n{errors:?}");
            }
        }
    }
}

fn hold_graphs(checked: &Checked) -> Result<(), TestCaseError> {
    prop_assert_eq!(verify(&checked.graph), Ok(()));
    for (pass, graph) in &checked.after {
        prop_assert_eq!(verify(graph), Ok(()), "after {}", pass);
    }
    Ok(())
}

fn graphs(checked: &Checked) -> String {
    let after: String = checked.after.iter().map(|(pass, graph)| format!("{pass}\n{graph}")).collect();
    format!("{}{after}", checked.graph)
}

/// Operations are numbered in an order in which they can run, and every number leads somewhere.
fn hold_plan(plan: &Plan) -> Result<(), TestCaseError> {
    for (index, op) in plan.ops.iter().enumerate() {
        prop_assert_eq!(op.id.0 as usize, index);
        prop_assert!(op.inputs.iter().all(|input| input.0 < op.id.0), "{} reads what comes later", op.name);
        prop_assert!(op.format.width > 0 && op.format.height > 0, "{} gives no picture", op.name);
    }
    let count = plan.ops.len() as u32;
    prop_assert!(plan.outputs.iter().all(|output| output.video.op.0 < count));
    let mut staged: Vec<u32> = plan.stages.iter().flat_map(|stage| &stage.ops).map(|op| op.0).collect();
    staged.sort_unstable();
    prop_assert_eq!(staged, (0..count).collect::<Vec<_>>(), "every operation is in one stage");
    let json = serde_json::to_string(plan).expect("plans are serde documents");
    let back: Plan = serde_json::from_str(&json).expect("plans are read back");
    prop_assert_eq!(back.to_string(), plan.to_string());
    Ok(())
}

/// Fused, a plan is still one, and gives the same frames.
fn hold_fused(plan: &Plan, format: &VideoFormat) -> Result<(), TestCaseError> {
    let mut fused = plan.clone();
    fuse(&mut fused);
    hold_plan(&fused)?;
    // Large pictures take too long for a test of many.
    let small = |op: &Op| op.format.width * op.format.height <= 8192;
    if plan.ops.iter().all(small) {
        prop_assert_eq!(frames(&fused, format), frames(plan, format), "{}\n{}", fused, plan);
    }
    Ok(())
}

/// Frames of an output, and whether an error ended them: of each its time and the samples of its planes.
type Made = (Vec<(i64, Vec<Vec<u32>>)>, bool);

/// What each output gives for a short clip.
fn frames(plan: &Plan, format: &VideoFormat) -> Vec<Made> {
    let means = network::Means::of(plan).expect("nothing runs on a graphics processor");
    let sources = network::build(plan, &means, |_, _| Ok(Box::new(Synthetic::new(format, 4))));
    let Ok(mut sources) = sources else { return vec![(Vec::new(), true)] };
    let mut outputs: Vec<Made> = vec![(Vec::new(), false); sources.len()];
    let mut going = vec![true; sources.len()];
    // One frame of each in turn, as a run asks for them.
    while going.iter().any(|going| *going) {
        for (number, source) in sources.iter_mut().enumerate() {
            if !going[number] {
                continue;
            }
            match source.next() {
                Ok(Some(frame)) => outputs[number].0.push((frame.pts, frame.planes.iter().map(samples).collect())),
                Ok(None) => going[number] = false,
                // Which of several outputs hits upon an error first is left open: all of them end.
                Err(_) => return vec![(Vec::new(), true)],
            }
        }
    }
    outputs
}

fn samples(plane: &Plane) -> Vec<u32> {
    let row = |y: usize| -> Vec<u32> {
        let view = plane.view();
        match plane.sample.bytes() {
            1 => view.row::<u8>(y).iter().map(|code| u32::from(*code)).collect(),
            2 => view.row::<u16>(y).iter().map(|code| u32::from(*code)).collect(),
            _ => view.row::<f32>(y).iter().map(|value| value.to_bits()).collect(),
        }
    };
    (0..plane.height).flat_map(row).collect()
}

/// Random numbers read off a tape, so that a failure shrinks to a short graph.
struct Choices {
    tape: Vec<u32>,
    next: usize,
}

impl Choices {
    /// A number below `count`; 0 after the end of the tape.
    fn below(&mut self, count: usize) -> usize {
        let value = self.tape.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        value as usize % count.max(1)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn ended(&self) -> bool {
        self.next >= self.tape.len()
    }
}

fn random_format(choices: &mut Choices) -> VideoFormat {
    let (width, height) = *choices.one(&[(64, 48), (720, 576), (17, 13), (1, 1), (1920, 1080), (721, 3)]);
    let layout = *choices.one(Layout::ALL);
    let matrices: &[Matrix] =
        if layout == Layout::Rgb { &[Matrix::Rgb] } else { &[Matrix::Bt709, Matrix::Smpte170m, Matrix::Unspecified] };
    VideoFormat {
        layout,
        matrix: *choices.one(matrices),
        sample: *choices.one(&[SampleType::Uint(8), SampleType::Uint(10), SampleType::Uint(16), SampleType::F32]),
        range: *choices.one(&[Range::Limited, Range::Full, Range::Unspecified]),
        scan: *choices.one(&[Scan::Progressive, Scan::Tff, Scan::Bff]),
        alpha: choices.below(4) == 3,
        ..format(width, height)
    }
}

/// A chain of calls, each on a clip made before it, as somebody would write it.
fn random_graph(library: &Library, choices: &mut Choices) -> String {
    let filters: Vec<&Declaration> = library.filters().collect();
    let encoders: Vec<&Declaration> = library.encoders().collect();
    let mut text = "input clip: media\n\nlet p0 = clip.video\n".to_owned();
    let mut made = 1;
    while !choices.ended() && made < 12 {
        let filter = choices.one(&filters);
        let args = arguments(filter, made, choices);
        text += &format!("let p{made} = {}({args})\n", filter.name());
        made += 1;
    }
    let encoder = choices.one(&encoders);
    let args: String =
        arguments(encoder, made, choices).split_once(", ").map_or(String::new(), |(_, rest)| format!(", {rest}"));
    text + &format!("\noutput \"out.mkv\" {{\n  video: p{} |> encode({}{args})\n}}\n", made - 1, encoder.name())
}

/// Arguments for every parameter: clips by position, the newest first, others by name or left out.
fn arguments(declaration: &Declaration, made: usize, choices: &mut Choices) -> String {
    let mut args = Vec::new();
    for param in &declaration.params {
        if param.ty.is_clip() {
            let back = if args.is_empty() { 0 } else { choices.below(made) };
            args.push(format!("p{}", made - 1 - back));
        } else if param.default.is_none() || choices.below(2) == 1 {
            args.push(format!("{}: {}", param.name, value(&param.ty, choices)));
        }
    }
    args.join(", ")
}

fn value(ty: &ParamType, choices: &mut Choices) -> String {
    match ty {
        ParamType::Number(number) => random_number(number, choices),
        ParamType::OneOf(values) => choices.one(values).to_string(),
        ParamType::Planes => (*choices.one(PLANE_CHOICES)).to_owned(),
        ParamType::Bool => (*choices.one(&["true", "false"])).to_owned(),
        ParamType::Text => "\"text\"".to_owned(),
        ParamType::List(inner, count) => {
            let count = count.unwrap_or_else(|| 1 + choices.below(4));
            let items: Vec<String> = (0..count).map(|_| value(inner, choices)).collect();
            format!("[{}]", items.join(", "))
        }
        other => panic!("random graphs give no {other}"),
    }
}

/// A number in range, near its lower end as a rule: a crop of thousands of rows says little.
fn random_number(number: &NumberType, choices: &mut Choices) -> String {
    let Some((low, high)) = number.bounds else { return choices.below(100).to_string() };
    let span = high.value() - low.value();
    let offset = match choices.below(4) {
        0 => 0.0,
        1 => span * choices.below(101) as f64 / 100.0,
        _ => span.min(choices.below(33) as f64),
    };
    let value = low.value() + if number.whole { offset.floor() } else { offset };
    format!("{value}{}", low.dimension().base_unit())
}
