//! Whatever stands in a text, and wherever the cursor is, every feature answers.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use fwr_compiler::resolve::NoFiles;
use lsp_types::{Position, Range};
use proptest::prelude::*;

use crate::analysis::Analysis;
use crate::features::completion::{Around, completion};
use crate::features::{
    actions, definition, diagnostics, folding, format, hover, inlay, references, rename, semantic_tokens, signature,
    symbols,
};
use crate::standard::Standard;
use crate::text::Text;
use crate::types;

static STANDARD: LazyLock<Arc<Standard>> = LazyLock::new(|| {
    Arc::new(Standard::read(PathBuf::from("/nowhere"), None).expect("the library is without mistakes"))
});

/// A graph with something of everything.
const GRAPH: &str = r#"//! A graph 🎥.
edition 2026
use presets.vhs
use "parts/tape.fwr" as old

lints { warn: [unused]  allow: [W0501] }

/// The capture.
input tape: video<interlaced tff, 720x576, yuv422, 25fps, matrix: bt709 | smpte170m, width: 704px..720px>
input spare: media?
/// How hard.
param strength: 0..1 = 0.5
param mode: one_of(fast, slow) = fast
let wide = if tape.width > 704px then tape |> crop(left: 8px) else tape
let steps = for r in [1px, 2px] { blur(wide, radius: r) }
let carried = for r in 1..3 carry now = wide { now |> unsharp(amount: strength / r) }
let whole = match tape.scan { progressive => tape  tff | bff => deinterlace(tape, rate: double)  else => tape }
let größe = [1, 2, 3]
@role(dust)
@allow(unused_parameter)
filter clean(clip: video, amount: 0..1 = 50%, weights: list<number, 3> = [1, 2, 3]) -> { clean: video, rest: video } {
  let half = amount / 2
  { clean: unsharp(clip, amount: half), rest: clip }
}
kernel mean(src: plane, radius: int<1px..4px> = 1px, planes: planes = luma) -> plane {
  let side = 2 * radius + 1
  (sum for dy in -radius..radius, dx in -radius..radius { src[dx, dy] }) / (side * side)
}
model span { file: "span.onnx" sha256: "00" licence: "MIT" input: rgb values: 0..1 scale: 2 multiple_of: 4px }
output master "größe.mkv" {
  video: clean(whole).clean |> mean(radius: 2px) |> old.twice() |> encode(x264, crf: 18, tune: film)
  audio: spare.audio
  copy: [chapters, subtitles]
}
expect { frames(whole) == 2 * frames(tape) }
"#;

/// Asks everything that an editor can ask at `offset`.
fn ask_everything(text: &str, offset: usize) {
    let uri = "file:///graph.fwr".parse().expect("a URI");
    let analysis = Analysis::new(&STANDARD, "/graph.fwr", uri, Text::new(text.to_owned()), &NoFiles);
    let analysis = Arc::new(analysis);
    let documents = [Arc::clone(&analysis)];
    let everywhere = Range::new(Position::new(0, 0), Position::new(u32::MAX, 0));
    let members = |base: std::ops::Range<usize>| types::members(&analysis, base).unwrap_or_default();
    let around = Around { snippets: true, graphs: &|_| Vec::new(), members: &members };
    completion(&analysis, offset, &around);
    hover::hover(&analysis, offset);
    signature::signature_help(&analysis, offset);
    definition::definition(&analysis, offset);
    references::references(&analysis, &documents, offset, true);
    references::highlights(&analysis, offset);
    // What cannot be renamed is refused.
    let _ = rename::rename(&analysis, &documents, offset, "other");
    diagnostics::diagnostics(&analysis);
    actions::actions(&analysis, everywhere, None);
    format::format(&analysis);
    inlay::hints(&analysis, everywhere);
    symbols::symbols(&analysis);
    folding::folding(&analysis);
    semantic_tokens::tokens(&analysis);
}

/// The nearest place between two characters at or before `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[test]
fn the_graph_itself_parses() {
    let (_, found) = fwr_compiler::syntax::parse(fwr_compiler::syntax::SourceId(0), GRAPH);
    assert_eq!(found, []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_cut_out_or_put_in(
        from in 0..GRAPH.len(),
        length in 0..200usize,
        put in prop::sample::select(vec!["", "(", ")", "{", "}", "[", "|>", ".", "\"", "let ", "tape.", "@", "<", ":", "2", "//", "é🎥", " |> crop(left: "]),
        behind in 0..40usize,
    ) {
        let from = boundary(GRAPH, from);
        let to = boundary(GRAPH, from + length).max(from);
        let text = format!("{}{put}{}", &GRAPH[..from], &GRAPH[to..]);
        ask_everything(&text, from + put.len());
        ask_everything(&text, boundary(&text, from + behind));
    }

    #[test]
    fn whatever_is_not_a_graph_at_all(text in "[ -~\n🎥é]{0,60}", at in 0..60usize) {
        ask_everything(&text, boundary(&text, at));
    }
}
