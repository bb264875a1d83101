//! Measures clips: runs what leads to them, shows every frame to the library's meters, writes nothing.

mod checkpoints;
mod lockstep;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::elaborate::Measured;
use fwr_compiler::plan::{Look, Survey};
use fwr_stdlib::Picture;
use fwr_stdlib::measure::Meter;

use crate::frame::{Frame, Plane};
use crate::network::{self, Means};
use crate::pipeline::{FrameSource, Options, Pipeline, Progress, Sound, Watched};
use checkpoints::Keeper;
pub use checkpoints::{Checkpoint, Checkpoints};

/// Carries out `survey`, and gives what was measured by its keys, with warnings about the inputs.
///
/// What was measured before a run was stopped is taken from `checkpoints`, and what is measured is kept there now and
/// then, as long as the inputs are sound. The values are, bit by bit, those of an undisturbed run.
///
/// # Errors
/// The first thing that stands in the way: E10 about inputs, E12 about the run; E1203 of a clip without frames.
pub fn measure(
    survey: &Survey,
    options: &Options,
    checkpoints: &dyn Checkpoints,
    progress: &dyn Progress,
) -> Result<(BTreeMap<String, Measured>, Vec<Diagnostic>), Diagnostic> {
    if survey.plan.inputs.iter().any(|input| crate::output::is_stdin(&input.path)) {
        return Err(crate::media::read_once());
    }
    let missed = Arc::new(AtomicBool::new(false));
    let mut found = measure_once(survey, options, Some((checkpoints, &missed)), progress);
    if found.is_err() && missed.load(Ordering::Acquire) {
        // Frames cannot be counted without decoding them, so it is as quick to begin anew.
        found = measure_once(survey, options, None, progress);
    }
    // The bound of the run that follows does not count what this one's frames were in.
    crate::heap::give_back_memory();
    found
}

fn measure_once(
    survey: &Survey,
    options: &Options,
    resumed: Option<(&dyn Checkpoints, &Arc<AtomicBool>)>,
    progress: &dyn Progress,
) -> Result<(BTreeMap<String, Measured>, Vec<Diagnostic>), Diagnostic> {
    let plan = &survey.plan;
    let mut pipeline = Pipeline::open(plan, options)?;
    // Damage counts wherever it is, if it is allowed.
    let checkpoints = match resumed.filter(|_| !options.allow_damaged) {
        Some((checkpoints, missed)) => {
            pipeline = pipeline.skimming(missed);
            checkpoints
        }
        None => &(),
    };
    let means = Means::of(plan)?;
    let ends: Vec<_> = survey.looks.iter().flat_map(|look| look.ops.iter().copied()).collect();
    let decoded = |input, stream| Ok(Box::new(pipeline.video(input, stream)?) as Box<dyn FrameSource>);
    let mut sources = network::join(plan, &ends, &means, decoded)?.into_iter();
    crate::run::limit_threads(plan, options)?;
    let sound = pipeline.sound();
    let looking =
        survey.looks.iter().map(|look| Looking::begin(survey, look, checkpoints)).collect::<Result<Vec<_>, _>>()?;
    let watched = looking.iter().zip(&survey.looks).map(|(looking, look)| {
        let (source, others) = lockstep::join(&look.measure, sources.by_ref().take(look.ops.len()).collect())?;
        let sound = &sound;
        let look = move |frame: &Frame| {
            let others = others.taken();
            looking.lock().unwrap_or_else(PoisonError::into_inner).see(frame, &others, sound)
        };
        let skipped = looking.lock().unwrap_or_else(PoisonError::into_inner).frames;
        Ok(Watched { source, skipped, look: Box::new(look) })
    });
    let watched = watched.collect::<Result<Vec<_>, Diagnostic>>()?;
    let ended = pipeline.look(watched, progress);
    let looking: Vec<_> =
        looking.into_iter().map(|one| one.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();
    let looking = match &ended {
        Err(found) if found.code == Code::INTERRUPTED && sound.holds() => {
            looking.into_iter().for_each(Looking::stop);
            Vec::new()
        }
        _ => looking,
    };
    let mut report = ended.map_err(|found| match found.code {
        Code::INTERRUPTED => Diagnostic::new(Code::INTERRUPTED, "stopped while measuring; nothing was written"),
        Code::DAMAGED_INPUT => found.help("nothing was measured; --allow-damaged measures what can be decoded"),
        _ => found,
    })?;
    for warning in report.warnings.iter_mut().filter(|warning| warning.help.is_some()) {
        warning.help = Some("what could be decoded was measured".to_owned());
    }
    let found = looking.into_iter().map(|Looking { meter, frames, look, .. }| {
        let reading = meter.reading().ok_or_else(|| nothing(survey, look))?;
        let tally = reading.tally.into_iter().map(|(what, count)| (what.to_owned(), count)).collect();
        Ok((look.key.clone(), Measured { value: reading.value, frames, tally }))
    });
    Ok((found.collect::<Result<_, _>>()?, report.warnings))
}

/// A look at the frames of one op, or of several.
struct Looking<'a> {
    look: &'a Look,
    meter: Box<dyn Meter>,
    /// Frames that the meter has seen, or knows of from before.
    frames: u64,
    keeper: Keeper<'a>,
}

