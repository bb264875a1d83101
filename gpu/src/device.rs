//! A graphics processor that is open, and how its errors are caught.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::adapter::{described, find, is_software};
use crate::error::GpuError;
use crate::pool::Pool;
use crate::program::Built;

/// An open graphics processor. Clones share it.
#[derive(Clone)]
pub struct Gpu(pub(crate) Arc<Open>);

/// What clones share.
pub(crate) struct Open {
    pub(crate) device: wgpu::Device,
    pub(crate) queue: wgpu::Queue,
    pub(crate) limits: wgpu::Limits,
    pub(crate) pool: Pool,
    /// Shaders that are built, by their text.
    pub(crate) built: Mutex<HashMap<String, Arc<Built>>>,
    pub(crate) up: AtomicU64,
    pub(crate) down: AtomicU64,
    name: String,
    software: bool,
    trouble: Arc<Trouble>,
}

/// What the driver reports outside of any call.
#[derive(Default)]
struct Trouble {
    lost: Mutex<Option<String>>,
    error: Mutex<Option<String>>,
}

/// Bytes of samples that went over the bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// To the device.
    pub up: u64,
    /// From it.
    pub down: u64,
}

impl Gpu {
    /// Opens the graphics processor that is likely the fastest, with all that it can do.
    ///
    /// # Errors
    /// [`GpuError::NoAdapter`] and [`GpuError::NoDevice`].
    pub fn open() -> Result<Self, GpuError> {
        let adapter = find()?;
        let info = adapter.get_info();
        let limits = adapter.limits();
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("framewright"),
            // The defaults are those of the smallest device there is.
            required_limits: limits.clone(),
            ..wgpu::DeviceDescriptor::default()
        };
        let (device, queue) = pollster::block_on(adapter.request_device(&descriptor))
            .map_err(|error| GpuError::NoDevice { adapter: described(&info), reason: error.to_string() })?;
        let trouble = Arc::new(Trouble::default());
        let (on_lost, on_error) = (Arc::clone(&trouble), Arc::clone(&trouble));
        device.set_device_lost_callback(move |_, message| note(&on_lost.lost, message));
        // Without a handler the library panics.
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| note(&on_error.error, error.to_string())));
        Ok(Self(Arc::new(Open {
            device,
            queue,
            limits,
            pool: Pool::default(),
            built: Mutex::default(),
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
            name: described(&info),
            software: is_software(&info),
            trouble,
        })))
    }

    /// Its name and what speaks to it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether it is a program on the processor: right, and slow.
    pub fn is_software(&self) -> bool {
        self.0.software
    }

    /// Bytes of planes that were moved so far.
    pub fn moved(&self) -> Moved {
        Moved { up: self.0.up.load(Ordering::Relaxed), down: self.0.down.load(Ordering::Relaxed) }
    }

    /// The most bytes of device memory that planes have taken at a time.
    pub fn peak_bytes(&self) -> u64 {
        self.0.pool.peak()
    }

    /// Waits for all that is queued, then gives the device up as if it had failed: for tests of that.
    #[doc(hidden)]
    pub fn lose(&self) {
        self.0.device.destroy();
        note(&self.0.trouble.lost, "it was given up".to_owned());
    }
}

impl Open {
    /// Does something with the device, whose objections come back as errors; `bytes` is what it allocates.
    pub(crate) fn guarded<T>(&self, bytes: u64, work: impl FnOnce() -> T) -> Result<T, GpuError> {
        self.check()?;
        let filters = [wgpu::ErrorFilter::Internal, wgpu::ErrorFilter::Validation, wgpu::ErrorFilter::OutOfMemory];
        let [internal, validation, memory] = filters.map(|filter| self.device.push_error_scope(filter));
        let done = catch_unwind(AssertUnwindSafe(work));
        // Scopes end in the order in which they nest.
        let found =
            [memory.pop(), validation.pop(), internal.pop()].into_iter().map(pollster::block_on).fold(None, Option::or);
        self.check()?;
        match (done, found) {
            (_, Some(wgpu::Error::OutOfMemory { .. })) => Err(GpuError::OutOfMemory { bytes }),
            (_, Some(error)) => Err(GpuError::Refused(told(&error))),
            (Ok(done), None) => Ok(done),
            (Err(panic), None) => Err(GpuError::Refused(panic_text(&*panic))),
        }
    }

    /// Whether the device is there and nothing was reported since.
    pub(crate) fn check(&self) -> Result<(), GpuError> {
        if let Some(reason) = taken(&self.trouble.lost) {
            note(&self.trouble.lost, reason.clone());
            return Err(GpuError::Lost(reason));
        }
        taken(&self.trouble.error).map_or(Ok(()), |reason| Err(GpuError::Refused(reason)))
    }
}

/// Keeps the first message.
fn note(place: &Mutex<Option<String>>, message: String) {
    let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
    place.get_or_insert(if message.is_empty() { "the driver gave no reason".to_owned() } else { message });
}

fn taken(place: &Mutex<Option<String>>) -> Option<String> {
    place.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// What an error says, with what it says is behind it.
fn told(error: &wgpu::Error) -> String {
    match error {
        wgpu::Error::OutOfMemory { .. } => error.to_string(),
        wgpu::Error::Validation { description, .. } | wgpu::Error::Internal { description, .. } => description.clone(),
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it gave no reason".to_owned())
}
