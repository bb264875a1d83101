//! The type of a clip: what is known of each property of its format.
//!
//! With media everything is known; without, a clip is known as far as its input's contract, the
//! filters that it comes through and the filters that it goes into say.

mod completions;
mod text;

pub use completions::completions;

use super::fact::Fact;
use crate::media::{
    ChromaLocation, FrameRate, Layout, Matrix, Primaries, Range, Ratio, SampleType, Scan, Transfer, VideoFormat,
};

/// What is known of a clip's format; each fact is about the field of [`VideoFormat`] of that name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ClipType {
    /// Luma samples in a line.
    pub width: Fact<u32>,
    /// Lines in a frame.
    pub height: Fact<u32>,
    /// Sample aspect ratio; `None` where the source does not say.
    pub sar: Fact<Option<Ratio>>,
    /// Frames in a second, the average if they are unequally spaced; `None` where the source does not say.
    pub fps: Fact<Option<Ratio>>,
    /// Whether frames are unequally spaced.
    pub variable: Fact<bool>,
    /// Seconds in one tick of the timestamps.
    pub time_base: Fact<Ratio>,
    /// Storage of a sample.
    pub sample: Fact<SampleType>,
    /// Colour model and subsampling.
    pub layout: Fact<Layout>,
    /// Whether there is an alpha plane.
    pub alpha: Fact<bool>,
    /// R'G'B' ↔ Y'CbCr coefficients.
    pub matrix: Fact<Matrix>,
    /// Colour primaries.
    pub primaries: Fact<Primaries>,
    /// Transfer characteristic.
    pub transfer: Fact<Transfer>,
    /// Limited or full code range.
    pub range: Fact<Range>,
    /// Chroma siting.
    pub chroma_location: Fact<ChromaLocation>,
    /// Progressive or interlaced, and which field is first.
    pub scan: Fact<Scan>,
    /// Number of frames; `None` where the source does not say.
    pub frames: Fact<Option<u64>>,
}

/// Runs `$body` with `$name` and `$a`, `$b` bound to the name of each property and to the facts of two types.
macro_rules! each_fact {
    ($first:expr, $second:expr, |$name:ident, $a:ident, $b:ident| $body:expr) => {
        each_fact!(@ $first, $second, |$name, $a, $b| $body;
            width "width", height "height", sar "sar", fps "rate", variable "variable", time_base "time_base",
            sample "sample", layout "layout", alpha "alpha", matrix "matrix", primaries "primaries",
            transfer "transfer", range "range", chroma_location "chroma_location", scan "scan", frames "frames")
    };
    (@ $first:expr, $second:expr, |$name:ident, $a:ident, $b:ident| $body:expr; $($field:ident $text:literal),*) => {
        $({
            let ($name, $a, $b): (&'static str, _, _) = ($text, &mut $first.$field, &$second.$field);
            $body
        })*
    };
}

impl ClipType {
    /// A clip of which nothing is known.
    pub fn any() -> Self {
        Self::default()
    }

    /// The whole format, if everything is known.
    pub fn exact(&self) -> Option<VideoFormat> {
        let rate = match self.fps.known()? {
            Some(fps) => Some(FrameRate { fps: *fps, variable: *self.variable.known()? }),
            None => None,
        };
        Some(VideoFormat {
            width: *self.width.known()?,
            height: *self.height.known()?,
            sar: *self.sar.known()?,
            rate,
            time_base: *self.time_base.known()?,
            sample: *self.sample.known()?,
            layout: *self.layout.known()?,
            alpha: *self.alpha.known()?,
            matrix: *self.matrix.known()?,
            primaries: *self.primaries.known()?,
            transfer: *self.transfer.known()?,
            range: *self.range.known()?,
            chroma_location: *self.chroma_location.known()?,
            scan: *self.scan.known()?,
            frames: *self.frames.known()?,
        })
    }

    /// Adds what `other` says.
    ///
    /// # Errors
    /// The names of the properties about which the two contradict each other; of these the old facts stay.
    pub fn narrow(&mut self, other: &Self) -> Result<(), Vec<&'static str>> {
        let mut contradicted = Vec::new();
        each_fact!(self, other, |name, mine, theirs| match mine.meet(theirs) {
            Some(fact) => *mine = fact,
            None => contradicted.push(name),
        });
        if contradicted.is_empty() { Ok(()) } else { Err(contradicted) }
    }

    /// What is known of a clip that is of this type or of `other`.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        let mut joined = self.clone();
        each_fact!(joined, other, |_name, mine, theirs| *mine = mine.join(theirs));
        joined
    }

    /// The names of the properties in which no clip is of both types, in the order of the fields.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        self.clone().narrow(other).err().unwrap_or_default()
    }

    /// Takes over one property from `other`; whether there is one of that name.
    pub fn take(&mut self, property: &str, other: &Self) -> bool {
        let mut found = false;
        each_fact!(self, other, |name, mine, theirs| if name == property {
            *mine = theirs.clone();
            found = true;
        });
        if property == "rate" {
            self.variable = other.variable.clone();
        }
        found
    }

    /// The names of the properties of which something is known.
    pub fn stated(&self) -> Vec<&'static str> {
        let mut stated = Vec::new();
        let mut copy = self.clone();
        each_fact!(copy, self, |name, _copy, mine| if !mine.is_open() {
            stated.push(name);
        });
        stated
    }

    /// The names of the properties of which something is not known.
    pub fn open(&self) -> Vec<&'static str> {
        let mut open = Vec::new();
        let mut copy = self.clone();
        each_fact!(copy, self, |name, _copy, mine| if mine.known().is_none() {
            open.push(name);
        });
        open
    }

    /// Whether clips of both types can be mixed sample by sample, as [`VideoFormat::has_same_pictures`] says:
    /// `false` only if that is certain to be wrong.
    pub fn may_have_same_pictures(&self, other: &Self) -> bool {
        if let (Some(a), Some(b)) = (self.exact(), other.exact()) {
            return a.has_same_pictures(&b);
        }
        let unrelated = ["sar", "time_base", "frames", "range"];
        self.differences(other).iter().all(|name| unrelated.contains(name))
    }
}

impl From<VideoFormat> for ClipType {
    fn from(format: VideoFormat) -> Self {
        Self {
            width: Fact::Known(format.width),
            height: Fact::Known(format.height),
            sar: Fact::Known(format.sar),
            fps: Fact::Known(format.rate.map(|rate| rate.fps)),
            variable: Fact::Known(format.rate.is_some_and(|rate| rate.variable)),
            time_base: Fact::Known(format.time_base),
            sample: Fact::Known(format.sample),
            layout: Fact::Known(format.layout),
            alpha: Fact::Known(format.alpha),
            matrix: Fact::Known(format.matrix),
            primaries: Fact::Known(format.primaries),
            transfer: Fact::Known(format.transfer),
            range: Fact::Known(format.range),
            chroma_location: Fact::Known(format.chroma_location),
            scan: Fact::Known(format.scan),
            frames: Fact::Known(format.frames),
        }
    }
}
