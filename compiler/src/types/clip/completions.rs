//! Whole formats that a clip of which something is open may turn out to have: a few that stand for all.

use super::ClipType;
use crate::media::{
    FrameRate, Layout, Matrix, Named, Primaries, Range, Ratio, SampleType, Scan, Transfer, VideoFormat,
};
use crate::types::Fact;

/// Sizes for clips that may have any: common ones, one that much divides, an odd one, and the largest.
const SIZES: [(u32, u32); 5] = [(720, 576), (1920, 1080), (5040, 5040), (1919, 1079), (65_536, 65_536)];

/// Formats of `clips`, one of each beside each other, that agree with all that is known.
///
/// The first are the least remarkable. Where one clip is known and another open, that they are alike comes
/// first. Size, layout, scan and sample type vary; of everything else there is one choice.
pub fn completions<'a>(clips: &'a [&'a ClipType]) -> impl Iterator<Item = Vec<VideoFormat>> + 'a {
    let layouts = candidates(
        clips.iter().map(|clip| &clip.layout),
        &[
            Layout::Yuv420,
            Layout::Yuv422,
            Layout::Rgb,
            Layout::Gray,
            Layout::Yuv444,
            Layout::Yuv411,
            Layout::Yuv410,
            Layout::Yuv440,
        ],
    );
    let scans = candidates(clips.iter().map(|clip| &clip.scan), Scan::ALL);
    let samples = candidates(
        clips.iter().map(|clip| &clip.sample),
        &[SampleType::Uint(8), SampleType::Uint(10), SampleType::Uint(16), SampleType::F32],
    );
    let widths = candidates(clips.iter().map(|clip| &clip.width), &SIZES.map(|(width, _)| width));
    let heights = candidates(clips.iter().map(|clip| &clip.height), &SIZES.map(|(_, height)| height));
    let sizes = widths.len().max(heights.len());
    let count = sizes * layouts.len() * scans.len() * samples.len();
    (0..count).map(move |number| {
        let mut rest = number;
        let mut next = |of: usize| {
            let index = rest % of;
            rest /= of;
            index
        };
        let (size, layout, scan, sample) = (next(sizes), next(layouts.len()), next(scans.len()), next(samples.len()));
        let choice = Choice {
            width: &widths[size % widths.len()],
            height: &heights[size % heights.len()],
            layout: &layouts[layout],
            scan: &scans[scan],
            sample: &samples[sample],
        };
        clips.iter().map(|clip| choice.complete(clip)).collect()
    })
}

/// Values for what is open, the same for all clips.
struct Choice<'a> {
    width: &'a u32,
    height: &'a u32,
    layout: &'a Layout,
    scan: &'a Scan,
    sample: &'a SampleType,
}

impl Choice<'_> {
    fn complete(&self, clip: &ClipType) -> VideoFormat {
        let layout = pick(&clip.layout, self.layout);
        let rgb = layout == Layout::Rgb;
        let fps = pick(&clip.fps, &Some(Ratio::new(25, 1)));
        let variable = pick(&clip.variable, &false);
        VideoFormat {
            width: pick(&clip.width, self.width),
            height: pick(&clip.height, self.height),
            sar: pick(&clip.sar, &None),
            rate: fps.map(|fps| FrameRate { fps, variable }),
            time_base: pick(&clip.time_base, &Ratio::new(1, 1000)),
            sample: pick(&clip.sample, self.sample),
            layout,
            alpha: pick(&clip.alpha, &false),
            matrix: pick(&clip.matrix, if rgb { &Matrix::Rgb } else { &Matrix::Bt709 }),
            primaries: pick(&clip.primaries, &Primaries::Bt709),
            transfer: pick(&clip.transfer, &Transfer::Bt709),
            range: pick(&clip.range, if rgb { &Range::Full } else { &Range::Limited }),
            chroma_location: pick(&clip.chroma_location, &crate::media::ChromaLocation::Left),
            scan: pick(&clip.scan, self.scan),
            frames: pick(&clip.frames, &Some(1000)),
        }
    }
}

/// `wanted` if that may be, else the first value that may.
fn pick<T: PartialOrd + Clone>(fact: &Fact<T>, wanted: &T) -> T {
    match fact {
        Fact::Known(value) => value.clone(),
        fact if fact.allows(wanted) => wanted.clone(),
        Fact::OneOf(values) => values.first().unwrap_or(wanted).clone(),
        Fact::Between(low, _) => low.clone(),
        Fact::Open => wanted.clone(),
    }
}

/// Values to try for one property: those that are known of any clip, then those that one may be, then `usual`.
fn candidates<'a, T: PartialOrd + Clone + 'a>(facts: impl Iterator<Item = &'a Fact<T>> + Clone, usual: &[T]) -> Vec<T> {
    let mut values = Vec::new();
    values.extend(facts.clone().filter_map(Fact::known).cloned());
    for fact in facts.clone() {
        match fact {
            Fact::OneOf(few) => values.extend(few.iter().cloned()),
            Fact::Between(low, high) => values.extend([low.clone(), high.clone()]),
            _ => {}
        }
    }
    // What no clip can be need not be tried.
    let usual = usual.iter().filter(|value| facts.clone().any(|fact| fact.known().is_none() && fact.allows(value)));
    values.extend(usual.cloned());
    let mut different: Vec<T> = Vec::new();
    for value in values {
        if !different.contains(&value) {
            different.push(value);
        }
    }
    if different.is_empty() { vec![] } else { different }
}
