//! What an estimate says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::machine::{Feature, Figure};
use crate::plan::{Backend, OpId};

/// How a plan is to be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Threads that work at a time; 0 for all of the machine.
    pub threads: u32,
    /// Whether frames are encoded and written, or dropped (`--null`).
    pub written: bool,
}

/// Units of work by kind, for one frame.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Work(pub BTreeMap<Feature, f64>);

impl Work {
    /// So much of one kind.
    pub fn of(feature: Feature, units: f64) -> Self {
        let mut work = Self::default();
        work.add(feature, units);
        work
    }

    /// Adds so much of a kind; nothing of a kind is not kept.
    pub fn add(&mut self, feature: Feature, units: f64) {
        if units > 0.0 {
            *self.0.entry(feature).or_default() += units;
        }
    }

    /// Adds `times` times what another work is.
    pub fn add_all(&mut self, other: &Self, times: f64) {
        other.0.iter().for_each(|(feature, units)| self.add(*feature, units * times));
    }

    /// Units of a kind.
    pub fn units(&self, feature: Feature) -> f64 {
        self.0.get(&feature).copied().unwrap_or(0.0)
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a run takes, on one machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The profile's name.
    pub machine: String,
    /// Frames that come out, of the longest output.
    pub frames: Figure,
    /// Seconds before the first frame.
    pub start_seconds: Figure,
    /// Seconds of the slowest stage for a frame that comes out, once all run.
    pub seconds_a_frame: Figure,
    /// Seconds of the whole run.
    pub seconds: Figure,
    /// Seconds of all cores together.
    pub cpu_seconds: Figure,
    /// Memory of the processor.
    pub memory: MemoryBound,
    /// Bytes of the graphics processor's memory.
    pub vram: Figure,
    /// Bytes that pass between memory and cores or devices, whole run.
    pub bytes_moved: Figure,
    /// Bytes that are written to files.
    pub bytes_written: Figure,
    /// Watt-hours, where the profile says what the machine takes.
    pub watt_hours: Figure,
    /// Money, in the currency of the profile.
    pub money: Option<(Figure, String)>,
    /// Of each op, in the plan's order.
    pub ops: Vec<OpEstimate>,
    /// Of each stage, in the plan's order.
    pub stages: Vec<StageEstimate>,
    /// Position of the slowest stage in `stages`; `None` if the cores together are the limit.
    pub bottleneck: Option<usize>,
    /// Why something is not known, for people.
    pub unknown: Vec<String>,
}

/// What the ledger of a run calls the planes that filters make, of all ops together.
pub const FILTERED_FRAMES: &str = "filtered frames";

/// The most memory that a run takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemoryBound {
    /// Bytes that it never takes more than.
    pub most: Figure,
    /// What it is made up of.
    pub parts: Vec<Part>,
}

/// A part of the memory that a run takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Who holds it, for people.
    pub holder: String,
    /// The op, if one does.
    pub op: Option<OpId>,
    /// Bytes.
    pub bytes: Figure,
    /// Whether a run counts it, packet by packet and frame by frame. What the rest holds is known beforehand only.
    #[serde(default)]
    pub counted: bool,
}

impl MemoryBound {
    /// Bytes of the parts that a run does not count, if they are known.
    pub fn uncounted(&self) -> Option<f64> {
        self.parts.iter().filter(|part| !part.counted).map(|part| part.bytes.high()).sum()
    }

    /// Bytes that `holder` of a run's ledger may hold, if the plan says.
    pub fn of_holder(&self, holder: &str) -> Option<f64> {
        let of = |part: &&Part| match holder {
            FILTERED_FRAMES => part.counted && part.holder.starts_with("frames of "),
            _ => part.holder == holder,
        };
        let bytes: Vec<f64> = self.parts.iter().filter(of).filter_map(|part| part.bytes.high()).collect();
        (!bytes.is_empty()).then(|| bytes.iter().sum())
    }
}

/// What an op takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpEstimate {
    /// Which.
    pub op: OpId,
    /// Where it runs.
    pub backend: Backend,
    /// Frames of it in the whole run.
    pub frames: Figure,
    /// Its work for one frame.
    pub work: Work,
    /// Seconds of one core for one frame of it.
    pub cpu_seconds: Figure,
    /// Seconds of the graphics processor for one frame of it, transfers included.
    pub gpu_seconds: Figure,
    /// Seconds that pass for one frame of it with the threads there are, if nothing else runs.
    pub seconds: Figure,
    /// Bytes from and to memory for one frame of it.
    pub bytes_moved: Figure,
}

/// What a stage takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageEstimate {
    /// Its name in the plan.
    pub name: String,
    /// Seconds of one core, for the whole run.
    pub cpu_seconds: Figure,
    /// Seconds that pass for the whole run, if nothing else runs.
    pub seconds: Figure,
}
