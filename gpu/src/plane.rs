//! Planes in device memory.

use std::sync::atomic::Ordering;

use fwr_compiler::fusion::wgsl::Packing;

use crate::device::Gpu;
use crate::error::GpuError;
use crate::pool::{Pooled, Use};

/// A plane of samples in the memory of a device, each row in whole words of 32 bits.
pub struct Plane {
    pub(crate) buffer: Pooled,
    /// Samples in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// How its samples are packed.
    pub packing: Packing,
}

/// Rows of samples in the memory of the processor.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// The samples; row `y` starts at byte `y * stride`.
    pub bytes: &'a [u8],
    /// Bytes from one row to the next.
    pub stride: usize,
}

impl Gpu {
    /// A plane of whatever samples.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn plane(&self, width: usize, height: usize, packing: Packing) -> Result<Plane, GpuError> {
        let bytes = packing.words(width) * 4 * height;
        Ok(Plane { buffer: self.0.buffer(Use::Plane, bytes as u64)?, width, height, packing })
    }

    /// Copies a plane to the device.
    ///
    /// # Errors
    /// If there is no memory for it, or the device is lost.
    ///
    /// # Panics
    /// If there are fewer rows than `height`, or a row is shorter than `width` samples.
    pub fn upload(&self, rows: Rows<'_>, width: usize, height: usize, packing: Packing) -> Result<Plane, GpuError> {
        let plane = self.plane(width, height, packing)?;
        let (row, padded) = (plane.row_bytes(), plane.padded_row_bytes());
        let size = plane.buffer.buffer().size();
        let Some(length) = std::num::NonZero::new(size) else { return Ok(plane) };
        let written = self.0.guarded(size, || {
            let Some(mut view) = self.0.queue.write_buffer_with(plane.buffer.buffer(), 0, length) else { return false };
            if rows.stride == padded {
                let all = padded * (height - 1) + row;
                view.slice(..all).copy_from_slice(&rows.bytes[..all]);
                return true;
            }
            for y in 0..height {
                view.slice(y * padded..y * padded + row).copy_from_slice(&rows.bytes[y * rows.stride..][..row]);
            }
            true
        })?;
        if !written {
            return Err(GpuError::OutOfMemory { bytes: size });
        }
        self.0.up.fetch_add(size, Ordering::Relaxed);
        Ok(plane)
    }
}

impl Plane {
    /// Bytes of the samples of a row.
    pub fn row_bytes(&self) -> usize {
        self.width * 4 / self.packing.samples() as usize
    }

    /// Bytes from one row to the next.
    pub fn padded_row_bytes(&self) -> usize {
        self.packing.words(self.width) * 4
    }
}
