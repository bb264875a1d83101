//! Every graph ends: the bounds of what a text may expand to.

use super::Elaborator;
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::Span;

/// The most calls that a graph may expand to.
pub const MAX_CALLS: usize = 20_000;
/// The most expressions that may be evaluated.
pub const MAX_STEPS: usize = 1_000_000;
/// How deep expressions may lie inside each other, the bodies of called filters included.
pub const MAX_DEPTH: usize = 300;

/// What has been used so far.
#[derive(Debug, Default)]
pub(super) struct Budget {
    steps: usize,
    calls: usize,
    depth: usize,
    /// Whether a bound was passed: nothing more is evaluated.
    spent: bool,
}

impl Elaborator<'_> {
    /// Goes into an expression; `false` if that is past a bound, which is reported once.
    pub(super) fn enter(&mut self, span: Span) -> bool {
        self.budget.steps += 1;
        if self.budget.spent {
            return false;
        }
        if self.budget.depth >= MAX_DEPTH {
            self.too_large(
                format!("this lies more than {MAX_DEPTH} expressions deep"),
                span,
                "give parts of it names with `let`, and put fewer filters inside each other",
            );
            return false;
        }
        if self.budget.steps > MAX_STEPS {
            self.too_large(
                format!("the graph takes more than {MAX_STEPS} steps to work out"),
                span,
                "go through fewer values with `for`, or call fewer filters from each other",
            );
            return false;
        }
        self.budget.depth += 1;
        true
    }

    /// Comes out of an expression that [`Self::enter`] went into.
    pub(super) fn leave(&mut self) {
        self.budget.depth -= 1;
    }

    /// Counts a call; `false` if there are too many.
    pub(super) fn count_call(&mut self, span: Span) -> bool {
        self.budget.calls += 1;
        if self.budget.calls > MAX_CALLS && !self.budget.spent {
            self.too_large(
                format!("the graph comes to more than {MAX_CALLS} calls"),
                span,
                "go through fewer values with `for`, or call fewer filters from each other",
            );
        }
        !self.budget.spent
    }

    /// Reports that the graph is too large, and stops it from growing.
    pub(super) fn too_large(&mut self, message: String, span: Span, help: &str) {
        self.budget.spent = true;
        self.report(Diagnostic::new(Code::TOO_LARGE, message).label(self.place(span), "here").help(help));
    }
}
