//! `match_fields`: frames of the fields that belong together.

use std::ops::Range;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::{Scan, VideoFormat};
use fwr_compiler::plan::Window;

use crate::native::{Call, Native, Picture, Problem, Work};
use crate::{Frames, Rows};

pub(crate) fn native() -> &'static dyn Native {
    &MatchFields
}

struct MatchFields;

impl Native for MatchFields {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let (clip, whole) = (&call.inputs[0], &call.inputs[1]);
        let same = VideoFormat { scan: clip.scan, ..whole.clone() };
        if same.has_same_pictures(clip) {
            return Ok(());
        }
        Err(Problem {
            argument: Some("whole"),
            message: format!("the clips differ: `clip` is {clip}, `whole` is {whole}"),
            help: Some("deinterlace the same clip, at the same rate: `deinterlace(clip, rate: same)`".to_owned()),
        })
    }

    fn build(&self, call: &Call<'_>) -> Work {
        let first_line = usize::from(call.inputs[0].scan == Scan::Bff);
        let matches = matches(call.args.numbers("cadence").into_iter().map(|field| field as i64));
        Work::Picture(Box::new(Matching { first_line, matches }))
    }
}

/// What becomes of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    /// It stays as it is.
    Own,
    /// Its second field, and the first one of the next frame.
    Next,
    /// It is of two moments: the deinterlaced one stands for it.
    Whole,
}

/// For each frame what becomes of it; those that a cadence leaves out stay as they are.
fn matches(cadence: impl Iterator<Item = i64>) -> Vec<Match> {
    let mut matches = Vec::new();
    for field in cadence {
        let (first, found) = match field {
            video if video < 0 => (-1 - video, Match::Whole),
            second if second % 2 != 0 => (second, Match::Next),
            first => (first, Match::Own),
        };
        let frame = usize::try_from(first / 2).unwrap_or(usize::MAX);
        // A list that goes back is refused where frames are left out.
        if frame >= matches.len() && frame < MOST {
            matches.resize(frame, Match::Own);
            matches.push(found);
        }
    }
    matches
}

/// Frames beyond which no clip goes on.
const MOST: usize = 1 << 24;

struct Matching {
    /// The first line of the field that is earlier.
    first_line: usize,
    matches: Vec<Match>,
}

impl Picture for Matching {
    fn window(&self) -> Window {
        Window { before: 0, after: 1 }
    }

    fn work(&self, output: &VideoFormat) -> Units {
        Units::of(Feature::CopiedByte, output.frame_bytes() as f64)
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        let number = usize::try_from(frames.number).unwrap_or(usize::MAX);
        let found = self.matches.get(number).copied().unwrap_or(Match::Own);
        let window = |input: usize, frame: usize| &frames.windows[input][frame].planes[plane];
        for (index, y) in rows.enumerate() {
            let source = match found {
                Match::Own => window(0, 0),
                Match::Next => window(0, usize::from(y % 2 == self.first_line)),
                Match::Whole => window(1, 0),
            };
            out.row_bytes_mut(index).copy_from_slice(source.row_bytes(y));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_gets_what_the_cadence_says_of_it() {
        use Match::{Next, Own, Whole};
        // 3:2, one frame of video after it.
        assert_eq!(matches([0, 2, 5, 7, -11].into_iter()), [Own, Own, Next, Next, Own, Whole]);
        assert_eq!(matches([].into_iter()), []);
    }
}
