//! What a run did: counts of everything that went in and out, and what was wrong with the inputs.

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::estimate::Taken;
use fwr_compiler::plan::MeasuredValue;
use serde::Serialize;

use crate::gpu::GpuReport;
pub use crate::integrity::Span;
use crate::segments::SegmentsReport;

/// The outcome of a run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// What was measured before the run, and decided the plan.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measured: Vec<MeasuredValue>,
    /// The files that were read, in the plan's order.
    pub inputs: Vec<InputReport>,
    /// The files that were written, in the plan's order.
    pub outputs: Vec<OutputReport>,
    /// What became of the segments, if the run was cut into some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<SegmentsReport>,
    /// The graphics processor, if kernels ran on one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gpu: Option<GpuReport>,
    /// Frames that ops did not have to make, because they repeat what was made before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reused: Vec<ReusedFrames>,
    /// What it took.
    pub taken: Taken,
    /// What a person should know.
    #[serde(skip)]
    pub warnings: Vec<Diagnostic>,
}

/// Frames of an op that repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReusedFrames {
    /// The op, as its position in the plan.
    pub op: u32,
    /// Its name.
    pub name: String,
    /// How many frames it did not have to make.
    pub frames: u64,
}

/// A file that was read.
#[derive(Debug, Clone, Default, Serialize)]
pub struct InputReport {
    /// Its path.
    pub path: String,
    /// Counts of the streams that were used.
    pub streams: Vec<StreamReport>,
    /// What was wrong with it.
    pub damage: Damage,
}

/// A stream that was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StreamReport {
    /// Its index in the file.
    pub stream: usize,
    /// Packets that were read.
    pub packets: u64,
    /// Frames that were decoded; 0 for a stream that was only copied.
    pub frames: u64,
    /// Frames before them that were not, because nothing that was asked for needed them.
    #[serde(skip_serializing_if = "is_zero")]
    pub passed: u64,
    /// From where to where its decoded frames go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// A file that was written.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OutputReport {
    /// Its path.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Frames that were encoded.
    pub frames: u64,
    /// Packets of the picture that were written.
    pub video_packets: u64,
    /// Packets that were copied, of each stream in [`fwr_compiler::plan::PlanOutput::copied`].
    pub copied_packets: Vec<u64>,
    /// The streams that were written packet by packet, the picture first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub streams: Vec<Written>,
    /// Checksum of the file, if checksums were asked for: `crc32:` and eight hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksum: Option<String>,
}

/// A stream that was written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Written {
    /// What it is: an encoder's name, or `copy of INPUT:STREAM`.
    pub what: String,
    /// Its packets.
    pub packets: u64,
    /// From where to where it goes in the file.
    pub span: Option<Span>,
    /// Checksum of the frames that were encoded, if checksums were asked for: `crc32:` and eight hexadecimal digits, over
    /// the samples of all planes without padding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksum: Option<String>,
}

/// What was wrong with an input.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Damage {
    /// Packets that could not be read or decoded.
    pub packets: u64,
    /// Frames that the decoder had to patch.
    pub frames: u64,
    /// Frames that came out whole.
    pub good_frames: u64,
    /// Where the first damage is, in seconds.
    pub first: Option<f64>,
    /// Where the file ends, and where it says that it ends, in seconds.
    pub cut: Option<(f64, f64)>,
    /// Bytes that are missing at the end, where the file says how long it is.
    pub missing_bytes: u64,
    /// What the system said when reading failed.
    pub read_error: Option<String>,
    /// Frames whose time did not come after that of the frame before; each was moved on by a tick.
    pub moved: u64,
    /// How often the recording's clock was set back; what followed was moved behind what came before.
    pub resets: u64,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Damage {
    /// Whether something is missing or wrong.
    pub fn is_some(&self) -> bool {
        self.packets > 0 || self.frames > 0 || self.cut.is_some() || self.missing_bytes > 0 || self.read_error.is_some()
    }

    /// Notes damage at a time in the file.
    pub(super) fn note(&mut self, seconds: Option<f64>) {
        if let Some(seconds) = seconds {
            self.first = Some(self.first.map_or(seconds, |first| first.min(seconds)));
        }
    }

    /// What to tell about the damage of the file at `path`: an error, or a warning if it is allowed.
    pub(super) fn diagnostic(&self, path: &str, allowed: bool) -> Option<Diagnostic> {
        if !self.is_some() {
            return None;
        }
        let mut parts = Vec::new();
        if let Some((end, expected)) = self.cut {
            parts.push(format!("it ends at {end:.2} s of {expected:.2} s"));
        } else if self.missing_bytes > 0 {
            parts.push(format!("its last {} are missing", counted(self.missing_bytes, "byte")));
        }
        if let Some(error) = &self.read_error {
            parts.push(format!("reading it failed: {error}"));
        }
        if self.packets > 0 {
            parts.push(format!("{} could not be decoded", counted(self.packets, "packet")));
        }
        if self.frames > 0 {
            parts.push(format!("{} had to be patched by the decoder", counted(self.frames, "frame")));
        }
        let place = self.first.map_or_else(String::new, |first| format!(", the first damage at {first:.2} s"));
        let good = counted(self.good_frames, "frame");
        let message = format!("{path} is damaged: {}{place}; {good} came out whole", parts.join("; "));
        Some(if allowed {
            Diagnostic::new(Code::DAMAGE_ALLOWED, message)
                .help("the output holds what could be decoded; a better copy of the source gives the rest")
        } else {
            Diagnostic::new(Code::DAMAGED_INPUT, message)
                .help("no output was kept; --allow-damaged keeps what could be decoded")
        })
    }
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_told_with_what_is_left() {
        let damage =
            Damage { cut: Some((5.1, 10.0)), packets: 1, good_frames: 120, first: Some(3.0), ..Damage::default() };
        let told = damage.diagnostic("tape.mkv", false).expect("damaged");
        assert_eq!(told.code, Code::DAMAGED_INPUT);
        assert_eq!(
            told.message,
            "tape.mkv is damaged: it ends at 5.10 s of 10.00 s; 1 packet could not be decoded, \
             the first damage at 3.00 s; 120 frames came out whole"
        );
        assert_eq!(damage.diagnostic("tape.mkv", true).map(|told| told.code), Some(Code::DAMAGE_ALLOWED));
        assert_eq!(Damage::default().diagnostic("tape.mkv", false), None);
    }
}
