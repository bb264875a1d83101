//! Measures clips: runs what leads to them, shows every frame to the library's meters, writes nothing.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::elaborate::Measured;
use fwr_compiler::plan::{Look, Survey};
use fwr_stdlib::Picture;
use fwr_stdlib::measure::Meter;

use crate::frame::{Frame, Plane};
use crate::network::{self, Means};
use crate::pipeline::{FrameSource, Options, Pipeline, Progress, Watched};

/// Carries out `survey`, and gives what was measured by its keys, with warnings about the inputs.
///
/// # Errors
/// The first thing that stands in the way: E10 about inputs, E12 about the run; E1203 of a clip without frames.
pub fn measure(
    survey: &Survey,
    options: &Options,
    progress: &dyn Progress,
) -> Result<(BTreeMap<String, Measured>, Vec<Diagnostic>), Diagnostic> {
    let plan = &survey.plan;
    if plan.inputs.iter().any(|input| crate::output::is_stdin(&input.path)) {
        return Err(crate::media::read_once());
    }
    let mut pipeline = Pipeline::open(plan, options)?;
    let means = Means::of(plan)?;
    let ends: Vec<_> = survey.looks.iter().map(|look| look.op).collect();
    let decoded = |input, stream| Ok(Box::new(pipeline.video(input, stream)?) as Box<dyn FrameSource>);
    let sources = network::join(plan, &ends, &means, decoded)?;
    crate::run::limit_threads(plan, options);
    let meters = survey.looks.iter().map(|look| meter(survey, look)).collect::<Result<Vec<_>, _>>()?;
    let watched = sources
        .into_iter()
        .zip(&survey.looks)
        .zip(&meters)
        .map(|((source, look), meter)| Watched { source, look: Box::new(move |frame| see(meter, look, frame)) });
    let mut report = pipeline.look(watched.collect(), progress).map_err(|found| match found.code {
        Code::INTERRUPTED => Diagnostic::new(Code::INTERRUPTED, "stopped while measuring; nothing was written"),
        Code::DAMAGED_INPUT => found.help("nothing was measured; --allow-damaged measures what can be decoded"),
        _ => found,
    })?;
    for warning in report.warnings.iter_mut().filter(|warning| warning.help.is_some()) {
        warning.help = Some("what could be decoded was measured".to_owned());
    }
    let found = survey.looks.iter().zip(meters).map(|(look, meter)| {
        let Counting { meter, frames } = meter.into_inner().unwrap_or_else(PoisonError::into_inner);
        let reading = meter.reading().ok_or_else(|| nothing(survey, look))?;
        let tally = reading.tally.into_iter().map(|(what, count)| (what.to_owned(), count)).collect();
        Ok((look.key.clone(), Measured { value: reading.value, frames, tally }))
    });
    Ok((found.collect::<Result<_, _>>()?, report.warnings))
}

/// A meter with the number of frames that it was shown.
struct Counting {
    meter: Box<dyn Meter>,
    frames: u64,
}

fn meter(survey: &Survey, look: &Look) -> Result<Mutex<Counting>, Diagnostic> {
    let measure = fwr_stdlib::measure(&look.measure).ok_or_else(|| {
        Diagnostic::new(Code::INTERNAL, format!("there is no native code for the measure `{}`", look.measure))
            .help("this is a fault in FrameWright; please report it with the graph")
    })?;
    let format = &survey.plan.ops[look.op.0 as usize].format;
    Ok(Mutex::new(Counting { meter: measure.start(&look.args, format), frames: 0 }))
}

/// Shows a frame to a meter; whether it wants another.
fn see(meter: &Mutex<Counting>, look: &Look, frame: &Frame) -> bool {
    let mut counting = meter.lock().unwrap_or_else(PoisonError::into_inner);
    counting.meter.see(&Picture { planes: frame.planes.iter().map(Plane::view).collect() });
    counting.frames += 1;
    look.quick.is_none_or(|most| counting.frames < most && !counting.meter.is_sure())
}

fn nothing(survey: &Survey, look: &Look) -> Diagnostic {
    let op = &survey.plan.ops[look.op.0 as usize];
    Diagnostic::new(
        Code::NOTHING_MEASURED,
        format!("{} is to be measured on what `{}` gives, but that has no frames", look.measure, op.name),
    )
    .help("look at what cuts the clip short: a `trim` that starts after its end, perhaps")
}
