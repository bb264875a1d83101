//! The ops of a plan as fusion sees them: who reads whom, with retags that change nothing looked through.

use crate::kernel::Stored;
use crate::media::VideoFormat;
use crate::plan::{Op, OpKind};

/// Ops with their readers.
pub(super) struct Ops<'a> {
    pub(super) all: &'a [Op],
    /// Whether frames of the op leave the plan.
    pub(super) ends: Vec<bool>,
    readers: Vec<Vec<usize>>,
}

impl<'a> Ops<'a> {
    pub(super) fn new(all: &'a [Op], ends: Vec<bool>) -> Self {
        let mut readers = vec![Vec::new(); all.len()];
        for (reader, op) in all.iter().enumerate() {
            for input in &op.inputs {
                if readers[input.0 as usize].last() != Some(&reader) {
                    readers[input.0 as usize].push(reader);
                }
            }
        }
        Self { all, ends, readers }
    }

    pub(super) fn is_kernel(&self, op: usize) -> bool {
        matches!(self.all[op].kind, OpKind::Kernel { .. })
    }

    /// The inputs of an op, by number.
    pub(super) fn inputs(&self, op: usize) -> impl Iterator<Item = usize> + use<'_> {
        self.all[op].inputs.iter().map(|input| input.0 as usize)
    }

    /// The ops that read `op`.
    pub(super) fn readers(&self, op: usize) -> impl Iterator<Item = usize> + use<'_> {
        self.readers[op].iter().copied()
    }

    /// The op whose samples `op` gives: itself, or what stands before retags that leave their meaning as it is.
    pub(super) fn source(&self, mut op: usize) -> usize {
        while let Some(before) = self.before_retag(op)
            && means_the_same(&self.all[before].format, &self.all[op].format)
        {
            op = before;
        }
        op
    }

    /// The op whose frames, in their order and at their times, `op` gives under whatever format.
    pub(super) fn clock(&self, mut op: usize) -> usize {
        while let Some(before) = self.before_retag(op)
            && has_same_times(&self.all[before].format, &self.all[op].format)
        {
            op = before;
        }
        op
    }

    fn before_retag(&self, op: usize) -> Option<usize> {
        let is_retag = matches!(self.all[op].kind, OpKind::Retag);
        self.inputs(op).next().filter(|_| is_retag)
    }

    /// Whether the frames of `op` are needed as frames when those in `members` are one op; what nobody reads stays.
    pub(super) fn leaves(&self, op: usize, members: &[usize]) -> bool {
        self.ends[op]
            || self.readers[op].is_empty()
            || self.readers(op).any(|reader| match self.source(reader) == self.source(op) {
                true => self.leaves(reader, members),
                false => !members.contains(&reader),
            })
    }
}

/// Whether every sample of a clip of one format has the same value in the other, and is shown at the same time.
fn means_the_same(a: &VideoFormat, b: &VideoFormat) -> bool {
    a.planes() == b.planes()
        && (0..a.planes())
            .all(|plane| a.plane_size(plane) == b.plane_size(plane) && Stored::of(a, plane) == Stored::of(b, plane))
        && has_same_times(a, b)
}

fn has_same_times(a: &VideoFormat, b: &VideoFormat) -> bool {
    a.rate == b.rate && a.time_base == b.time_base
}
