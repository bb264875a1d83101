//! Runs of pictures without a picture: all of one colour, as far as luma tells.

use crate::frame::Frame;

use super::glance::Glance;

/// Runs that are remembered; a clip with more is no accident.
const MOST: usize = 4096;
/// Below this contrast nothing can be seen: one code in 64 of 8 bits' range.
const NOTHING: f32 = 1.0 / 64.0;
/// Below this contrast a source may become nothing by what is done to it.
const LITTLE: f32 = 1.0 / 16.0;

/// The runs of a clip.
#[derive(Debug, Default)]
pub(crate) struct Flats {
    pub(crate) runs: Vec<Flat>,
    /// Whether the frame before was flat.
    open: bool,
    frames: u64,
}

/// A run of frames that show nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Flat {
    /// Numbers of the first and the last frame.
    pub(crate) frames: (u64, u64),
    /// Seconds at which they are shown.
    pub(crate) seconds: (f64, f64),
    /// The brightest sample of all: 0 is black.
    pub(crate) brightest: f32,
    /// The darkest.
    pub(crate) darkest: f32,
}

impl Flats {
    /// Notes a frame of a source, which need show little only to count.
    pub(crate) fn note_source(&mut self, frame: &Frame) {
        let seen = Glance::of(frame);
        self.note(frame, (seen.contrast() < LITTLE).then_some(seen));
    }

    /// Notes a frame that is written. It counts if it shows nothing anywhere.
    pub(crate) fn note_result(&mut self, frame: &Frame) {
        let looks_flat = Glance::of(frame).contrast() < NOTHING;
        let seen = looks_flat.then(|| Glance::of_all(frame)).filter(|seen| seen.contrast() < NOTHING);
        self.note(frame, seen);
    }

    fn note(&mut self, frame: &Frame, flat: Option<Glance>) {
        let number = self.frames;
        self.frames += 1;
        let went_on = std::mem::replace(&mut self.open, flat.is_some());
        let Some(seen) = flat else { return };
        let seconds = frame.pts as f64 * frame.format.time_base.to_f64();
        if let Some(run) = self.runs.last_mut().filter(|_| went_on) {
            run.frames.1 = number;
            run.seconds.1 = seconds;
            run.brightest = run.brightest.max(seen.high);
            run.darkest = run.darkest.min(seen.low);
        } else if self.runs.len() < MOST {
            let (frames, seconds) = ((number, number), (seconds, seconds));
            self.runs.push(Flat { frames, seconds, brightest: seen.high, darkest: seen.low });
        } else {
            self.open = false;
        }
    }
}
