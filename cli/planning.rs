//! What a plan is made for: the machine, where its ops may run, and what is wanted of it.

use std::time::Duration;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::estimate::{
    Estimate, Limits, MemoryBound, Setting, estimate, keep_survey_within, keep_within, survey_bound,
};
use fwr_compiler::machine::{Profile, shipped};
use fwr_compiler::place::{Wish, place, place_survey};
use fwr_compiler::plan::{Backend, Plan, Repeats, Survey};
use fwr_compiler::resolve::Quality;

use crate::arguments::PlanningArgs;
use crate::machines;

/// Part of the free memory that a run takes at most where nobody says more.
const SHARE: f64 = 0.8;

/// What the command line asks of a plan.
#[derive(Debug, Clone)]
pub(crate) struct Planning {
    /// The machine.
    pub(crate) profile: Profile,
    /// Whether its prices are good enough to go by.
    priced: bool,
    /// How good filters are to be, where somebody says.
    quality: Option<Quality>,
    /// When a run is to be done.
    pub(crate) deadline: Option<Duration>,
    prefer: Option<Backend>,
    forbid: Vec<Backend>,
    /// Threads that work at a time; 0 for all of the machine.
    pub(crate) threads: usize,
    /// Whether what comes out is encoded and written.
    pub(crate) written: bool,
    /// Memory that it may take.
    limits: Limits,
    /// What is done with frames that repeat.
    repeats: Repeats,
}

impl Planning {
    /// What `args` ask for.
    ///
    /// # Errors
    /// If they contradict each other, or name a machine that is not known.
    pub(crate) fn of(args: &PlanningArgs) -> Result<Self, Diagnostic> {
        let prefer = args.prefer.map(Backend::from);
        let forbid: Vec<Backend> = args.forbid.iter().map(|name| Backend::from(*name)).collect();
        if let Some(both) = prefer.filter(|prefer| forbid.contains(prefer)) {
            return Err(Diagnostic::new(Code::BAD_PARAM, format!("the {both} is both preferred and forbidden"))
                .help("leave out --prefer or --forbid"));
        }
        let profile = machines::profile(args.on.as_deref())?;
        let priced = !machines::is_this(args.on.as_deref()) || profile.measured.is_some();
        let threads = args.threads.map_or(0, usize::from);
        let quality = args.quality.map(Quality::from);
        let limits = Limits { memory: args.memory, vram: args.vram, free: free(args) };
        let (deadline, written) = (args.deadline, true);
        Ok(Self { profile, priced, quality, deadline, prefer, forbid, threads, written, limits, repeats: args.repeats })
    }

    /// As [`Planning::of`], for a plan that is to be carried out here.
    ///
    /// # Errors
    /// As there, and if another machine is named.
    pub(crate) fn for_run(args: &PlanningArgs) -> Result<Self, Diagnostic> {
        if let Some(other) = args.on.as_deref().filter(|name| shipped().any(|known| known == *name)) {
            let message = format!("a run happens on this machine, and --on names another: {other}");
            return Err(Diagnostic::new(Code::BAD_PARAM, message)
                .help(format!("leave out --on, or look at what a run would be there: `fwr plan --on {other}`")));
        }
        Self::of(args)
    }

    /// The same, for a run that encodes and writes nothing.
    pub(crate) fn unwritten(self, unwritten: bool) -> Self {
        Self { written: !unwritten, ..self }
    }

    /// Puts the ops of a plan where they are to run, and joins those that become one.
    pub(crate) fn place(&self, plan: &mut Plan, fuse: bool) {
        plan.repeats = self.repeats;
        place(plan, &self.wish(fuse));
    }

    /// As [`Planning::place`], for what works out measures.
    pub(crate) fn place_survey(&self, survey: &mut Survey, fuse: bool) {
        survey.plan.repeats = self.repeats;
        place_survey(survey, &self.wish(fuse));
    }

    /// What stands against a placed plan, if anything does.
    pub(crate) fn objection(&self, plan: &Plan) -> Option<Diagnostic> {
        let op = plan.ops.iter().find(|op| self.forbid.contains(&op.backend))?;
        let message =
            format!("`{}` is to run on the {}, as the graph says, and that is forbidden", op.name, op.backend);
        Some(Diagnostic::new(Code::PIN, message).help("leave out --forbid, or `on` in the graph"))
    }

    /// What is done with frames that repeat.
    pub(crate) fn repeats(&self) -> Repeats {
        self.repeats
    }

    /// How good filters are to be without a deadline.
    pub(crate) fn quality(&self) -> Quality {
        self.quality.unwrap_or_default()
    }

    /// The least that may be chosen to meet a deadline.
    pub(crate) fn least(&self) -> Quality {
        self.quality.unwrap_or(Quality::Draft)
    }

    /// A placed plan with a schedule that keeps it within the memory it may take.
    ///
    /// # Errors
    /// E1410 if it cannot be kept within it.
    pub(crate) fn keep_within(&self, plan: Plan) -> Result<Plan, Diagnostic> {
        keep_within(plan, &self.profile, &self.setting(), self.limits).map_err(|over| over.diagnostic())
    }

    /// As [`Planning::keep_within`], for what measures clips; with the most memory that it takes.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn keep_survey_within(&self, survey: Survey) -> Result<(Survey, MemoryBound), Diagnostic> {
        let setting = Setting { written: false, ..self.setting() };
        let survey = keep_survey_within(survey, &self.profile, &setting, self.limits);
        let survey = survey.map_err(|over| over.diagnostic())?;
        let bound = survey_bound(&survey, &self.profile, &setting);
        Ok((survey, bound))
    }

    /// Bytes that the packets and frames of a run may take of which `predicted` is what it takes in all; `None` for as
    /// much as they need.
    pub(crate) fn memory_of_frames(&self, predicted: &Estimate) -> Option<u64> {
        let limit = self.limits.memory.or(self.limits.free)?;
        Some(limit.saturating_sub(predicted.memory.uncounted()?.ceil() as u64))
    }

    /// What a plan is thought to take.
    pub(crate) fn predict(&self, plan: &Plan) -> Estimate {
        estimate(plan, &self.profile, &self.setting())
    }

    /// How the plan is to be run.
    pub(crate) fn setting(&self) -> Setting {
        Setting { threads: self.threads as u32, written: self.written }
    }

    fn wish(&self, fuse: bool) -> Wish<'_> {
        Wish {
            profile: &self.profile,
            setting: self.setting(),
            priced: self.priced,
            prefer: self.prefer,
            forbid: self.forbid.clone(),
            fuse,
            vram: self.limits.vram,
        }
    }
}

/// What a run may take of this machine where `--memory` does not say, and the plan is for this machine.
fn free(args: &PlanningArgs) -> Option<u64> {
    let known = shipped().any(|known| args.on.as_deref() == Some(known));
    (!known).then(fwr_runtime::machine::free_memory).flatten().map(|bytes| (SHARE * bytes as f64) as u64)
}
