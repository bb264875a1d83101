//! The frames around the current one of a clip, and of several clips that go side by side.

use std::collections::VecDeque;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::plan;

use crate::frame::Frame;
use crate::pipeline::FrameSource;

/// The windows of an op's inputs, which move on together.
pub(super) struct Windows {
    /// What the op is called in messages.
    name: String,
    inputs: Vec<Window>,
    number: u64,
}

/// The number of a frame, and the window of each input around it.
pub(super) type Step = (u64, Vec<Vec<Frame>>);

impl Windows {
    /// A window as wide as said on each of some sources.
    pub(super) fn new(name: &str, inputs: impl IntoIterator<Item = (Box<dyn FrameSource>, plan::Window)>) -> Self {
        let window = |(source, plan::Window { before, after })| Window::new(source, before as usize, after as usize);
        Self { name: name.to_owned(), inputs: inputs.into_iter().map(window).collect(), number: 0 }
    }

    /// Moves on by one frame: its number, and the window of each input; `None` past the end.
    ///
    /// # Errors
    /// Those of the sources, and if one ends before another.
    pub(super) fn advance(&mut self) -> Result<Option<Step>, Diagnostic> {
        let mut windows = Vec::with_capacity(self.inputs.len());
        for input in &mut self.inputs {
            windows.push(input.advance()?);
        }
        let present = windows.iter().filter(|window| window.is_some()).count();
        if present < windows.len() {
            if present > 0 {
                return Err(self.lengths_differ());
            }
            return Ok(None);
        }
        self.number += 1;
        Ok(Some((self.number - 1, windows.into_iter().flatten().collect())))
    }

    /// Begins at frame `frames`, with what its windows hold of the frames before.
    pub(super) fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.number = frames;
        self.inputs.iter_mut().try_for_each(|input| input.skip(frames))
    }

    /// As [`FrameSource::note_time`], of an input.
    pub(super) fn note_time(&mut self, input: usize, frame: u64) {
        if let Some(input) = self.inputs.get_mut(input) {
            input.source.note_time(frame);
        }
    }

    /// As [`FrameSource::noted_time`], of an input.
    pub(super) fn noted_time(&self, input: usize, frame: u64) -> Option<i64> {
        self.inputs.get(input)?.source.noted_time(frame)
    }

    fn lengths_differ(&self) -> Diagnostic {
        Diagnostic::new(
            Code::CLIPS_DIFFER,
            format!(
                "{} works on clips of equal length, but one ended after {} frames and another goes on",
                self.name, self.number
            ),
        )
        .help("bring them to one length with `trim`")
    }
}

/// The frames around the current one; past the ends of the clip, its first and last frame.
struct Window {
    source: Box<dyn FrameSource>,
    /// The last frames read, oldest first.
    held: VecDeque<Frame>,
    /// Position of the current frame in `held`.
    current: usize,
    started: bool,
    ended: bool,
    before: usize,
    after: usize,
}

impl Window {
    fn new(source: Box<dyn FrameSource>, before: usize, after: usize) -> Self {
        Self { source, held: VecDeque::new(), current: 0, started: false, ended: false, before, after }
    }

    /// Begins at frame `frames`; those before it that its window shows are read when it is.
    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.current = self.before.min(usize::try_from(frames).unwrap_or(usize::MAX));
        self.source.skip(frames - self.current as u64)
    }

    /// Moves on by one frame and gives the window around it; `None` past the end.
    fn advance(&mut self) -> Result<Option<Vec<Frame>>, Diagnostic> {
        if self.started {
            self.current += 1;
        }
        self.started = true;
        while !self.ended && self.held.len() <= self.current + self.after {
            match self.source.next()? {
                Some(frame) => self.held.push_back(frame),
                None => self.ended = true,
            }
        }
        if self.current >= self.held.len() {
            return Ok(None);
        }
        while self.current > self.before {
            self.held.pop_front();
            self.current -= 1;
        }
        let last = self.held.len() - 1;
        let at = |offset: usize| (self.current + offset).saturating_sub(self.before).min(last);
        Ok(Some((0..=self.before + self.after).map(|offset| self.held[at(offset)].clone()).collect()))
    }
}
