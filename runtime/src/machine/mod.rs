//! The machine that this program runs on: what it has, as far as the system says without being asked to work.
//!
//! Nothing is measured and no driver is opened, so that the same machine gives the same profile each time, at once.

mod caches;
mod drivers;
mod graphics;
mod memory;
mod processor;

use fwr_compiler::machine::{Cpu, Profile, Simd};

use crate::cpu::Isa;
pub use graphics::adapters;

/// GB/s that a core copies, and cores that share the memory before it is the limit, where nothing was measured.
const CORE_GBS: f64 = 15.0;
const CORES_FOR_ALL: u32 = 3;

/// What is known of this machine without measuring: cores and memory that this process may use, vectors, caches.
///
/// Costs and codecs are left out; the name is `this`. Graphics processors are not looked for.
pub fn detect() -> Profile {
    let processor = processor::look();
    let caches = caches::look(&processor.allowed);
    let cpu = Cpu {
        model: processor.model,
        cores: processor.cores,
        threads: processor.threads,
        simd: simd(),
        ghz: processor.ghz,
        l1_kib: caches.l1_kib,
        l2_kib: caches.l2_kib,
        l3_kib: caches.l3_kib,
        memory_gib: memory::gib(),
        memory_gbs: CORE_GBS * f64::from(processor.cores.min(CORES_FOR_ALL)),
        core_gbs: CORE_GBS,
        watts: None,
        start_seconds: f64::NAN,
        base_mib: f64::NAN,
        costs: std::collections::BTreeMap::new(),
        fresh_gbs: f64::NAN,
        efficiency: f64::NAN,
    };
    Profile {
        name: "this".to_owned(),
        summary: "this machine, not measured yet".to_owned(),
        sources: vec!["what the system says of itself; costs scaled from the reference".to_owned()],
        cpu,
        gpus: Vec::new(),
        decoders: std::collections::BTreeMap::new(),
        encoders: std::collections::BTreeMap::new(),
        providers: Vec::new(),
        price: None,
        measured: None,
    }
}

/// Bytes of memory that are free for this process now, by what the system and its control groups say; `None` where
/// they say nothing.
pub fn free_memory() -> Option<u64> {
    memory::free()
}

/// What a measured profile holds for: another key, and it is measured again.
pub fn key(profile: &Profile) -> String {
    let cpu = &profile.cpu;
    format!(
        "framewright {}, {}, {} threads, {:?}, drivers {:08x}",
        env!("CARGO_PKG_VERSION"),
        cpu.model,
        cpu.threads,
        cpu.simd,
        drivers::fingerprint()
    )
}

/// The widest vectors that kernels are compiled for here.
fn simd() -> Simd {
    match Isa::best() {
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 => Simd::Avx512,
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2 => Simd::Avx2,
        Isa::Baseline if cfg!(target_arch = "aarch64") => Simd::Neon,
        Isa::Baseline => Simd::Baseline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_the_same_each_time_and_complete_once_read() {
        let found = detect();
        assert_eq!(key(&found), key(&detect()));
        assert!(found.cpu.threads >= 1 && found.cpu.memory_gib > 0.1 && found.cpu.ghz > 0.5, "{found:?}");
        let complete = found.completed();
        assert!(complete.cpu.start_seconds > 0.0 && !complete.cpu.costs.is_empty());
    }
}
