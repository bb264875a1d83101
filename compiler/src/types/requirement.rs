//! What a signature asks of a clip: `progressive`, `yuv420`, `u8`.

use super::fact::{Fact, Verdict};
use super::{ClipType, Subject};
use crate::media::{Layout, Named, Range, SampleType, Scan, Transfer};

/// One requirement of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// All lines from one moment.
    Progressive,
    /// Two fields.
    Interlaced,
    /// This scan.
    Scan(Scan),
    /// Any Y'CbCr layout.
    Yuv,
    /// This layout.
    Layout(Layout),
    /// This sample type.
    Sample(SampleType),
    /// Any integer sample type.
    Integer,
    /// Any floating-point sample type.
    Float,
    /// A size that ends with a whole chroma sample, on interlaced clips in both fields.
    WholeChroma,
    /// Black and white at the ends of what samples can hold.
    Full,
    /// Samples that are proportional to light.
    Linear,
}

impl Requirement {
    /// The requirement written `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "progressive" => Self::Progressive,
            "interlaced" => Self::Interlaced,
            "yuv" => Self::Yuv,
            "integer" => Self::Integer,
            "float" => Self::Float,
            "whole_chroma" => Self::WholeChroma,
            "full" => Self::Full,
            "linear" => Self::Linear,
            _ => {
                if let Some(sample) = SampleType::from_name(name) {
                    Self::Sample(sample)
                } else if let Some(layout) = Layout::from_name(name) {
                    Self::Layout(layout)
                } else {
                    Self::Scan(Scan::from_name(name)?)
                }
            }
        })
    }

    /// Whether a scan meets it; `true` if it is not about that.
    pub fn allows_scan(self, scan: Scan) -> bool {
        match self {
            Self::Progressive => !scan.is_interlaced(),
            Self::Interlaced => scan.is_interlaced(),
            Self::Scan(wanted) => scan == wanted,
            _ => true,
        }
    }

    /// Whether a layout meets it; `true` if it is not about that.
    pub fn allows_layout(self, layout: Layout) -> bool {
        match self {
            Self::Yuv => layout.is_yuv(),
            Self::Layout(wanted) => layout == wanted,
            _ => true,
        }
    }

    /// Whether a sample type meets it; `true` if it is not about that.
    pub fn allows_sample(self, sample: SampleType) -> bool {
        match self {
            Self::Sample(wanted) => sample == wanted,
            Self::Integer => !sample.is_float(),
            Self::Float => sample.is_float(),
            _ => true,
        }
    }

    /// What it says of a clip; `None` if that is no fact about one property.
    pub fn facts(self) -> Option<ClipType> {
        let mut clip = ClipType::any();
        match self.subject() {
            Subject::Scan => clip.scan = clip.scan.filter(Scan::ALL, |scan| self.allows_scan(*scan))?,
            Subject::Layout => clip.layout = clip.layout.filter(Layout::ALL, |layout| self.allows_layout(*layout))?,
            Subject::Sample => {
                clip.sample = clip.sample.filter(SampleType::ALL, |sample| self.allows_sample(*sample))?;
            }
            Subject::Range => clip.range = Fact::Known(Range::Full),
            Subject::Transfer => clip.transfer = Fact::Known(Transfer::Linear),
            Subject::Size => return None,
        }
        Some(clip)
    }

    /// What it is about; requirements about the same thing are alternatives.
    pub fn subject(self) -> Subject {
        match self {
            Self::Progressive | Self::Interlaced | Self::Scan(_) => Subject::Scan,
            Self::Yuv | Self::Layout(_) => Subject::Layout,
            Self::Sample(_) | Self::Integer | Self::Float => Subject::Sample,
            Self::WholeChroma => Subject::Size,
            Self::Full => Subject::Range,
            Self::Linear => Subject::Transfer,
        }
    }

    /// Whether clips of this type meet one of `any`, all of which are about one subject.
    pub fn verdict(any: &[Self], clip: &ClipType) -> Verdict {
        match any.first().map(|requirement| requirement.subject()) {
            None => Verdict::Holds,
            Some(Subject::Scan) => clip.scan.verdict(Scan::ALL, |scan| any.iter().any(|one| one.allows_scan(*scan))),
            Some(Subject::Layout) => {
                clip.layout.verdict(Layout::ALL, |layout| any.iter().any(|one| one.allows_layout(*layout)))
            }
            Some(Subject::Sample) => {
                clip.sample.verdict(SampleType::ALL, |sample| any.iter().any(|one| one.allows_sample(*sample)))
            }
            Some(Subject::Size) => ends_with_whole_chroma(clip),
            Some(Subject::Range) => is_full(clip),
            Some(Subject::Transfer) => clip.transfer.verdict(&[], |transfer| *transfer == Transfer::Linear),
        }
    }
}

/// R'G'B' is full as long as nobody says otherwise, other layouts only where they are said to be.
fn is_full(clip: &ClipType) -> Verdict {
    let (mut some_hold, mut some_fail) = (false, false);
    for layout in clip.layout.values(Layout::ALL) {
        let verdict = clip.range.verdict(Range::ALL, |range| match range {
            Range::Full => true,
            Range::Unspecified => layout == Layout::Rgb,
            Range::Limited => false,
        });
        some_hold |= verdict != Verdict::Fails;
        some_fail |= verdict != Verdict::Holds;
    }
    Verdict::new(some_hold, some_fail)
}

fn ends_with_whole_chroma(clip: &ClipType) -> Verdict {
    let (mut some_hold, mut some_fail) = (false, false);
    for layout in clip.layout.values(Layout::ALL) {
        for scan in clip.scan.values(Scan::ALL) {
            let (x, y) = crate::media::chroma_block(layout, scan);
            let sides = [multiple(&clip.width, x), multiple(&clip.height, y)];
            some_hold |= !sides.contains(&Verdict::Fails);
            some_fail |= sides.iter().any(|side| *side != Verdict::Holds);
        }
    }
    Verdict::new(some_hold, some_fail)
}

fn multiple(size: &Fact<u32>, step: u32) -> Verdict {
    match size {
        _ if step == 1 => Verdict::Holds,
        // Of two neighbours one is a multiple of 2 and at least one is not one of anything larger.
        Fact::Open => Verdict::Open,
        Fact::Between(low, high) => Verdict::new(high / step > (low.max(&1) - 1) / step, true),
        fact => fact.verdict(&[], |size| size.is_multiple_of(step)),
    }
}

impl std::fmt::Display for Requirement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Progressive => f.write_str("progressive"),
            Self::Interlaced => f.write_str("interlaced"),
            Self::Scan(scan) => write!(f, "{scan}"),
            Self::Yuv => f.write_str("yuv"),
            Self::Layout(layout) => write!(f, "{layout}"),
            Self::Sample(sample) => write!(f, "{sample}"),
            Self::Integer => f.write_str("integer"),
            Self::Float => f.write_str("float"),
            Self::WholeChroma => f.write_str("whole_chroma"),
            Self::Full => f.write_str("full"),
            Self::Linear => f.write_str("linear"),
        }
    }
}