impl<'a> Looking<'a> {
    /// Begins at the first frame, or where a checkpoint was kept.
    fn begin(survey: &Survey, look: &'a Look, checkpoints: &'a dyn Checkpoints) -> Result<Mutex<Self>, Diagnostic> {
        let measure = fwr_stdlib::measure(&look.measure).ok_or_else(|| {
            Diagnostic::new(Code::INTERNAL, format!("there is no native code for the measure `{}`", look.measure))
                .help("this is a fault in FrameWright; please report it with the graph")
        })?;
        let formats: Vec<_> = look.ops.iter().map(|op| survey.plan.ops[op.0 as usize].format.clone()).collect();
        let start = || measure.start(&look.args, &formats);
        let kept = checkpoints.find(look).and_then(|Checkpoint { frames, known }| {
            let mut meter = start();
            meter.restore(&known).then_some((meter, frames))
        });
        let (meter, frames) = kept.unwrap_or_else(|| (start(), 0));
        tracing::info!("{} begins at frame {frames}", look.measure);
        Ok(Mutex::new(Self { look, meter, frames, keeper: Keeper::new(checkpoints, look) }))
    }

    /// Shows a frame to the meter, with those of the other clips; whether it wants another.
    fn see(&mut self, frame: &Frame, others: &[Frame], sound: &Sound) -> bool {
        tracing::trace!(target: "frames", "measured a frame");
        let pictures: Vec<_> = std::iter::once(frame).chain(others).map(view).collect();
        self.meter.see(&pictures);
        self.keeper.tell(&*self.meter, self.frames);
        self.frames += 1;
        if self.keeper.is_due() && sound.holds() {
            self.keeper.keep(&*self.meter, self.frames);
        }
        self.look.quick.is_none_or(|most| self.frames < most && !self.meter.is_sure())
    }

    /// Keeps what is known, as measuring ends here.
    fn stop(mut self) {
        if self.look.quick.is_none() && self.frames > 0 {
            self.keeper.keep(&*self.meter, self.frames);
        }
    }
}

fn view(frame: &Frame) -> Picture<'_> {
    Picture { planes: frame.planes.iter().map(Plane::view).collect() }
}

fn nothing(survey: &Survey, look: &Look) -> Diagnostic {
    let names: Vec<_> = look.ops.iter().map(|op| format!("`{}`", survey.plan.ops[op.0 as usize].name)).collect();
    let message = match names.as_slice() {
        [name] => format!("{} is to be measured on what {name} gives, but that has no frames", look.measure),
        names => format!("{} is to compare what {} give, but they have no frames", look.measure, names.join(" and ")),
    };
    Diagnostic::new(Code::NOTHING_MEASURED, message)
        .help("look at what cuts the clip short: a `trim` that starts after its end, perhaps")
}
