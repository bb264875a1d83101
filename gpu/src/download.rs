//! Planes on their way back from the device.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, channel};

use crate::device::Gpu;
use crate::error::GpuError;
use crate::plane::{Plane, Rows};
use crate::pool::{Pooled, Use};

/// A plane that is being copied to the processor, behind all that is queued.
pub struct Download {
    gpu: Gpu,
    /// `None` once it was read and is on its way back to the pool.
    staging: Option<Pooled>,
    mapped: Receiver<bool>,
    submission: wgpu::SubmissionIndex,
    padded_row: usize,
    row: usize,
    height: usize,
}

impl Download {
    /// Queues the copy of `plane`.
    ///
    /// # Errors
    /// If there is no memory for the copy, or the device is lost.
    pub fn start(gpu: &Gpu, plane: &Plane) -> Result<Self, GpuError> {
        let open = &gpu.0;
        let size = plane.buffer.buffer().size();
        let staging = open.buffer(Use::Staging, size)?;
        let (sender, mapped) = channel();
        let submission = open.guarded(size, || {
            let mut encoder = open.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
            encoder.copy_buffer_to_buffer(plane.buffer.buffer(), 0, staging.buffer(), 0, size);
            let submission = open.queue.submit([encoder.finish()]);
            staging.buffer().map_async(wgpu::MapMode::Read, .., move |result| {
                // Nobody waits any more if the receiver is gone.
                let _ = sender.send(result.is_ok());
            });
            submission
        })?;
        Ok(Self {
            gpu: gpu.clone(),
            staging: Some(staging),
            mapped,
            submission,
            padded_row: plane.padded_row_bytes(),
            row: plane.row_bytes(),
            height: plane.height,
        })
    }

    /// Waits for the copy and gives its rows to `take`.
    ///
    /// # Errors
    /// If the device is lost.
    pub fn wait<T>(mut self, take: impl FnOnce(Rows<'_>) -> T) -> Result<T, GpuError> {
        let open = &self.gpu.0;
        let wait = wgpu::PollType::Wait { submission_index: Some(self.submission.clone()), timeout: None };
        if let Err(error) = open.device.poll(wait) {
            open.check()?;
            return Err(GpuError::Lost(error.to_string()));
        }
        let mapped = self.mapped.recv();
        let Some(staging) = self.staging.as_ref().filter(|_| mapped == Ok(true)) else {
            open.check()?;
            return Err(GpuError::Refused("a plane could not be read back".to_owned()));
        };
        let taken = {
            let view = staging.buffer().get_mapped_range(..);
            let view = view.map_err(|error| GpuError::Refused(error.to_string()))?;
            let rows = (self.height - 1) * self.padded_row + self.row;
            take(Rows { bytes: &view[..rows], stride: self.padded_row })
        };
        staging.buffer().unmap();
        open.down.fetch_add(staging.buffer().size(), Ordering::Relaxed);
        open.check()?;
        self.staging.take();
        Ok(taken)
    }
}

impl Drop for Download {
    fn drop(&mut self) {
        // It may be mapped, or about to be: no use for anybody else.
        if let Some(staging) = self.staging.take() {
            staging.discard();
        }
    }
}
