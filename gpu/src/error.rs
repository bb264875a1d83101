//! What can go wrong on a graphics processor.

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GpuError {
    /// There is none that can compute.
    #[error("no graphics processor that can compute was found")]
    NoAdapter {
        /// What was found, and why it does not do.
        found: Vec<String>,
    },
    /// The driver gives no device.
    #[error("{adapter} gives no device: {reason}")]
    NoDevice {
        /// Its name.
        adapter: String,
        /// What the driver said.
        reason: String,
    },
    /// The device is gone, with everything on it.
    #[error("the graphics processor was lost: {0}")]
    Lost(String),
    /// A shader that the driver does not build.
    #[error("the shader of {name} cannot be built: {reason}")]
    Shader {
        /// The kernels that it is made of.
        name: String,
        /// What was said against it.
        reason: String,
    },
    /// No memory left on the device.
    #[error("the graphics processor has no memory left for {bytes} bytes more")]
    OutOfMemory {
        /// What was asked for, in bytes.
        bytes: u64,
    },
    /// A plane that is larger than a buffer of the device can be.
    #[error("a plane takes {bytes} bytes, and buffers of the graphics processor at most {most}")]
    TooLarge {
        /// Its size in bytes.
        bytes: u64,
        /// The most that there can be, in bytes.
        most: u64,
    },
    /// A shader that reads and writes more planes than the device binds at once.
    #[error("the shader of {name} works on {count} buffers at once, and the graphics processor takes at most {most}")]
    TooManyBuffers {
        /// The kernels that it is made of.
        name: String,
        /// How many it needs.
        count: u32,
        /// The most that there can be.
        most: u32,
    },
    /// Anything else that the library or the driver objects to: a fault in FrameWright.
    #[error("the graphics library refused a call: {0}")]
    Refused(String),
}
