//! What a graph has to know of its media beyond its format: measured before the plan is made.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Instant;

use fwr_compiler::compile;
use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::elaborate::Measured;
use fwr_compiler::fusion::fuse_survey;
use fwr_compiler::media::{Layout, MediaInfo};
use fwr_compiler::plan::{Survey, survey};
use fwr_runtime::Checkpoints;
use fwr_runtime::output::is_stdin;
use fwr_runtime::pipeline::Options;
use serde::Serialize;

use crate::arguments::{FuseArgs, MeasureArgs};
use crate::interrupt::stop_on_signal;
use crate::measured::{Halfway, Kept, asked as asked_of};
use crate::planning::Planning;
use crate::session::Session;
use crate::terminal::progress::Reporter;

/// Rounds after which a graph that goes on asking is taken for one that never ends.
const ROUNDS: usize = 100;

/// Whose fields are looked at, and at how many frames at most.
#[derive(Debug, Clone, Copy, Default)]
enum Fields {
    #[default]
    Nobodys,
    /// Of inputs that are tagged as interlaced: a wrong tag does the most harm there.
    Tagged(u64),
    /// Of all inputs.
    All(u64),
}

/// Frames of an interlaced input that a run looks at on its own.
const ON_ITS_OWN: u64 = 300;

/// How clips are measured.
#[derive(Debug, Default)]
pub(crate) struct Measuring {
    /// Which inputs' fields are looked at.
    fields: Fields,
    allow_damaged: bool,
    threads: usize,
    /// Whether every kernel runs by itself.
    unfused: bool,
    quiet: bool,
    /// Whether progress is told to a program.
    events: bool,
    /// What was measured before, for a graph that is judged several times.
    known: RefCell<BTreeMap<String, Measured>>,
    known_fields: RefCell<BTreeMap<String, Measured>>,
    /// What was measured in earlier runs of the program.
    kept: Kept,
    spent: Cell<Spent>,
}

/// What measuring took.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Spent {
    /// Seconds.
    pub(crate) seconds: f64,
    /// Bytes of memory that it could take at most, as far as its plans were made for a machine.
    pub(crate) memory: Option<f64>,
}

impl Spent {
    /// The greater of what it could take and `other`, which follows.
    pub(crate) fn most(self, other: Option<f64>) -> Option<f64> {
        other.map(|other| self.memory.map_or(other, |own| own.max(other)))
    }
}

impl Measuring {
    /// Measuring as the command line has it.
    pub(crate) fn new(args: &MeasureArgs, quiet: bool) -> Self {
        let fields = match args.measure_fields {
            None | Some(0) => Fields::Nobodys,
            Some(frames) => Fields::All(frames),
        };
        let kept = if args.no_cache { Kept::default() } else { Kept::in_folder() };
        Self { fields, allow_damaged: args.allow_damaged, quiet, kept, ..Self::default() }
    }

    /// Measuring before a run, which looks at the fields of interlaced inputs unless it is told not to.
    pub(crate) fn before_run(args: &MeasureArgs, quiet: bool) -> Self {
        let measuring = Self::new(args, quiet);
        match args.measure_fields {
            None => Self { fields: Fields::Tagged(ON_ITS_OWN), ..measuring },
            Some(_) => measuring,
        }
    }

    /// Measuring again what earlier runs have measured, if `fresh`.
    pub(crate) fn anew(self, fresh: bool) -> Self {
        Self { kept: if fresh { self.kept.unread() } else { self.kept }, ..self }
    }

    /// With this many threads, and progress told to a program or to people.
    pub(crate) fn with(self, threads: usize, events: bool) -> Self {
        Self { threads, events, ..self }
    }

    /// With kernels fused, unless that is not wanted.
    pub(crate) fn fused(self, args: FuseArgs) -> Self {
        Self { unfused: args.no_fuse, ..self }
    }

