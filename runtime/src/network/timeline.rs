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
}

impl Timeline {
    pub(super) fn new(
        op: &Op,
        work: Box<dyn native::Timeline>,
        formats: &[VideoFormat],
        inputs: Vec<Box<dyn FrameSource>>,
    ) -> Self {
        let ticks = |format: &VideoFormat| format.time_base / op.format.time_base;
        let inputs = formats.iter().zip(inputs).map(|(format, source)| Cursor::new(source, ticks(format))).collect();
        Self { format: Arc::new(op.format.clone()), work, inputs, number: 0 }
    }
}

impl FrameSource for Timeline {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        let Some(pick) = self.work.pick(self.number) else { return Ok(None) };
        let Some(input) = self.inputs.get_mut(pick.input) else { return Ok(None) };
        let Some(frame) = input.seek(pick.frame)? else { return Ok(None) };
        self.number += 1;
        let (start, end) = input.shown();
        let middle = start + (end - start) / 2;
        let (pts, duration) = match pick.at {
            Moment::Start => (start, input.ticks(frame.duration)),
            Moment::FirstHalf => (start, middle - start),
            Moment::SecondHalf => (middle, end - middle),
        };
        // Unless it is shown as before, what the decoder knew of the frame's time is wrong now.
        let kept = pts == frame.pts && frame.format.time_base == self.format.time_base;
        let carrier = frame.carrier.clone().filter(|_| kept && frame.format.has_same_pictures(&self.format));
        Ok(Some(Frame { format: self.format.clone(), pts, duration, carrier, ..frame }))
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
}

impl Cursor {
    fn new(source: Box<dyn FrameSource>, scale: Ratio) -> Self {
        Self { source, scale, number: 0, current: None, following: None, step: 0, started: false }
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
