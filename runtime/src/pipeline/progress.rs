//! How far a run is, for whoever shows it.

/// Told about each frame that is written.
pub trait Progress: Send + Sync {
    /// `frames` frames of output `output` are written; the last is shown at `seconds`.
    fn frame(&self, output: usize, frames: u64, seconds: f64);
}

/// Shows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn frame(&self, _output: usize, _frames: u64, _seconds: f64) {}
}
