//! Planes that are, or may come to be, in the memory of a graphics processor.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use fwr_compiler::fusion::wgsl::Packing;
use fwr_compiler::media::SampleType;
use fwr_gpu::{Gpu, GpuError, Rows};

use crate::frame::{Plane, Storage};

/// The storage of a plane on both sides.
pub(super) struct TwoSided {
    /// The plane as it is in the memory of the processor; planes that shaders make are not there.
    pub(super) host: Option<Plane>,
    /// The plane as it is on the device, once something there has read it.
    device: Mutex<Option<Arc<fwr_gpu::Plane>>>,
}

impl Storage for TwoSided {
    /// No bytes for a plane that is on the device only: a landing stands before everything that asks for them.
    fn bytes(&self) -> &[u8] {
        self.host.as_ref().map_or(&[], |plane| plane.storage.bytes())
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl TwoSided {
    /// A plane that is on the device, with samples of this type.
    pub(super) fn made(plane: Arc<fwr_gpu::Plane>, sample: SampleType) -> Plane {
        let size = (plane.width, plane.height);
        let storage = Self { host: None, device: Mutex::new(Some(plane)) };
        Plane::new(Arc::new(storage), 0, size, sample)
    }

    /// A plane of the processor that may go up.
    pub(super) fn lifted(plane: &Plane) -> Plane {
        let storage = Self { host: Some(plane.clone()), device: Mutex::default() };
        Plane { storage: Arc::new(storage), ..plane.clone() }
    }

    /// What `plane` is, if it is such a plane.
    pub(super) fn of(plane: &Plane) -> Option<&Self> {
        plane.storage.as_any()?.downcast_ref()
    }

    /// The plane on the device; copies it there the first time.
    pub(super) fn on_device(&self, gpu: &Gpu) -> Result<Arc<fwr_gpu::Plane>, GpuError> {
        let mut device = self.device.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plane) = &*device {
            return Ok(Arc::clone(plane));
        }
        let host = self.host.as_ref().ok_or_else(|| GpuError::Refused("a plane is nowhere".to_owned()))?;
        let plane = Arc::new(upload(gpu, host)?);
        *device = Some(Arc::clone(&plane));
        Ok(plane)
    }
}

/// Copies a plane of the processor up.
pub(super) fn upload(gpu: &Gpu, plane: &Plane) -> Result<fwr_gpu::Plane, GpuError> {
    let packing = match plane.sample.bytes() {
        1 => Packing::Four,
        2 => Packing::Two,
        _ => Packing::One,
    };
    gpu.upload(Rows { bytes: plane.storage.bytes(), stride: plane.stride }, plane.width, plane.height, packing)
}
