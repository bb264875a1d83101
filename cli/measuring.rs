//! What a graph has to know of its media beyond its format: measured before the plan is made.

use std::cell::RefCell;
use std::collections::BTreeMap;

use fwr_compiler::compile;
use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::elaborate::Measured;
use fwr_compiler::fusion::fuse_survey;
use fwr_compiler::media::{Layout, MediaInfo};
use fwr_compiler::plan::{Survey, survey};
use fwr_runtime::Checkpoints;
use fwr_runtime::output::is_stdin;
use fwr_runtime::pipeline::Options;

use crate::arguments::{FuseArgs, MeasureArgs};
use crate::interrupt::stop_on_signal;
use crate::measured::{Halfway, Kept, asked as asked_of};
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

    /// Measures what the graph asks for, round by round, until it asks for nothing more.
    ///
    /// A graph with errors is left alone: what is wrong with it is known without looking at whole clips.
    ///
    /// # Errors
    /// Why a clip could not be measured.
    pub(crate) fn settle(&self, session: &mut Session) -> Result<(), Diagnostic> {
        if !compile::has_errors(&session.checked.diagnostics) {
            self.look_at_fields(session)?;
        }
        let mut warnings = Vec::new();
        for _ in 0..ROUNDS {
            if session.checked.measurements.is_empty() || compile::has_errors(&session.checked.diagnostics) {
                session.checked.diagnostics.extend(warnings);
                return Ok(());
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
                let (found, told) = self.run(&survey, &Halfway { kept: &self.kept, questions: &questions })?;
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
        survey: &Survey,
        checkpoints: &dyn Checkpoints,
    ) -> Result<(BTreeMap<String, Measured>, Vec<Diagnostic>), Diagnostic> {
        let options = Options {
            cancel: stop_on_signal(),
            allow_damaged: self.allow_damaged,
            threads: self.threads,
            ..Options::default()
        };
        let frames = survey.looks.first().and_then(|look| survey.plan.ops[look.op.0 as usize].format.frames);
        let reporter = Reporter::new("measuring", frames, self.quiet, self.events);
        let result = fwr_runtime::measure(survey, &options, checkpoints, &reporter);
        reporter.finish();
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
            if let Some(found) = fields(media, frames, self.threads, self.quiet)? {
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
}

/// The field order that the first moving picture of a file shows in its first frames; `None` without one.
///
/// Damage is left to the run: what can be decoded is looked at.
///
/// # Errors
/// Why it could not be looked at.
pub(crate) fn fields(
    media: &MediaInfo,
    frames: u64,
    threads: usize,
    quiet: bool,
) -> Result<Option<Measured>, Diagnostic> {
    // A picture without luma is not looked at: R'G'B' is scanned film or made by a computer.
    let Some((stream, format)) = media.first_video().filter(|(_, format)| format.layout != Layout::Rgb) else {
        return Ok(None);
    };
    let survey = Survey::of_fields("fields", &media.path, stream.index, format, frames);
    let measuring = Measuring { allow_damaged: true, threads, quiet, ..Measuring::default() };
    let (found, _) = measuring.run(&survey, &())?;
    Ok(found.into_values().next())
}

fn endless(what: &str) -> Diagnostic {
    Diagnostic::new(Code::INTERNAL, what).help("this is a fault in FrameWright; please report it with the graph")
}
