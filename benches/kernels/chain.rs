//! The kernels of a graph as one group.

use fwr_compiler::compile;
use fwr_compiler::diagnostics::Sources;
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::fusion::{Group, Origin};
use fwr_compiler::media::{Layout, MediaInfo, SampleType, VideoFormat};
use fwr_compiler::plan::{Anywhere, Plan};
use fwr_compiler::resolve::NoFiles;

/// A plain 1080p clip.
pub(crate) fn format(sample: SampleType) -> VideoFormat {
    VideoFormat { frames: Some(100), ..VideoFormat::usual((1920, 1080), Layout::Yuv420, sample) }
}

/// The kernels of the graph `text` on a clip of `format`, all as one group with one input.
///
/// # Panics
/// If the graph has a mistake or anything but kernels in it.
pub(crate) fn group(text: &str, format: &VideoFormat) -> Group {
    let plan = plan(text, format);
    let mut group = Group { stages: Vec::new(), outputs: Vec::new() };
    let mut made: Vec<Origin> = Vec::new();
    for op in &plan.ops {
        let input = |input: u32| op.inputs.get(input as usize).map_or(Origin::Input(0), |id| made[id.0 as usize]);
        let first = group.stages.len() as u32;
        let stages = Group::of(&op.name, &op.kind, &op.format).map_or(Vec::new(), |group| group.stages);
        let origin = if stages.is_empty() { input(0) } else { Origin::Stage(first + stages.len() as u32 - 1) };
        for mut stage in stages {
            for origin in &mut stage.inputs {
                *origin = match *origin {
                    Origin::Input(number) => input(number),
                    Origin::Stage(number) => Origin::Stage(first + number),
                };
            }
            group.stages.push(stage);
        }
        made.push(origin);
    }
    group.outputs = vec![group.stages.len() as u32 - 1];
    group
}

fn plan(text: &str, format: &VideoFormat) -> Plan {
    let mut sources = Sources::default();
    let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
    let source = sources.add("chain.fwr", text);
    let program = compile::load(source, &mut sources, &library, &NoFiles);
    let mut bindings = Bindings { outputs: vec!["out.mkv".to_owned()], ..Bindings::default() };
    bindings.media.insert("clip".to_owned(), MediaInfo::of_picture("clip.mkv", "ffv1", format.clone()));
    let mut checked = compile::check(&program, &bindings);
    let plan = compile::plan(&program, &mut checked, &sources, &bindings, &Anywhere);
    plan.unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}
