//! What a run took, measured: the other half of an estimate.

use serde::{Deserialize, Serialize};

use crate::plan::{Backend, OpId};

/// What a run took.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// Seconds before the first frame was asked for: opening files, building kernels.
    pub open_seconds: f64,
    /// Seconds from then on, to the last packet.
    pub seconds: f64,
    /// Seconds of all cores together, both of the above; `None` where the system does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_seconds: Option<f64>,
    /// Bytes of memory that the process took at most, since it started; `None` where the system does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_memory: Option<u64>,
    /// Bytes of it that were planes of filtered frames, with those that waited to be used again.
    pub peak_frames: u64,
    /// Of each that holds packets or frames. Their peaks come at different times.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holders: Vec<HolderTaken>,
    /// Of each stage. Reading and writing are told apart from decoding and encoding.
    pub stages: Vec<StageTaken>,
    /// Of each op that computes or picks frames, in the plan's order.
    pub ops: Vec<OpTaken>,
}

/// What was held under a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderTaken {
    /// The name, which the bound of the plan has as well.
    pub name: String,
    /// The most bytes at a time.
    pub peak: u64,
}

/// What a stage took.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StageTaken {
    /// Its name: `decode tape`, `filter`, `write restored.mkv`.
    pub name: String,
    /// Seconds in which it worked: neither did it wait for the stage before it nor for room in the queue behind it.
    pub seconds: f64,
    /// Seconds of cores, with the threads that work for it; `None` where the system does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_seconds: Option<f64>,
}

/// What an op took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpTaken {
    /// Which.
    pub op: OpId,
    /// Its name in the plan.
    pub name: String,
    /// Where it ran.
    pub backend: Backend,
    /// Frames that it gave.
    pub frames: u64,
    /// Seconds that passed while it worked, without those of the ops that it reads.
    pub seconds: f64,
    /// Seconds of cores, told from some of its frames; `None` if there were too few, or where the system does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_seconds: Option<f64>,
}

impl Taken {
    /// Seconds of one frame of op `op`, if it gave any.
    pub fn seconds_a_frame(&self, op: OpId) -> Option<f64> {
        let taken = self.ops.iter().find(|taken| taken.op == op)?;
        (taken.frames > 0).then(|| taken.seconds / taken.frames as f64)
    }

    /// Adds what a stage took; two threads of one stage are beside each other.
    pub fn add_stage(&mut self, stage: StageTaken) {
        match self.stages.iter_mut().find(|known| known.name == stage.name) {
            Some(known) => {
                known.seconds = known.seconds.max(stage.seconds);
                known.cpu_seconds = known.cpu_seconds.zip(stage.cpu_seconds).map(|(a, b)| a + b);
            }
            None => self.stages.push(stage),
        }
    }
}
