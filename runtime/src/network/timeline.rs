//! Picks frames: trims, interleaves, repeats; no sample is computed.

use std::sync::Arc;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::media::{Ratio, VideoFormat};
use fwr_compiler::plan::Op;
use fwr_stdlib::native::{self, Moment};

use crate::frame::Frame;
use crate::pipeline::FrameSource;

/// An op that picks frames of its inputs.
pub(super) struct Timeline {
    format: Arc<VideoFormat>,
    work: Box<dyn native::Timeline>,
    inputs: Vec<Cursor>,
    number: u64,
    /// Whether the inputs know where they begin.
    begun: bool,
}

/// Picks before and after a place that are looked through for those of an input.
const PICKS: u64 = 64;

impl Timeline {
    pub(super) fn new(
        op: &Op,
        work: Box<dyn native::Timeline>,
        formats: &[VideoFormat],
        inputs: Vec<Box<dyn FrameSource>>,
    ) -> Self {
        let ticks = |format: &VideoFormat| format.time_base / op.format.time_base;
        let inputs = formats.iter().zip(inputs).map(|(format, source)| Cursor::new(source, ticks(format))).collect();
        Self { format: Arc::new(op.format.clone()), work, inputs, number: 0, begun: false }
    }
}

impl FrameSource for Timeline {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        if !self.begun {
            // What comes before the first frame that it picks need not be made.
            self.skip(0)?;
        }
        for input in &mut self.inputs {
            if !input.has_come_this_far()? {
                return Ok(None);
            }
        }
        let Some(pick) = self.work.pick(self.number) else { return Ok(None) };
        let Some(input) = self.inputs.get_mut(pick.input) else { return Ok(None) };
        let Some(frame) = input.seek(pick.frame)? else { return Ok(None) };
        self.number += 1;
        let (start, end) = input.shown();
        let middle = middle(start, end);
        let (pts, duration) = match pick.at {
            Moment::Start => (start, input.ticks(frame.duration)),
            Moment::FirstHalf => (start, middle - start),
            Moment::SecondHalf => (middle, end - middle),
            Moment::Span { from, lasting } => {
                let pts = along(start, end, from);
                let whole =
                    Ratio::new(from.num() * lasting.den() + lasting.num() * from.den(), from.den() * lasting.den());
                (pts, along(start, end, whole) - pts)
            }
        };
        // Unless it is shown as before, what the decoder knew of the frame's time is wrong now.
        let kept = pts == frame.pts && frame.format.time_base == self.format.time_base;
        let carrier = frame.carrier.clone().filter(|_| kept && frame.format.has_same_pictures(&self.format));
        Ok(Some(Frame { format: self.format.clone(), pts, duration, carrier, ..frame }))
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.begun = true;
        self.number = frames;
        for input in 0..self.inputs.len() {
            let (before, coming) = self.picked_around(input);
            self.inputs[input].skip(before, coming)?;
        }
        Ok(())
    }

    fn note_time(&mut self, frame: u64) {
        let Some(pick) = self.work.pick(frame) else { return };
        let Some(input) = self.inputs.get_mut(pick.input) else { return };
        input.source.note_time(pick.frame);
        if matches!(pick.at, Moment::SecondHalf | Moment::Span { .. }) {
            input.source.note_time(pick.frame + 1);
        }
    }

    fn noted_time(&self, frame: u64) -> Option<i64> {
        let pick = self.work.pick(frame)?;
        let input = self.inputs.get(pick.input)?;
        let start = input.ticks(input.source.noted_time(pick.frame)?);
        let end = || Some(input.ticks(input.source.noted_time(pick.frame + 1)?));
        Some(match pick.at {
            Moment::Start | Moment::FirstHalf => start,
            Moment::SecondHalf => middle(start, end()?),
            Moment::Span { from, .. } if from == Ratio::new(0, 1) => start,
            Moment::Span { from, .. } => along(start, end()?, from),
        })
    }
}

