//! Looks for samples that are no numbers among those of ops that give floating-point frames.

use std::sync::{Arc, Mutex, PoisonError};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::SampleType;
use fwr_compiler::plan::{Op, OpId, Plan};

use crate::frame::{Frame, Plane};
use crate::network::Bundle;

/// Of so many rows, one is looked at; another one with each frame.
const ROWS: u64 = 16;

/// What was found by all who look, with the op that gave it.
#[derive(Debug, Clone, Default)]
pub(crate) struct NotFinite(Arc<Mutex<Vec<Found>>>);

#[derive(Debug, Clone)]
struct Found {
    op: OpId,
    frames: u64,
    /// Number and seconds of the first frame.
    first: (u64, f64),
}

impl NotFinite {
    /// Warnings about ops whose own fault it is: those that they read gave numbers only.
    pub(crate) fn warnings(&self, plan: &Plan) -> Vec<Diagnostic> {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        found.sort_by_key(|found| found.op);
        let all: Vec<OpId> = found.iter().map(|found| found.op).collect();
        let own = found.into_iter().filter(|found| !comes_from(plan, found.op, &all));
        own.map(|found| warning(&plan.ops[found.op.0 as usize], &found)).collect()
    }
}

fn warning(op: &Op, found: &Found) -> Diagnostic {
    let line = op.line.map_or_else(String::new, |line| format!(" (line {line})"));
    let ((number, seconds), frames) = (found.first, found.frames);
    let more = match frames - 1 {
        0 => String::new(),
        1 => " and in 1 more frame".to_owned(),
        more => format!(" and in {more} more frames"),
    };
    Diagnostic::new(
        Code::SUSPICIOUS,
        format!(
            "{}{line} gives samples that are no finite numbers, first in frame {number} ({seconds:.2} s){more}",
            op.name
        ),
    )
    .help("they are written as black; look for a division by zero, or a root or logarithm of what may be below zero")
}

/// Whether `op` reads, directly or not, one of the other ops of `among`.
fn comes_from(plan: &Plan, op: OpId, among: &[OpId]) -> bool {
    let mut seen = vec![false; plan.ops.len()];
    let mut open = vec![op];
    // Each op once: by way of many masks there are very many ways to a source.
    while let Some(op) = open.pop() {
        for input in &plan.ops[op.0 as usize].inputs {
            if among.contains(input) {
                return true;
            }
            if !std::mem::replace(&mut seen[input.0 as usize], true) {
                open.push(*input);
            }
        }
    }
    false
}

/// The clips of an op, looked at.
pub(crate) struct Finite {
    source: Box<dyn Bundle>,
    op: OpId,
    found: NotFinite,
    number: u64,
    /// What it found, kept here until the first find and then where all finds are.
    place: Option<usize>,
}

impl Finite {
    /// Looks at what `op` gives, if that is floating point.
    pub(crate) fn watch(source: Box<dyn Bundle>, op: &Op, found: &NotFinite) -> Box<dyn Bundle> {
        if !op.format.sample.is_float() {
            return source;
        }
        Box::new(Self { source, op: op.id, found: found.clone(), number: 0, place: None })
    }
}

impl Bundle for Finite {
    fn next(&mut self) -> Result<Option<Vec<Frame>>, Diagnostic> {
        let frames = self.source.next()?;
        let number = self.number;
        self.number += 1;
        let odd = frames.iter().flatten().find(|frame| frame.planes.iter().any(|plane| is_odd(plane, number)));
        if let Some(frame) = odd {
            let mut found = self.found.0.lock().unwrap_or_else(PoisonError::into_inner);
            let seconds = frame.pts as f64 * frame.format.time_base.to_f64();
            let place = *self.place.get_or_insert_with(|| {
                found.push(Found { op: self.op, frames: 0, first: (number, seconds) });
                found.len() - 1
            });
            found[place].frames += 1;
        }
        Ok(frames)
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.number = frames;
        self.source.skip(frames)
    }

    fn note_time(&mut self, clip: usize, frame: u64) {
        self.source.note_time(clip, frame);
    }

    fn noted_time(&self, clip: usize, frame: u64) -> Option<i64> {
        self.source.noted_time(clip, frame)
    }
}

/// Whether a row that is looked at has an infinity or a NaN.
fn is_odd(plane: &Plane, number: u64) -> bool {
    let view = plane.view();
    let mut rows = (0..view.height).skip((number % ROWS) as usize).step_by(ROWS as usize);
    match plane.sample {
        SampleType::F32 => rows.any(|y| has(view.row::<f32>(y).iter().map(|value| value.to_bits()), 0x7f80_0000)),
        SampleType::F16 => rows.any(|y| has(view.row::<u16>(y).iter().map(|bits| u32::from(*bits)), 0x7c00)),
        SampleType::Uint(_) => false,
    }
}

/// Whether the exponent of one of some floats is the one of infinities and NaN.
fn has(bits: impl Iterator<Item = u32>, exponent: u32) -> bool {
    // All of a row: without a way out, it is done many at a time.
    bits.fold(false, |found, bits| found | (bits & exponent == exponent))
}
