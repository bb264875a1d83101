//! Computes frames from a window of frames.

use std::collections::VecDeque;
use std::sync::Arc;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Op;
use fwr_stdlib::native::Picture;

use crate::cpu::{FramePool, execute};
use crate::frame::Frame;
use crate::pipeline::FrameSource;

/// An op that computes pictures.
pub(super) struct Computed {
    name: String,
    format: Arc<VideoFormat>,
    work: Box<dyn Picture>,
    inputs: Vec<Window>,
    pool: Arc<FramePool>,
    number: u64,
}

impl Computed {
    pub(super) fn new(
        op: &Op,
        work: Box<dyn Picture>,
        inputs: Vec<Box<dyn FrameSource>>,
        pool: Arc<FramePool>,
    ) -> Self {
        let (before, after) = (op.window.before as usize, op.window.after as usize);
        Self {
            name: op.name.clone(),
            format: Arc::new(op.format.clone()),
            work,
            inputs: inputs.into_iter().map(|source| Window::new(source, before, after)).collect(),
            pool,
            number: 0,
        }
    }
}

impl FrameSource for Computed {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
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
        let windows: Vec<Vec<Frame>> = windows.into_iter().flatten().collect();
        let windows: Vec<&[Frame]> = windows.iter().map(Vec::as_slice).collect();
        let frame = execute(&*self.work, &windows, &self.format, self.number, &self.pool);
        self.number += 1;
        Ok(Some(frame))
    }
}

impl Computed {
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
