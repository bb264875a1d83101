//! What was predicted of a run beside what it took, in a line.

use fwr_compiler::estimate::{Estimate, Taken};

const MIB: f64 = 1_048_576.0;

/// `predicted 12.3 s, took 12.9 s (+5 %); memory 210 of at most 260 MiB`, as far as it is known.
pub(crate) fn line(predicted: &Estimate, taken: &Taken, took: f64) -> Option<String> {
    let time = predicted.seconds.likely().map(|seconds| {
        let off = 100.0 * (took / seconds.max(1e-6) - 1.0);
        format!("predicted {seconds:.1} s, took {took:.1} s ({off:+.0} %)")
    });
    let memory = taken.peak_memory.zip(predicted.memory.most.high());
    let memory = memory.map(|(peak, most)| format!("memory {:.0} of at most {:.0} MiB", peak as f64 / MIB, most / MIB));
    let said: Vec<String> = [time, memory].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join("; "))
}
