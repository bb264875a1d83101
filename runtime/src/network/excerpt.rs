//! A part of a clip: its frames from one place to another.

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::plan::{Place, Plan, PlanOutput};

use crate::frame::Frame;
use crate::pipeline::FrameSource;

/// The part of each output that `plan` asks for.
pub(crate) fn excerpts(plan: &Plan, sources: Vec<Box<dyn FrameSource>>) -> Vec<Box<dyn FrameSource>> {
    let Some(excerpt) = plan.excerpt else { return sources };
    let part = |(source, output): (_, &PlanOutput)| {
        let format = &plan.ops[output.video.op.0 as usize].format;
        let numbered = |place: Place| place.frame(format).map_or(place, Place::Frame);
        let (from, to) = (excerpt.from.map(numbered), excerpt.to.map(numbered));
        Box::new(Excerpt { source, from, to, number: 0, late: 0, start: None, state: State::New }) as Box<_>
    };
    sources.into_iter().zip(&plan.outputs).map(part).collect()
}

struct Excerpt {
    source: Box<dyn FrameSource>,
    from: Option<Place>,
    to: Option<Place>,
    /// The number of the next frame of the whole clip.
    number: u64,
    /// Frames that are skipped once the first of the part has come.
    late: u64,
    /// When the whole clip's first frame is shown.
    start: Option<i64>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing is said or asked yet.
    New,
    /// The first frame of the part is still to come.
    Before,
    Within,
    Ended,
}

impl FrameSource for Excerpt {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        if self.state == State::New {
            self.skip(0)?;
        }
        while self.state != State::Ended {
            if self.to.is_some_and(|to| matches!(to, Place::Frame(end) if self.number >= end)) {
                break;
            }
            let Some(frame) = self.source.next()? else { break };
            let start = *self.start.get_or_insert(frame.pts);
            let shown = (frame.pts - start, frame.format.time_base.into());
            if self.to.is_some_and(|to| to.is_reached(shown.0, shown.1)) {
                break;
            }
            self.number += 1;
            if self.state == State::Before {
                if !self.from.is_none_or(|from| from.is_reached(shown.0, shown.1)) {
                    continue;
                }
                self.state = State::Within;
            }
            if self.late > 0 {
                self.late -= 1;
                continue;
            }
            return Ok(Some(frame));
        }
        self.state = State::Ended;
        Ok(None)
    }

    /// Where the part begins or ends by the times of frames, they are looked at from the beginning.
    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        let by_time = |place: Option<Place>| matches!(place, Some(Place::Microseconds(_)));
        let first = match self.from {
            Some(Place::Frame(first)) => first,
            _ => 0,
        };
        self.state = if by_time(self.from) { State::Before } else { State::Within };
        self.number = if by_time(self.from) || by_time(self.to) { 0 } else { first.saturating_add(frames) };
        self.late = first.saturating_add(frames) - self.number;
        self.source.skip(self.number)
    }
}
