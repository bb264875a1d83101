//! Graphs from light to heavy, none of which a calibration runs.

use std::path::Path;

use crate::clips::Clip;
use crate::run::Run;

/// A graph of one clip.
#[derive(Debug)]
pub(crate) struct Graph {
    /// What the table calls it.
    pub(crate) name: &'static str,
    /// What comes after `clip.video`.
    filters: &'static str,
    /// What comes after the filters: encoders, one for each output. None if nothing is written.
    encoders: &'static [&'static str],
    /// What it is run with.
    options: &'static [&'static str],
}

const GRADE: &str = "|> lift_gamma_gain(lift: 0.02, gamma: 1.1, gain: 0.95) |> saturation(amount: 1.2) \
                     |> contrast(amount: 1.1) |> unsharp(amount: 0.5) |> curves(points: [[0, 0.02], [0.5, 0.55], [1, 1]]) \
                     |> grain(amount: 2%)";
const STENCILS: &str =
    "|> blur(radius: 1px) |> unsharp(amount: 0.8, threshold: 1%) |> median(radius: 1px) |> contrast(amount: 1.05)";
const TAPE: &str = "|> deinterlace(rate: double) |> temporal_soften(radius: 3frames, luma_threshold: 2.5%) \
                    |> unsharp(amount: 0.5, radius: 2px, threshold: 0.5%)";

const ALL: &[Graph] = &[
    Graph { name: "nothing", filters: "", encoders: &[], options: &[] },
    Graph { name: "copy", filters: "", encoders: &["ffv1"], options: &[] },
    Graph { name: "levels", filters: "|> levels(black: 3%, gamma: 1.2)", encoders: &["ffv1"], options: &[] },
    Graph {
        name: "table",
        filters: "|> levels(black: 3%, gamma: 1.2) |> contrast(amount: 1.1) |> invert() |> levels(white: 95%)",
        encoders: &[],
        options: &[],
    },
    Graph { name: "grade", filters: GRADE, encoders: &[], options: &[] },
    Graph { name: "stencils", filters: STENCILS, encoders: &[], options: &[] },
    Graph { name: "on gpu", filters: STENCILS, encoders: &[], options: &["--prefer", "gpu"] },
    Graph { name: "soften", filters: "|> temporal_soften(radius: 2frames)", encoders: &["ffv1"], options: &[] },
    Graph { name: "median", filters: "|> temporal_median() |> median(radius: 2px)", encoders: &[], options: &[] },
    Graph {
        name: "heavy",
        filters: "|> median(radius: 2px) |> temporal_soften(radius: 4frames) |> unsharp(amount: 0.6, radius: 3px) \
                  |> blur(radius: 2px) |> temporal_median() |> grain(amount: 3%)",
        encoders: &[],
        options: &[],
    },
    Graph {
        name: "masked",
        filters: "|> masked(tape |> unsharp(amount: 1.5), mask: edge_mask(tape)) |> saturation(amount: 0.9)",
        encoders: &["ffv1"],
        options: &[],
    },
    Graph {
        name: "film",
        filters: "|> convert(sample: u10) |> temporal_median() |> curves(points: [[0, 0.01], [0.4, 0.45], [1, 0.98]]) \
                  |> grain(amount: 2%)",
        encoders: &["x264(preset: veryfast, crf: 20)"],
        options: &[],
    },
    Graph {
        name: "half",
        filters: "|> resize(width: tape.width / 2, height: tape.height / 2) |> unsharp(amount: 0.3)",
        encoders: &["x264(preset: fast, crf: 21)"],
        options: &[],
    },
    Graph {
        name: "double",
        filters: "|> resize(width: tape.width * 2, height: tape.height * 2) |> unsharp(amount: 0.4)",
        encoders: &[],
        options: &[],
    },
    Graph {
        name: "delivery",
        filters: "|> levels(black: 2%) |> unsharp(amount: 0.4)",
        encoders: &["x264(preset: fast, crf: 20)"],
        options: &[],
    },
    Graph {
        name: "web",
        filters: "|> median(radius: 1px) |> resize(width: 960px, height: 720px)",
        encoders: &["x264(crf: 18)"],
        options: &[],
    },
    Graph {
        name: "two outputs",
        filters: "|> temporal_soften(radius: 1frames)",
        encoders: &["ffv1", "x264(preset: superfast, crf: 24)"],
        options: &[],
    },
    Graph { name: "fields", filters: "|> deinterlace(rate: double)", encoders: &["ffv1"], options: &[] },
    Graph { name: "fields, same rate", filters: "|> deinterlace(rate: same)", encoders: &[], options: &[] },
    Graph { name: "tape", filters: TAPE, encoders: &["ffv1"], options: &[] },
    Graph { name: "tape to x264", filters: TAPE, encoders: &["x264(preset: fast, crf: 20)"], options: &[] },
];

/// The graph of that name.
pub(crate) fn named(name: &str) -> &'static Graph {
    ALL.iter().find(|graph| graph.name == name).unwrap_or_else(|| panic!("there is no graph `{name}`"))
}

impl Graph {
    /// Writes it for `clip`, which is at `media`.
    pub(crate) fn on(&self, clip: &Clip, media: &Path, folder: &Path) -> Run {
        let (matrix, scan) = if clip.interlaced { ("smpte170m", ", scan: bff") } else { ("bt709", "") };
        let mut text = format!(
            "input clip: media\n\nlet tape = clip.video |> assume(range: limited, matrix: {matrix}{scan})\nlet picture = tape {}\n",
            self.filters
        );
        let written = !self.encoders.is_empty();
        let encoders = if written { self.encoders } else { &["ffv1"] };
        for (number, encoder) in encoders.iter().enumerate() {
            text += &format!(
                "\noutput \"{number}.mkv\" {{\n  video: picture |> encode({})\n}}\n",
                encoder.replacen('(', ", ", 1).trim_end_matches(')')
            );
        }
        let graph = folder.join("graph.fwr");
        std::fs::write(&graph, text).expect("the folder is writable");
        let outputs = (0..encoders.len()).map(|number| folder.join(format!("{number}.mkv"))).collect();
        Run { graph, media: media.to_owned(), outputs, written, options: self.options }
    }
}
