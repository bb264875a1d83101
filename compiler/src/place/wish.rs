//! What a plan is placed for.

use crate::estimate::Setting;
use crate::machine::Profile;
use crate::plan::Backend;

/// What a plan is placed for.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    /// The machine.
    pub profile: &'a Profile,
    /// How the plan is to be run.
    pub setting: Setting,
    /// Whether the prices of the machine are good enough to go by: measured there, or asked for by name.
    pub priced: bool,
    /// Where kernels run wherever they can.
    pub prefer: Option<Backend>,
    /// Where nothing may run.
    pub forbid: Vec<Backend>,
    /// Whether kernels that follow each other become one.
    pub fuse: bool,
    /// Bytes of device memory, if less than the device has.
    pub vram: Option<u64>,
}

impl Wish<'_> {
    /// Bytes of device memory that there are.
    pub(super) fn vram(&self) -> f64 {
        // Drivers and other programs have some of it.
        const FREE: f64 = 0.9;
        let there = self.profile.gpus.first().map_or(0.0, |gpu| gpu.memory_gib * FREE * f64::from(1 << 30));
        self.vram.map_or(there, |vram| there.min(vram as f64))
    }
}
