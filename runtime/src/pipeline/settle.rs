//! The end of a run: what was noted on the way is compared, before any output gets its name.

use std::sync::PoisonError;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::plan::{OpKind, Plan, PlanOutput};

use super::encode::Encodings;
use super::input::Input;
use super::report::{InputReport, Written as WrittenStream};
use super::write::Written;
use crate::integrity::{Delivered, Source, mismatches, suspicions};

/// An error if an input is no longer the file that was opened, or a warning if that is allowed.
pub(super) fn check_unchanged(input: &Input, path: &str, allowed: bool) -> Result<Option<Diagnostic>, Diagnostic> {
    let Some(change) = input.identity.and_then(|identity| identity.change(path)) else { return Ok(None) };
    let message = format!("{path} changed while it was read: {change}");
    if allowed {
        return Ok(Some(
            Diagnostic::new(Code::DAMAGE_ALLOWED, message)
                .help("the output may be of two states of the file; run again when nothing writes to it"),
        ));
    }
    Err(Diagnostic::new(Code::INPUT_CHANGED, message).help(
        "no output was kept; run again when nothing writes to the file, or keep it all the same with --allow-damaged",
    ))
}

/// Compares what was written to an output with the plan and with what was read.
///
/// # Errors
/// E1210 if it is not as it must be.
pub(super) fn check_output(
    plan: &Plan,
    planned: &PlanOutput,
    inputs: &[Input],
    read: &[InputReport],
    (encoded, written): (&Encodings, &Written),
) -> Result<Option<Diagnostic>, Diagnostic> {
    let (Some(base), Some(picture)) = (encoded.time_base, written.picture) else {
        return Err(super::internal("an output ended without its picture"));
    };
    let sources = sources(inputs, read);
    let packets = |input: usize, stream: usize| {
        let streams = &read.get(input)?.streams;
        Some(streams.iter().find(|known| known.stream == stream)?.packets)
    };
    let copied: Vec<_> = planned
        .copied
        .iter()
        .zip(&written.copied)
        .map(|(stream, carried)| carried.map(|carried| (carried, packets(stream.input, stream.stream))))
        .collect();
    let delivered = Delivered { frames: (encoded.seen.times, base), picture, copied: &copied };
    if let Some(found) = mismatches(plan, planned, &delivered, &sources) {
        return Err(found);
    }
    Ok(look(plan, planned, inputs, encoded))
}

/// The streams of an output as its report has them.
pub(super) fn streams(planned: &PlanOutput, encoded: &Encodings, written: &Written) -> Vec<WrittenStream> {
    let picture = written.picture.iter().map(|carried| WrittenStream {
        what: planned.video.encoder.clone(),
        packets: carried.went.0.count,
        span: carried.went.0.span(carried.went.1),
        checksum: encoded.sum.as_ref().map(|sum| in_words(sum.value())),
    });
    let copied = planned.copied.iter().zip(&written.copied).filter_map(|(from, carried)| {
        let carried = carried.as_ref()?;
        Some(WrittenStream {
            what: format!("copy of {}:{}", from.input, from.stream),
            packets: carried.went.0.count,
            span: carried.went.0.span(carried.went.1),
            checksum: None,
        })
    });
    picture.chain(copied).collect()
}

/// A checksum as reports have it.
pub(super) fn in_words(sum: u32) -> String {
    format!("crc32:{sum:08x}")
}

/// What is known of the decoded streams.
fn sources(inputs: &[Input], read: &[InputReport]) -> Vec<Source> {
    let mut sources = Vec::new();
    for (position, (input, read)) in inputs.iter().zip(read).enumerate() {
        for (stream, seen) in &input.seen {
            let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            let sound = !seen.skipped && !read.damage.is_some() && read.damage.moved == 0;
            sources.push(Source {
                place: (position, *stream),
                times: seen.times,
                whole: seen.whole && sound,
                enough: !seen.whole && sound,
            });
        }
    }
    sources
}

/// A warning about pictures that show less than the sources they are made of.
fn look(plan: &Plan, planned: &PlanOutput, inputs: &[Input], encoded: &Encodings) -> Option<Diagnostic> {
    let result = &encoded.seen.flats.runs;
    if result.is_empty() {
        return None;
    }
    let decoded = planned.video.reach.iter().filter_map(|reach| match plan.ops[reach.op.0 as usize].kind {
        OpKind::Decode { input, stream } => Some((input, stream)),
        _ => None,
    });
    let seen: Vec<_> = decoded
        .filter_map(|(input, stream)| {
            let (_, seen) = inputs.get(input)?.seen.iter().find(|(known, _)| *known == stream)?;
            Some(seen.lock().unwrap_or_else(PoisonError::into_inner))
        })
        .collect();
    if seen.is_empty() {
        return None;
    }
    let runs: Vec<_> = seen.iter().map(|seen| seen.flats.runs.as_slice()).collect();
    let format = &plan.ops[planned.video.op.0 as usize].format;
    let step = format.rate.map_or(0.04, |rate| rate.fps.recip().to_f64());
    suspicions(&planned.path, result, &runs, step)
}
