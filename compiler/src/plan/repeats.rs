//! Frames that repeat: which ops take what they made of a picture before instead of making it again.

use serde::{Deserialize, Serialize};

use super::{Backend, Op, OpKind, Plan, Window};
use crate::kernel::Kernel;
use crate::machine::Feature;

/// Operations for a sample below which looking whether a picture repeats hardly pays.
const COSTLY: u64 = 40;

/// When a picture counts as the one before.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeats {
    /// If every sample is the same: nothing changes but the time it takes.
    #[default]
    Exact,
    /// Never.
    Off,
    /// If no part of it differs by more than this on average, as a part of the range of codes: 0.001 is 0.1 %.
    Near(f64),
}

impl Repeats {
    /// Whether this is what plans do where nobody says otherwise.
    pub fn is_exact(&self) -> bool {
        *self == Self::Exact
    }
}

impl Plan {
    /// Whether `op` keeps what it made of the last picture for pictures that repeat.
    ///
    /// It does if it runs on the processor, looks at one frame at a time and at nothing besides (its number, its time,
    /// random numbers), and takes much longer than a look whether two pictures are the same.
    pub fn reuses(&self, op: &Op) -> bool {
        let alone = op.window == Window::default() && op.warm_up.is_none();
        if self.repeats == Repeats::Off || op.backend != Backend::Cpu || !alone {
            return false;
        }
        match &op.kind {
            OpKind::Kernel { kernel, .. } => kernel.is_still() && kernel.cost().flops() >= COSTLY,
            OpKind::Fused(group) => {
                let kernels = || group.stages.iter().map(|stage| &stage.kernel);
                kernels().all(Kernel::is_still) && kernels().map(|kernel| kernel.cost().flops()).sum::<u64>() >= COSTLY
            }
            OpKind::Native { work, .. } => {
                let computes = |(feature, units): (&Feature, &f64)| *feature != Feature::CopiedByte && *units > 0.0;
                !op.kind.picks_frames() && work.0.iter().any(computes)
            }
            OpKind::Decode { .. } | OpKind::Retag | OpKind::Part { .. } => false,
        }
    }
}
