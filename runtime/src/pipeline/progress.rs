//! How far a run is, for whoever shows it.

/// Told about each frame that is written.
pub trait Progress: Send + Sync {
    /// `frames` frames of output `output` are written; the last is shown at `seconds`.
    fn frame(&self, output: usize, frames: u64, seconds: f64);

    /// So many frames of the first output were there before the run: those that are written first.
    fn kept(&self, frames: u64) {
        let _ = frames;
    }

    /// Something that a person should know before it goes on.
    fn note(&self, text: &str) {
        let _ = text;
    }
}

/// Shows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn frame(&self, _output: usize, _frames: u64, _seconds: f64) {}
}