    /// Measures what the graph asks for, round by round, until it asks for nothing more, and says what that took.
    ///
    /// A graph with errors is left alone: what is wrong with it is known without looking at whole clips.
    ///
    /// # Errors
    /// Why a clip could not be measured.
    pub(crate) fn settle(&self, session: &mut Session) -> Result<Spent, Diagnostic> {
        if !compile::has_errors(&session.checked.diagnostics) {
            self.look_at_fields(session)?;
        }
        let mut warnings = Vec::new();
        for _ in 0..ROUNDS {
            if session.checked.measurements.is_empty() || compile::has_errors(&session.checked.diagnostics) {
                session.checked.diagnostics.extend(warnings);
                return Ok(self.spent.get());
            }
            let known = self.known.borrow();
            let is_new = |key: &str| !known.contains_key(key);
            let asked: Vec<_> =
                session.checked.measurements.iter().filter(|request| is_new(&request.key)).cloned().collect();
            drop(known);
            if !asked.is_empty() {
                let Session { sources, program, bindings, checked, .. } = &*session;
                let survey = survey(&program.file, program.source, sources, &checked.graph, &asked, bindings);
                let mut survey = survey.ok_or_else(|| endless("a clip is to be measured that cannot be worked out"))?;
                if let Some(planning) = &session.planning {
                    survey.plan.repeats = planning.repeats();
                }
                // Asked before kernels become one, which another machine may see otherwise.
                let questions: Vec<_> =
                    survey.looks.iter().filter_map(|look| Some((look.key.clone(), asked_of(&survey, look)?))).collect();
                let found: BTreeMap<_, _> = questions
                    .iter()
                    .filter_map(|(key, question)| Some((key.clone(), self.kept.find(question)?)))
                    .collect();
                if !found.is_empty() {
                    // What is known takes no pass; what is left may need less of the graph.
                    self.known.borrow_mut().extend(found);
                    session.bindings.measured.clone_from(&self.known.borrow());
                    session.checked = compile::check(&session.program, &session.bindings);
                    continue;
                }
                match &session.planning {
                    Some(planning) => planning.place_survey(&mut survey, !self.unfused),
                    None if !self.unfused => fuse_survey(&mut survey),
                    None => {}
                }
                let halfway = Halfway { kept: &self.kept, questions: &questions };
                let (found, told) = self.run(survey, session.planning.as_ref(), &halfway, self.allow_damaged)?;
                if told.is_empty() {
                    questions.iter().for_each(|(key, question)| {
                        found.get(key).into_iter().for_each(|found| self.kept.keep(question, found));
                    });
                }
                self.known.borrow_mut().extend(found);
                warnings.extend(told);
            }
            session.bindings.measured.clone_from(&self.known.borrow());
            session.checked = compile::check(&session.program, &session.bindings);
        }
        Err(endless("the graph goes on asking for measures"))
    }

    fn run(
        &self,
        mut survey: Survey,
        planning: Option<&Planning>,
        checkpoints: &dyn Checkpoints,
        allow_damaged: bool,
    ) -> Result<(BTreeMap<String, Measured>, Vec<Diagnostic>), Diagnostic> {
        let begun = Instant::now();
        for look in &mut survey.looks {
            let formats: Vec<_> = look.ops.iter().map(|op| survey.plan.ops[op.0 as usize].format.clone()).collect();
            look.tables = fwr_stdlib::measure(&look.measure).map_or(0, |measure| measure.tables(&formats));
        }
        let mut spent = self.spent.get();
        if let Some(planning) = planning {
            let bound;
            (survey, bound) = planning.keep_survey_within(survey)?;
            spent.memory = spent.most(bound.most.high()).or(spent.memory);
        }
        let options = Options { cancel: stop_on_signal(), allow_damaged, threads: self.threads, ..Options::default() };
        let frames = survey.looks.first().and_then(|look| survey.plan.ops[look.ops.first()?.0 as usize].format.frames);
        let reporter = Reporter::new("measuring", frames, self.quiet, self.events);
        let result = fwr_runtime::measure(&survey, &options, checkpoints, &reporter);
        reporter.finish();
        self.spent.set(Spent { seconds: spent.seconds + begun.elapsed().as_secs_f64(), ..spent });
        result
    }

    /// Finds out the field order of each input's picture, if that is asked for.
    fn look_at_fields(&self, session: &mut Session) -> Result<(), Diagnostic> {
        for (name, media) in &session.bindings.media {
            let interlaced = media.first_video().is_some_and(|(_, format)| format.scan.is_interlaced());
            let frames = match self.fields {
                Fields::All(frames) => frames,
                Fields::Tagged(frames) if interlaced && !is_stdin(&media.path) => frames,
                _ => continue,
            };
            if self.known_fields.borrow().contains_key(name) {
                continue;
            }
            if let Some(found) = self.fields_of(media, frames, session.planning.as_ref())? {
                self.known_fields.borrow_mut().insert(name.clone(), found);
            }
        }
        let known = self.known_fields.borrow();
        if !known.is_empty() {
            session.bindings.fields.clone_from(&known);
            session.checked = compile::check(&session.program, &session.bindings);
        }
        Ok(())
    }

    fn fields_of(
        &self,
        media: &MediaInfo,
        frames: u64,
        planning: Option<&Planning>,
    ) -> Result<Option<Measured>, Diagnostic> {
        // A picture without luma is not looked at: R'G'B' is scanned film or made by a computer.
        let Some((stream, format)) = media.first_video().filter(|(_, format)| format.layout != Layout::Rgb) else {
            return Ok(None);
        };
        let survey = Survey::of_fields("fields", media, stream.index, format, frames);
        // Damage is left to the run: what can be decoded is looked at.
        let (found, _) = self.run(survey, planning, &(), true)?;
        Ok(found.into_values().next())
    }
}

/// The field order that the first moving picture of a file shows in its first frames; `None` without one.
///
/// # Errors
/// Why it could not be looked at.
pub(crate) fn fields(media: &MediaInfo, frames: u64, quiet: bool) -> Result<Option<Measured>, Diagnostic> {
    Measuring { quiet, ..Measuring::default() }.fields_of(media, frames, None)
}

fn endless(what: &str) -> Diagnostic {
    Diagnostic::new(Code::INTERNAL, what).help("this is a fault in FrameWright; please report it with the graph")
}
