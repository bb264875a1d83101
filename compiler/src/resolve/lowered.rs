//! The pixel programs of a kernel, kept by their arguments.
//!
//! An editor has a graph checked at every keystroke, and a restoration calls the same kernel many times; what a
//! kernel comes to depends on its text and its arguments alone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::diagnostics::Diagnostic;
use crate::kernel::{self, Kernel, NamedPlanes};
use crate::syntax::ast::Filter;
use crate::types::Args;

/// How many are kept for one kernel: more than a graph and its lints have uses for, as a rule.
const MOST: usize = 512;

/// What a kernel comes to with certain arguments.
#[derive(Debug)]
pub(crate) struct Lowered {
    /// The pixel program.
    pub(crate) kernel: Arc<Kernel>,
    /// The planes that it names.
    pub(crate) planes: NamedPlanes,
    /// The answers for kernels that make chroma alone, and for the others.
    depends_on_levels: [OnceLock<bool>; 2],
}

impl Lowered {
    /// Whether the levels of black and white matter to it, as `find_out` says of its program, asked once; they are
    /// other questions where it makes luma, or R, G and B, and where it does not.
    pub(crate) fn depends_on_levels(
        &self,
        makes_first: bool,
        find_out: impl FnOnce(&Kernel, &NamedPlanes, bool) -> bool,
    ) -> bool {
        let answer = &self.depends_on_levels[usize::from(makes_first)];
        *answer.get_or_init(|| find_out(&self.kernel, &self.planes, makes_first))
    }
}

/// How many answers are kept for one kernel: a few for each argument of each call.
const MOST_ANSWERS: usize = 4096;

/// The pixel programs of one kernel, and what was found out about them; clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Programs {
    lowered: Arc<Mutex<BTreeMap<String, Arc<Lowered>>>>,
    answers: Arc<Mutex<BTreeMap<String, bool>>>,
}

impl Programs {
    /// The program of `kernel`, whose programs these are, with `args`.
    ///
    /// # Errors
    /// Everything in the kernel that cannot be pixel code.
    pub(super) fn get(&self, kernel: &Filter, args: &Args) -> Result<Arc<Lowered>, Vec<Diagnostic>> {
        // Printed, 0 and −0 differ, which are equal and not the same.
        let key = format!("{args:?}");
        // A thread that panicked while it held the lock left whole programs behind.
        let known = || self.lowered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lowered) = known().get(&key) {
            return Ok(lowered.clone());
        }
        let (kernel, planes) = kernel::lower(kernel, args)?;
        let lowered = Arc::new(Lowered { kernel: Arc::new(kernel), planes, depends_on_levels: Default::default() });
        let mut known = known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, lowered.clone());
        Ok(lowered)
    }

    /// The answer to `question`, which names all that it depends on besides the kernel, as `find_out` has it.
    pub(super) fn answer(&self, question: String, find_out: impl FnOnce() -> bool) -> bool {
        let known = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = known().get(&question) {
            return *answer;
        }
        let answer = find_out();
        let mut known = known();
        if known.len() >= MOST_ANSWERS {
            known.clear();
        }
        known.insert(question, answer);
        answer
    }
}
