//! What `run` and `batch` share: from a graph with its media to a plan that is ready to run.

mod outcome;

use std::path::Path;

use fwr_compiler::compile::has_errors;
use fwr_compiler::diagnostics::{Diagnostic, Sources};
use fwr_compiler::estimate::{Estimate, Setting};
use fwr_compiler::lock::Lock;
use fwr_compiler::plan::Plan;
use fwr_runtime::pipeline::Options;

use crate::arguments::{GraphArgs, HowArgs, SegmentArgs};
use crate::cutting::frames_of_a_minute;
use crate::interrupt::stop_on_signal;
use crate::locking;
use crate::measuring::{Measuring, Spent};
use crate::planning::Planning;
use crate::session::{Failure, Media, Session};

pub(crate) use outcome::{event_of_failure, failed, wrote};

/// How runs are made, whatever they are made of.
pub(crate) struct How<'a> {
    args: &'a HowArgs,
    planning: Planning,
    lock: Option<Lock>,
    quiet: bool,
    /// Whether what earlier runs have measured is measured again.
    fresh: bool,
    /// Whether progress is told to a program.
    events: bool,
}

/// A run of which everything is known that can be known before its first frame.
pub(crate) struct Ready {
    pub(crate) plan: Plan,
    pub(crate) setting: Setting,
    pub(crate) predicted: Estimate,
    /// What measuring took before.
    pub(crate) measuring: Spent,
    /// What a person should know of the plan.
    pub(crate) warnings: Vec<Diagnostic>,
    /// The texts that the warnings are about.
    pub(crate) sources: Sources,
    /// Bytes that packets and frames may take.
    memory: Option<u64>,
}

impl<'a> How<'a> {
    /// How the command line has it, for runs of the graph in the file `graph`.
    ///
    /// # Errors
    /// If the lock file cannot be read, or the arguments contradict each other.
    pub(crate) fn new(args: &'a HowArgs, graph: &Path) -> Result<Self, Diagnostic> {
        let lock = || locking::read(&locking::path_of(graph, args.locked.lock_file.as_ref()));
        let lock = args.locked.locked.then(lock).transpose()?;
        Ok(Self { args, planning: Planning::for_run(&args.planning)?, lock, quiet: false, fresh: false, events: false })
    }

    /// The same, for runs that write nothing.
    pub(crate) fn unwritten(self, unwritten: bool) -> Self {
        Self { planning: self.planning.unwritten(unwritten), ..self }
    }

    /// The same, measuring again what earlier runs have measured, if `fresh`.
    pub(crate) fn anew(self, fresh: bool) -> Self {
        Self { fresh, ..self }
    }

    /// The same, saying no more than errors, or what happens to a program.
    pub(crate) fn telling(self, quiet: bool, events: bool) -> Self {
        Self { quiet, events, ..self }
    }

    /// Reads and checks a graph, looks at its media, and plans its run. `check` sees it before anything costly is done.
    ///
    /// # Errors
    /// All that stands in the way.
    pub(crate) fn prepare(
        &self,
        graph: &GraphArgs,
        check: impl FnOnce(&Session) -> Result<(), Diagnostic>,
    ) -> Result<Ready, Failure> {
        let mut graph = graph.clone();
        self.lock.iter().for_each(|lock| locking::give_params(&mut graph, lock));
        let session = Session::open(&graph, Media::Required)?;
        let mut session = session.with(self.planning.clone()).of_part(self.args.excerpt.excerpt());
        self.lock.iter().for_each(|lock| locking::keep_choices(&mut session, lock));
        check(&session)?;
        let measuring = Measuring::before_run(&self.args.measure, self.quiet).anew(self.fresh);
        let measuring = measuring.with(session.threads(), self.events).fused(self.args.fuse);
        let measuring = measuring.settle(&mut session)?;
        let mut plan = session.plan(self.args.fuse);
        if let (Some(lock), Some(plan)) = (&self.lock, &mut plan) {
            plan.schedule.encoder_threads = locking::hold(&mut session, lock);
        }
        let warnings = std::mem::take(&mut session.checked.diagnostics);
        let plan = plan.filter(|_| !has_errors(&warnings));
        let Some(plan) = plan else { return Err(Failure { diagnostics: warnings, sources: session.sources }) };
        let predicted = self.planning.predict(&plan);
        let memory = self.planning.memory_of_frames(&predicted);
        let (setting, sources) = (self.planning.setting(), session.sources);
        Ok(Ready { plan, setting, predicted, measuring, warnings, sources, memory })
    }
}

impl Ready {
    /// How it is run.
    pub(crate) fn options(&self, how: &How<'_>, segments: &SegmentArgs) -> Options {
        Options {
            cancel: stop_on_signal(),
            allow_damaged: how.args.measure.allow_damaged,
            threads: self.setting.threads as usize,
            memory: self.memory,
            segments: segments.wish(Some(frames_of_a_minute(&self.predicted))),
            ..Options::default()
        }
    }

    /// The frames that the longest output will have, as far as is known.
    pub(crate) fn expected_frames(&self) -> Option<u64> {
        self.plan.outputs.iter().filter_map(|output| self.plan.frames_of(output)).max()
    }
}

impl From<Diagnostic> for Failure {
    fn from(found: Diagnostic) -> Self {
        Self { diagnostics: vec![found], sources: Sources::default() }
    }
}