impl Timeline {
    /// The frame of `input` that was picked last before the next frame, and the one that is picked first from there on,
    /// if they are not far off.
    fn picked_around(&self, input: usize) -> (Option<u64>, Option<u64>) {
        let picked = |n: u64| self.work.pick(n).filter(|pick| pick.input == input).map(|pick| pick.frame);
        let before = (self.number.saturating_sub(PICKS)..self.number).rev().find_map(picked);
        (before, (self.number..self.number.saturating_add(PICKS)).find_map(picked))
    }
}

/// A place in an input, with the frame there and the one after.
struct Cursor {
    source: Box<dyn FrameSource>,
    /// Ticks of the output in one tick of the input.
    scale: Ratio,
    number: u64,
    current: Option<Frame>,
    following: Option<Frame>,
    /// Ticks from the frame before to the current one, for a last frame without duration.
    step: i64,
    started: bool,
    /// The frame that was picked last of what is skipped.
    due: Option<u64>,
}

impl Cursor {
    fn new(source: Box<dyn FrameSource>, scale: Ratio) -> Self {
        Self { source, scale, number: 0, current: None, following: None, step: 0, started: false, due: None }
    }

    /// Begins with what is needed after `before` was picked and when `coming` is.
    fn skip(&mut self, before: Option<u64>, coming: Option<u64>) -> Result<(), Diagnostic> {
        // A last frame without duration is shown as long as the one before it.
        let coming = coming.map(|frame| frame.saturating_sub(1));
        self.number = match (before, coming) {
            (Some(before), Some(coming)) => before.min(coming),
            // Picks never go back.
            (before, coming) => before.or(coming).unwrap_or(0),
        };
        self.due = before;
        self.source.skip(self.number)
    }

    /// Whether the input has the frame that was picked last of it: otherwise the clip has ended before.
    fn has_come_this_far(&mut self) -> Result<bool, Diagnostic> {
        match self.due {
            Some(due) => {
                let there = self.seek(due)?.is_some();
                self.due = self.due.filter(|_| !there);
                Ok(there)
            }
            None => Ok(true),
        }
    }

    /// Moves on to frame `number`.
    fn seek(&mut self, number: u64) -> Result<Option<Frame>, Diagnostic> {
        if !self.started {
            self.started = true;
            self.current = self.source.next()?;
            self.following = self.source.next()?;
        }
        while self.number < number && self.current.is_some() {
            let next = self.following.take();
            if let (Some(before), Some(after)) = (&self.current, &next) {
                self.step = after.pts - before.pts;
            }
            self.following = if next.is_some() { self.source.next()? } else { None };
            self.current = next;
            self.number += 1;
        }
        Ok(self.current.clone())
    }

    /// When the current frame begins and ends, in ticks of the output.
    fn shown(&self) -> (i64, i64) {
        let Some(frame) = &self.current else { return (0, 0) };
        let end = match &self.following {
            Some(next) => next.pts,
            None if frame.duration > 0 => frame.pts + frame.duration,
            None => frame.pts + self.step,
        };
        (self.ticks(frame.pts), self.ticks(end))
    }

    fn ticks(&self, count: i64) -> i64 {
        let scaled = i128::from(count) * i128::from(self.scale.num());
        let den = i128::from(self.scale.den());
        // To the nearest tick, halves up; exact where the output's ticks divide the input's.
        (scaled * 2 + den).div_euclid(den * 2) as i64
    }
}

/// When the second half of a frame begins.
fn middle(start: i64, end: i64) -> i64 {
    start + (end - start) / 2
}

/// When so many durations of a frame have passed that is shown from `start` to `end`.
fn along(start: i64, end: i64, durations: Ratio) -> i64 {
    let ticks = i128::from(end - start) * i128::from(durations.num());
    start + ticks.div_euclid(i128::from(durations.den())) as i64
}
