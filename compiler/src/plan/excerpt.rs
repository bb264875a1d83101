//! A part of a run's outputs: from one place to another, of their own frames.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Plan, PlanOutput};
use crate::diagnostics::{Code, Diagnostic};
use crate::media::VideoFormat;

/// Microseconds by which a time may be written too large: people cut off digits, and round them.
const ROUNDING: u64 = 1;
const SECOND: u64 = 1_000_000;

/// Which frames of each output are made: those from `from` on, before `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Excerpt {
    /// The first frame; from the beginning if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Place>,
    /// The frame that is not made any more; to the end if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Place>,
}

/// A place in an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// This frame, from 0.
    Frame(u64),
    /// The first frame that is not shown before this many microseconds after the output's first.
    Microseconds(u64),
}

impl Place {
    /// The frame that it is in a clip of equally spaced frames; `None` where only the frames themselves tell.
    pub fn frame(self, format: &VideoFormat) -> Option<u64> {
        match self {
            Self::Frame(frame) => Some(frame),
            Self::Microseconds(at) => {
                let fps = format.rate.filter(|rate| !rate.variable)?.fps;
                Some(frame_at(at, fps.num(), fps.den()))
            }
        }
    }

    /// The frame that it is, or would be if frames were equally spaced.
    fn about(self, format: &VideoFormat) -> Option<u64> {
        let even = || {
            let fps = format.rate?.fps;
            match self {
                Self::Frame(frame) => Some(frame),
                Self::Microseconds(at) => Some(frame_at(at, fps.num(), fps.den())),
            }
        };
        self.frame(format).or_else(even)
    }

    /// Whether a frame shown this many `ticks` after the first, of which one takes `num / den` seconds, is not before it.
    pub fn is_reached(self, ticks: i64, (num, den): (i64, i64)) -> bool {
        match self {
            Self::Frame(_) => false,
            Self::Microseconds(at) => {
                let at = i128::from(at.saturating_sub(ROUNDING)) * i128::from(den);
                i128::from(ticks) * i128::from(num) * i128::from(SECOND) >= at
            }
        }
    }
}

/// The first frame at or after a time.
fn frame_at(microseconds: u64, num: i64, den: i64) -> u64 {
    let (num, den) = (num.max(0) as u128, den.max(1) as u128 * u128::from(SECOND));
    (u128::from(microseconds.saturating_sub(ROUNDING)) * num).div_ceil(den).try_into().unwrap_or(u64::MAX)
}

impl Excerpt {
    /// Whether it is all there is.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// The first frame and the one behind the last, as near as can be said before a run.
    pub fn about(&self, format: &VideoFormat) -> (u64, Option<u64>) {
        let first = self.from.and_then(|place| place.about(format)).unwrap_or(0);
        (first, self.to.and_then(|place| place.about(format)))
    }
}

impl Plan {
    /// The frames that an output has, where the plan says.
    pub fn frames_of(&self, output: &PlanOutput) -> Option<u64> {
        let format = &self.ops[output.video.op.0 as usize].format;
        let Some(excerpt) = &self.excerpt else { return format.frames };
        let (first, end) = excerpt.about(format);
        let end = match (end, format.frames) {
            (Some(end), Some(frames)) => end.min(frames),
            (end, frames) => end.or(frames)?,
        };
        Some(end.saturating_sub(first))
    }

    /// Refuses an excerpt in which an output has no frame.
    pub(super) fn check_excerpt(&self) -> Option<Diagnostic> {
        let excerpt = self.excerpt.as_ref()?;
        self.outputs.iter().find_map(|output| {
            let format = &self.ops[output.video.op.0 as usize].format;
            let (first, end) = excerpt.about(format);
            if let Some(end) = end.filter(|end| *end <= first) {
                return Some(
                    Diagnostic::new(
                        Code::BAD_PARAM,
                        format!(
                            "there is no frame {excerpt}: {} would begin at frame {first} and end before frame {end}",
                            output.path
                        ),
                    )
                    .help("give --to a later place than --from; the frame at --to is not made any more"),
                );
            }
            // Containers may be off by a little in what they say.
            let frames = format.frames.filter(|frames| first > frames + frames / 50)?;
            Some(
                Diagnostic::new(
                    Code::BAD_PARAM,
                    format!(
                        "there is no frame {excerpt}: {} would begin at frame {first}, and has about {frames}",
                        output.path
                    ),
                )
                .help("give --from an earlier place"),
            )
        })
    }
}

/// `from 10 s to frame 1200`
impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) => write!(f, "from {from} to {to}"),
            (Some(from), None) => write!(f, "from {from} on"),
            (None, Some(to)) => write!(f, "before {to}"),
            (None, None) => write!(f, "from the beginning to the end"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frame(frame) => write!(f, "frame {frame}"),
            Self::Microseconds(at) => write!(f, "{} s", *at as f64 / SECOND as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_the_first_frame_that_is_not_before_it() {
        assert_eq!([0, 1, 39_999, 40_000, 40_001, 40_002].map(|at| frame_at(at, 25, 1)), [0, 0, 1, 1, 1, 2]);
        // 30000/1001: frame 30 is shown at 1.001 s.
        assert_eq!([1_000_000, 1_001_000, 1_002_000].map(|at| frame_at(at, 30_000, 1001)), [30, 30, 31]);
        assert_eq!(frame_at(u64::MAX, i64::MAX, 1), u64::MAX);
    }

    #[test]
    fn times_of_frames_tell_where_they_are_not_equally_spaced() {
        let place = Place::Microseconds(100_000);
        assert_eq!([99, 100, 101].map(|ticks| place.is_reached(ticks, (1, 1000))), [false, true, true]);
        // A third of a second in ninetieths of a millisecond, written with six digits.
        assert!(Place::Microseconds(333_334).is_reached(30_000, (1, 90_000)));
    }

    #[test]
    fn reads_as_a_sentence() {
        let excerpt = Excerpt { from: Some(Place::Microseconds(1_500_000)), to: Some(Place::Frame(90)) };
        assert_eq!(excerpt.to_string(), "from 1.5 s to frame 90");
    }
}
