//! The kernels of a graph as one group.

use fwr_compiler::compile;
use fwr_compiler::diagnostics::Sources;
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::fusion::{Group, Origin};
use fwr_compiler::media::{
    ChromaLocation, FrameRate, Layout, Matrix, MediaInfo, Primaries, Range, Ratio, SampleType, Scan, StreamInfo,
    StreamKind, Transfer, VideoFormat,
};
use fwr_compiler::plan::{Plan, World};
use fwr_compiler::resolve::NoFiles;

/// A plain 1080p clip.
pub(crate) fn format(sample: SampleType) -> VideoFormat {
    VideoFormat {
        width: 1920,
        height: 1080,
        sar: Some(Ratio::ONE),
        rate: Some(FrameRate { fps: Ratio::new(25, 1), variable: false }),
        time_base: Ratio::new(1, 25),
        sample,
        layout: Layout::Yuv420,
        alpha: false,
        matrix: Matrix::Bt709,
        primaries: Primaries::Bt709,
        transfer: Transfer::Bt709,
        range: Range::Limited,
        chroma_location: ChromaLocation::Left,
        scan: Scan::Progressive,
        frames: Some(100),
    }
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
    bindings.media.insert("clip".to_owned(), media(format));
    let mut checked = compile::check(&program, &bindings);
    let plan = compile::plan(&program, &mut checked, &sources, &bindings, &AnyContainer);
    plan.unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}

fn media(format: &VideoFormat) -> MediaInfo {
    let stream = StreamInfo {
        index: 0,
        kind: StreamKind::Video(format.clone()),
        codec: "ffv1".to_owned(),
        language: None,
        title: None,
        bit_rate: None,
        rotation: None,
        packed: false,
    };
    MediaInfo {
        path: "clip.mkv".to_owned(),
        container: "matroska".to_owned(),
        duration: None,
        bytes: None,
        streams: vec![stream],
        chapters: 0,
        metadata: Vec::new(),
    }
}

#[derive(Debug)]
struct AnyContainer;

impl World for AnyContainer {
    fn container_for(&self, _path: &str) -> Option<String> {
        Some("matroska".to_owned())
    }

    fn can_hold(&self, _container: &str, _codec: &str) -> bool {
        true
    }

    fn can_attach(&self, _container: &str) -> bool {
        true
    }
}
