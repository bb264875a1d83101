//! Buffers of the device, used again when the last plane that holds one is gone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::device::Open;
use crate::error::GpuError;

/// What a buffer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Use {
    /// A plane that shaders read and write.
    Plane,
    /// What a shader is told of a frame.
    Params,
    /// A copy of a plane that the processor can read.
    Staging,
}

impl Use {
    fn usages(self) -> wgpu::BufferUsages {
        match self {
            Self::Plane => wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST,
            Self::Params => wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            Self::Staging => wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        }
    }
}

/// Buffers that nobody holds, by use and size.
#[derive(Default)]
pub(crate) struct Pool(Arc<Mutex<Shelves>>);

#[derive(Default)]
struct Shelves {
    idle: HashMap<(Use, u64), Vec<wgpu::Buffer>>,
    bytes: u64,
    peak: u64,
}

/// A buffer that goes back to its pool.
///
/// It may be given out again while what was queued on it has not run yet: what the next holder queues runs behind.
pub(crate) struct Pooled {
    /// `None` once it is on its way back.
    buffer: Option<wgpu::Buffer>,
    role: Use,
    shelves: Arc<Mutex<Shelves>>,
}

impl Pool {
    /// The most bytes that there were at a time.
    pub(crate) fn peak(&self) -> u64 {
        shelves(&self.0).peak
    }
}

impl Open {
    /// A buffer of `bytes` bytes, a multiple of 4; what is in it is not defined.
    pub(crate) fn buffer(&self, role: Use, bytes: u64) -> Result<Pooled, GpuError> {
        let most = self.limits.max_buffer_size.min(match role {
            Use::Plane => self.limits.max_storage_buffer_binding_size,
            Use::Params | Use::Staging => u64::MAX,
        });
        if bytes > most {
            return Err(GpuError::TooLarge { bytes, most });
        }
        let idle = shelves(&self.pool.0).idle.get_mut(&(role, bytes)).and_then(Vec::pop);
        let buffer = match idle {
            Some(buffer) => buffer,
            None => {
                let descriptor = wgpu::BufferDescriptor {
                    label: None,
                    size: bytes,
                    usage: role.usages(),
                    mapped_at_creation: false,
                };
                let buffer = self.guarded(bytes, || self.device.create_buffer(&descriptor))?;
                let mut shelves = shelves(&self.pool.0);
                shelves.bytes += bytes;
                shelves.peak = shelves.peak.max(shelves.bytes);
                buffer
            }
        };
        Ok(Pooled { buffer: Some(buffer), role, shelves: Arc::clone(&self.pool.0) })
    }
}

impl Pooled {
    /// The buffer itself.
    pub(crate) fn buffer(&self) -> &wgpu::Buffer {
        self.buffer.as_ref().expect("a buffer is held until it is dropped")
    }

    /// Lets the buffer go for good: nobody knows what state it is in.
    pub(crate) fn discard(mut self) {
        if let Some(buffer) = self.buffer.take() {
            shelves(&self.shelves).bytes -= buffer.size();
        }
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        if let Some(buffer) = self.buffer.take() {
            shelves(&self.shelves).idle.entry((self.role, buffer.size())).or_default().push(buffer);
        }
    }
}

/// Each change of the shelves is one step: they are right even after a panic.
fn shelves(shelves: &Arc<Mutex<Shelves>>) -> MutexGuard<'_, Shelves> {
    shelves.lock().unwrap_or_else(PoisonError::into_inner)
}
