//! Graphs by chance: filters of all kinds in any order, one or two outputs.

use crate::chance::Chance;
use crate::clips::Clip;

/// A graph.
#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) text: String,
    /// Files that it writes; none if what comes out is dropped.
    pub(crate) outputs: usize,
}

const FILTERS: &[&str] = &[
    "temporal_soften(radius: 1frames)",
    "temporal_soften(radius: 2frames)",
    "temporal_soften(radius: 4frames)",
    "temporal_median()",
    "unsharp(amount: 0.6)",
    "unsharp(amount: 0.5, radius: 3px, threshold: 1%)",
    "blur(radius: 2px)",
    "median(radius: 1px)",
    "levels(black: 3%, gamma: 1.2)",
    "contrast(amount: 1.1)",
    "saturation(amount: 0.9)",
    "grain(amount: 2%)",
    "convert(sample: u10)",
    "convert(sample: f32) |> contrast(amount: 1.05)",
    "trim(start: 5frames)",
];

/// Encoders, and the largest picture in millions of pixels that is left to them, for the sake of time.
const ENCODERS: &[(&str, f64)] = &[
    ("ffv1", 9.0),
    ("ffv1", 9.0),
    ("x264, preset: ultrafast", 9.0),
    ("x264, preset: superfast", 4.0),
    ("x264, preset: veryfast, crf: 24", 2.5),
    ("x264, preset: fast", 2.5),
    ("x264, preset: medium", 1.0),
    ("x264, preset: slow", 0.5),
    ("x264, preset: veryslow", 0.2),
    ("x265, preset: ultrafast", 2.5),
    ("x265, preset: superfast", 1.0),
    ("x265, preset: medium", 0.2),
];

impl Graph {
    /// A graph by chance for `clip`.
    pub(crate) fn random(chance: &mut Chance, clip: &Clip) -> Self {
        let millions = f64::from(clip.size.0) * f64::from(clip.size.1) / 1e6;
        let mut text =
            "input clip: media\n\nlet tape = clip.video |> assume(range: limited, matrix: bt709)\n".to_owned();
        let mut chain = |most: u64, of: &str| {
            let count = chance.within(0, most);
            let picked = (0..count).map(|_| FILTERS[chance.within(0, FILTERS.len() as u64 - 1) as usize]);
            picked.fold(of.to_owned(), |chain, filter| format!("{chain} |> {filter}"))
        };
        let (main, second) = (chain(4, "tape"), chain(2, "picture"));
        text += &format!("let picture = {main}\n");
        text += match chance.within(0, 9) {
            0 if millions < 3.0 => "let last = masked(tape, tape |> unsharp(amount: 1.5), mask: edge_mask(tape))\n",
            1 => "let last = picture |> resize(width: picture.width / 2, height: picture.height / 2)\n",
            2 if millions < 1.0 => {
                "let last = picture |> resize(width: picture.width * 2, height: picture.height * 2)\n"
            }
            _ => "let last = picture\n",
        };
        if chance.one_in(4) {
            text += "\noutput \"0.mkv\" {\n  video: last |> encode(ffv1)\n}\n";
            return Self { text, outputs: 0 };
        }
        let fit: Vec<&str> = ENCODERS
            .iter()
            .filter(|(name, most)| millions <= *most && (clip.is_420() || *name == "ffv1"))
            .map(|(name, _)| *name)
            .collect();
        let encoder = |chance: &mut Chance| fit[chance.within(0, fit.len() as u64 - 1) as usize];
        let two = millions < 2.5 && chance.one_in(5);
        text += &format!("\noutput \"0.mkv\" {{\n  video: last |> encode({})\n}}\n", encoder(chance));
        if two {
            text += &format!("\noutput \"1.mkv\" {{\n  video: {second} |> encode({})\n}}\n", encoder(chance));
        }
        Self { text, outputs: 1 + usize::from(two) }
    }
}
