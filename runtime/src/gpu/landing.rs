//! Frames of a graphics processor on their way back.

use std::collections::VecDeque;
use std::sync::Arc;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::plan::Op;
use fwr_gpu::{Download, Rows};

use super::plane::TwoSided;
use super::trouble::{Place, told};
use super::{Device, FRAMES_AHEAD};
use crate::cpu::{ALIGNMENT, FramePool};
use crate::frame::{Frame, Plane};
use crate::pipeline::FrameSource;

/// Reads frames back, several at a time on their way.
pub(crate) struct Landing {
    device: Device,
    source: Box<dyn FrameSource>,
    place: Place,
    pool: Arc<FramePool>,
    /// Frames whose readback is queued, oldest first.
    coming: VecDeque<Coming>,
    ended: bool,
    /// Frames that were read back.
    number: u64,
}

struct Coming {
    frame: Frame,
    /// For each plane its copy, unless it is on the processor already.
    copies: Vec<Option<Download>>,
}

impl Landing {
    /// The frames of `source`, which `op` gives.
    pub(crate) fn new(device: &Device, op: &Op, source: Box<dyn FrameSource>, pool: Arc<FramePool>) -> Self {
        let coming = VecDeque::with_capacity(FRAMES_AHEAD);
        Self { device: device.clone(), source, place: Place::of(op), pool, coming, ended: false, number: 0 }
    }

    fn queue(&self, frame: Frame) -> Result<Coming, Diagnostic> {
        let gpu = &self.device.gpu;
        let copies = frame.planes.iter().map(|plane| match TwoSided::of(plane) {
            Some(sides) if sides.host.is_none() => {
                let started = sides.on_device(gpu).and_then(|plane| Download::start(gpu, &plane));
                started.map(Some).map_err(|error| told(&error, Some((&self.place, self.frame_number()))))
            }
            _ => Ok(None),
        });
        let copies = copies.collect::<Result<_, _>>()?;
        Ok(Coming { frame, copies })
    }

    /// The number of the frame that is worked on.
    fn frame_number(&self) -> u64 {
        self.number + self.coming.len() as u64
    }

    fn land(&self, coming: Coming) -> Result<Frame, Diagnostic> {
        let Coming { frame, copies } = coming;
        let land = |(plane, copy): (&Plane, Option<Download>)| match copy {
            Some(copy) => copy
                .wait(|rows| copied(plane, rows, &self.pool))
                .map_err(|error| told(&error, Some((&self.place, self.number)))),
            None => Ok(TwoSided::of(plane).and_then(|sides| sides.host.clone()).unwrap_or_else(|| plane.clone())),
        };
        let planes = frame.planes.iter().zip(copies).map(land).collect::<Result<_, _>>()?;
        Ok(Frame { planes, ..frame })
    }
}

impl FrameSource for Landing {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        while !self.ended && self.coming.len() < FRAMES_AHEAD {
            match self.source.next()? {
                Some(frame) => {
                    let coming = self.queue(frame)?;
                    self.coming.push_back(coming);
                }
                None => self.ended = true,
            }
        }
        let Some(coming) = self.coming.pop_front() else { return Ok(None) };
        let frame = self.land(coming)?;
        self.number += 1;
        Ok(Some(frame))
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.number = frames;
        self.source.skip(frames)
    }

    fn note_time(&mut self, frame: u64) {
        self.source.note_time(frame);
    }

    fn noted_time(&self, frame: u64) -> Option<i64> {
        self.source.noted_time(frame)
    }
}

/// A plane of the processor with the samples of `rows`.
fn copied(plane: &Plane, rows: Rows<'_>, pool: &FramePool) -> Plane {
    let row = plane.width * plane.sample.bytes();
    let stride = row.next_multiple_of(ALIGNMENT);
    let mut buffer = pool.take(stride * plane.height);
    for (to, from) in buffer.bytes_mut().chunks_mut(stride).zip(rows.bytes.chunks(rows.stride)) {
        to[..row].copy_from_slice(&from[..row]);
    }
    Plane { storage: Arc::new(buffer), stride, ..plane.clone() }
}
