//! What has been found out about the groups of a plan while it is placed and priced: each is lowered and counted once,
//! however often its op is priced.

use std::rc::Rc;

use super::cells::{self, Counted};
use super::gpu;
use crate::fusion::wgsl::Lowered;
use crate::fusion::{Answers, Group, Joined};
use crate::machine::Cpu;
use crate::media::VideoFormat;

/// What is known of one plan on one machine, wherever its ops are placed.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// What came of joining ops of a plan.
    pub(crate) joined: Joined,
    /// Their shaders.
    pub(crate) lowered: Lowered,
    /// Their work on the processor, as so many threads share it.
    on_cpu: Answers<usize, Rc<Counted>>,
    /// Their work on a graphics processor.
    on_gpu: Answers<(), Result<Rc<gpu::Counted>, String>>,
}

impl Known {
    /// What a group does for a frame on the processor; nothing if it does not fit its inputs, as in a plan of another
    /// build, which a run refuses.
    pub(super) fn on_cpu(&self, group: &Group, formats: &[VideoFormat], threads: usize, cpu: &Cpu) -> Rc<Counted> {
        let count = || Rc::new(cells::counted(group, formats, threads, cpu).unwrap_or_default());
        self.on_cpu.of(group, formats, threads, count)
    }

    /// What a group does for a frame on a graphics processor.
    ///
    /// # Errors
    /// Why it cannot run there.
    pub(super) fn on_gpu(&self, group: &Group, formats: &[VideoFormat]) -> Result<Rc<gpu::Counted>, String> {
        let count = || Ok(Rc::new(gpu::counted(group, formats, &self.lowered)?));
        self.on_gpu.of(group, formats, (), count)
    }
}
