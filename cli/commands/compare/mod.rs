//! `fwr compare CLIP ORIGINAL`: how close a clip is to what it should be.

mod found;
mod graph;
mod metric;
mod stills;

use std::path::Path;

use fwr_compiler::compile::{self, has_errors};
use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::survey;
use fwr_runtime::pipeline::Options;

use self::found::{Comparison, Heard};
use self::graph::Pair;
use self::metric::Metric;
use crate::arguments::{CompareArgs, Format};
use crate::exit::Exit;
use crate::interrupt::stop_on_signal;
use crate::session::{Failure, Session};
use crate::terminal::progress::Reporter;
use crate::terminal::stderr::say;
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &CompareArgs, quiet: bool) -> Exit {
    let comparison = match compared(args, quiet) {
        Ok(comparison) => comparison,
        Err(failure) => return failure.show(if args.json { Format::Json } else { Format::Human }),
    };
    findings::show(&comparison.warnings, &Default::default(), quiet);
    let drawn = args.stills.iter().flat_map(|folder| stills::draw(&comparison, args, folder));
    let (drawn, failed): (Vec<_>, Vec<_>) = drawn.partition(Result::is_ok);
    let drawn: Vec<String> = drawn.into_iter().flatten().collect();
    if args.json {
        stdout::print_line(format_args!("{:#}", comparison.json(args.worst, &drawn)));
    } else {
        comparison.lines(args.worst).iter().for_each(stdout::print_line);
        if !quiet {
            drawn.iter().for_each(|path| say!("drew {path}"));
        }
    }
    match failed.into_iter().find_map(Result::err) {
        Some(found) => findings::show_one(found),
        None => Exit::Fine,
    }
}

fn compared(args: &CompareArgs, quiet: bool) -> Result<Comparison, Failure> {
    let pair = Pair::open(args)?;
    let formats = pair.formats()?;
    let frames = pair.frames(&args.part)?;
    let metrics = Metric::chosen(&args.metrics, &formats[1])?;
    let mut session = pair.session(&graph::measuring(&metrics, frames))?;
    session.bindings.expectations = true;
    session.checked = compile::check(&session.program, &session.bindings);
    if has_errors(&session.checked.diagnostics) {
        return Err(Failure { diagnostics: session.checked.diagnostics, sources: session.sources });
    }
    let requests = session.checked.measurements.clone();
    let Session { sources, program, bindings, checked, .. } = &session;
    let planned = survey(&program.file, program.source, sources, &checked.graph, &requests, bindings);
    let planned = planned.ok_or_else(|| {
        Diagnostic::new(Code::INTERNAL, "two clips are to be compared that cannot be read")
            .help("this is a fault in FrameWright; please report it with what `fwr probe` says of both")
    })?;
    let options = Options { cancel: stop_on_signal(), allow_damaged: args.allow_damaged, ..Options::default() };
    let reporter = Reporter::new("comparing", formats[1].frames, quiet || args.json, false);
    let heard = Heard::default();
    let measured = fwr_runtime::measure(&planned, &options, &heard, &reporter);
    reporter.finish();
    let (values, warnings) = measured.map_err(|found| length_of(found, args))?;
    let name = |path: &Path| path.display().to_string();
    Ok(Comparison {
        clip: name(&args.clip),
        original: name(&args.original),
        formats,
        first: frames.map_or(0, |(first, _)| first),
        metrics: metrics.into_iter().map(|metric| found::Found::of(metric, &requests, &values, &heard)).collect(),
        warnings,
    })
}

/// A finding about lengths, in terms of the files.
fn length_of(found: Diagnostic, args: &CompareArgs) -> Diagnostic {
    if found.code != Code::CLIPS_DIFFER {
        return found;
    }
    let behind = found.message.split_once(", but ").map_or(found.message.as_str(), |(_, behind)| behind);
    let [clip, original] = [&args.clip, &args.original].map(|path| path.display().to_string());
    let (first, second) = if behind.starts_with("the first") { (clip, original) } else { (original, clip) };
    let numbers: Vec<&str> = behind.split_whitespace().filter(|word| word.parse::<u64>().is_ok()).collect();
    let frames = numbers.first().copied().unwrap_or("fewer");
    Diagnostic::new(
        Code::CLIPS_DIFFER,
        format!("clips are compared frame by frame, but {first} has {frames} frames, and {second} has more"),
    )
    .help("compare a part that both have with --from and --to, or `trim` the longer one")
}

/// The two formats, in a line.
fn shape(format: &VideoFormat) -> String {
    format!("{}x{} {}", format.width, format.height, format.layout)
}
