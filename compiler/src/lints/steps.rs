//! Fixes that move and remove whole steps of a pipe.

use super::context::Context;
use crate::diagnostics::Fix;
use crate::elaborate::Step;
use crate::syntax::Span;

impl Context<'_> {
    /// The fix that changes the places of two steps, if they stand next to each other in one pipe.
    pub(super) fn swap(&self, first: &Step, second: &Step) -> Option<Fix> {
        let neighbours = first.piped.is_some() && second.piped == Some(first.whole());
        if !neighbours || first.call.source != self.subject.source {
            return None;
        }
        let title = format!("put `{}` before `{}`", second.filter, first.filter);
        Some(Fix::maybe(title).replace(first.call, self.text(second.call)).replace(second.call, self.text(first.call)))
    }

    /// What goes when a step is taken out of its pipe: from the end of what is piped into it to its own end.
    /// `None` where it is not at the end of a pipe.
    pub(super) fn out_of_pipe(&self, step: &Step) -> Option<Span> {
        let left = step.piped.filter(|left| left.source == self.subject.source)?;
        // A left side in parentheses ends inside them; what closes them stays.
        let between = Span { start: left.end, end: step.call.start, ..left };
        let arrow = self.text(between).find("|>")?;
        let kept = self.text(between)[..arrow].trim_end().len() as u32;
        // A comment in between is somebody's words.
        if self.text(between).contains("//") {
            return None;
        }
        Some(Span { start: left.end + kept, end: step.call.end, ..left })
    }
}
