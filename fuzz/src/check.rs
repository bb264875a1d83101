//! Any graph is checked, with and without media, and planned or refused.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use fwr_compiler::compile::{self, Checked, Program};
use fwr_compiler::diagnostics::{Code, Sources};
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::graph;
use fwr_compiler::media::{
    ChromaLocation, FrameRate, Layout, Matrix, MediaInfo, Primaries, Range, Ratio, SampleType, Scan, Transfer,
    VideoFormat,
};
use fwr_compiler::plan::World;
use fwr_compiler::resolve::Library;
use fwr_compiler::syntax::ast::ItemKind;

use super::texts::Texts;

/// Checks the graph as it is, then with a clip for each of its inputs, and plans it.
pub fn check(bytes: &[u8]) {
    let texts = Texts::new(bytes);
    let (program, sources) = load(&texts.graph, &texts);
    hold(&compile::check(&program, &Bindings::default()), &sources);

    let bindings = Bindings { media: media(&program, bytes.len()), ..Bindings::default() };
    let mut checked = compile::check(&program, &bindings);
    // While something has to be measured there is no plan yet.
    if checked.measurements.is_empty() {
        let _ = compile::plan(&program, &mut checked, &sources, &bindings, &Anywhere);
    }
    hold(&checked, &sources);
}

/// The program that `graph` is, its texts, and those of the library.
pub(super) fn load(graph: &str, texts: &Texts) -> (Program, Sources) {
    thread_local! {
        static LIBRARY: OnceCell<(Library, Sources)> = const { OnceCell::new() };
    }
    LIBRARY.with(|known| {
        let (library, sources) = known.get_or_init(|| {
            let mut sources = Sources::default();
            (fwr_stdlib::library(&mut sources).expect("the library is without mistakes"), sources)
        });
        let mut sources = sources.clone();
        let source = sources.add("graph.fwr", graph);
        (compile::load(source, &mut sources, library, texts), sources)
    })
}

/// Graphs keep their contract, and findings are about places that are there.
fn hold(checked: &Checked, sources: &Sources) {
    assert_eq!(graph::verify(&checked.graph), Ok(()));
    for (pass, after) in &checked.after {
        assert_eq!(graph::verify(after), Ok(()), "after {pass}");
    }
    for found in &checked.diagnostics {
        assert!(found.code != Code::INTERNAL, "{found:?}");
        assert!(!found.message.is_empty(), "{found:?}");
        for span in found.labels.iter().map(|label| label.span) {
            assert!(sources.get(span.source).text.get(span.range()).is_some(), "{found:?}");
            sources.line_column(span);
        }
        for edit in found.fixes.iter().flat_map(|fix| &fix.edits) {
            assert!(sources.get(edit.span.source).text.get(edit.span.range()).is_some(), "{found:?}");
        }
    }
}

/// A clip for each input, its format depending on `seed`.
fn media(program: &Program, seed: usize) -> BTreeMap<String, MediaInfo> {
    let inputs = program.file.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Input(input) => Some(input.name.name.clone()),
        _ => None,
    });
    inputs.enumerate().map(|(index, name)| (name, clip(seed.wrapping_add(index)))).collect()
}

fn clip(seed: usize) -> MediaInfo {
    let scan = [Scan::Tff, Scan::Progressive, Scan::Bff][seed % 3];
    let layout = [Layout::Yuv422, Layout::Yuv420, Layout::Rgb, Layout::Gray, Layout::Yuv420][seed % 5];
    let format = VideoFormat {
        width: [720, 17, 1920, 1][seed % 4],
        height: [576, 13, 1080, 1][seed % 4],
        sar: seed.is_multiple_of(2).then(|| Ratio::new(16, 15)),
        rate: (!seed.is_multiple_of(7)).then(|| FrameRate { fps: Ratio::new(25, 1), variable: seed % 7 == 1 }),
        time_base: Ratio::new(1, 25),
        sample: [SampleType::Uint(8), SampleType::Uint(10), SampleType::F32][seed / 2 % 3],
        layout,
        alpha: seed % 6 == 5,
        matrix: if layout == Layout::Rgb { Matrix::Rgb } else { Matrix::Smpte170m },
        primaries: Primaries::Bt470bg,
        transfer: Transfer::Bt709,
        range: [Range::Limited, Range::Unspecified, Range::Full][seed / 3 % 3],
        chroma_location: ChromaLocation::Left,
        scan,
        frames: (!seed.is_multiple_of(3)).then_some(50),
    };
    MediaInfo::of_picture("clip.mkv", "ffv1", format)
}

/// A world where every container holds everything.
#[derive(Debug)]
struct Anywhere;

impl World for Anywhere {
    fn container_for(&self, path: &str) -> Option<String> {
        path.rsplit_once('.').map(|(_, end)| end.to_owned())
    }

    fn can_hold(&self, _container: &str, _codec: &str) -> bool {
        true
    }

    fn can_rotate(&self, _container: &str) -> bool {
        true
    }

    fn can_attach(&self, _container: &str) -> bool {
        true
    }
}
