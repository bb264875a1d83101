//! What a run moved between the processor and the graphics processor.

use std::fmt;

use serde::Serialize;

/// The graphics processor of a run, and what went up to it and down from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GpuReport {
    /// Its name and what speaks to it.
    pub adapter: String,
    /// Whether it is a program on the processor.
    pub software: bool,
    /// Bytes of planes that went up.
    pub bytes_up: u64,
    /// Bytes of planes that came back.
    pub bytes_down: u64,
    /// Bytes up for one frame, by the plan.
    pub planned_up: u64,
    /// Bytes down for one frame, by the plan.
    pub planned_down: u64,
    /// The most bytes of its memory that planes took at a time.
    pub peak_bytes: u64,
}

/// `llvmpipe (LLVM 15.0.6, 256 bits), Vulkan: 3110400 bytes up and 3110400 down a frame; 590.9 MB up and 590.9 MB down in all`
impl fmt::Display for GpuReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { adapter, planned_up, planned_down, .. } = self;
        let [up, down] = [self.bytes_up, self.bytes_down].map(|bytes| bytes as f64 / 1e6);
        write!(
            f,
            "{adapter}: {planned_up} bytes up and {planned_down} down a frame; {up:.1} MB up and {down:.1} MB down in all"
        )
    }
}
