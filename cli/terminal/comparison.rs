//! What was predicted of a run beside what it took, in a line.

use fwr_compiler::estimate::{Estimate, Taken};

use crate::measuring::Spent;

const MIB: f64 = 1_048_576.0;

/// Less than this of measuring is not worth a word, in seconds.
const SHORT: f64 = 0.05;

/// `predicted 12.3 s, took 12.9 s (+5 %) after 3.0 s of measuring; memory 210 of at most 260 MiB`, as far as it is known.
///
/// `elapsed` are the seconds of all of it.
pub(crate) fn line(predicted: &Estimate, taken: &Taken, elapsed: f64, measuring: Spent) -> Option<String> {
    let took = elapsed - measuring.seconds;
    let before = if measuring.seconds < SHORT {
        String::new()
    } else {
        format!(" after {:.1} s of measuring", measuring.seconds)
    };
    let time = predicted.seconds.likely().map(|seconds| {
        let off = 100.0 * (took / seconds.max(1e-6) - 1.0);
        format!("predicted {seconds:.1} s, took {took:.1} s ({off:+.0} %){before}")
    });
    let memory = taken.peak_memory.zip(measuring.most(predicted.memory.most.high()));
    let memory = memory.map(|(peak, most)| format!("memory {:.0} of at most {:.0} MiB", peak as f64 / MIB, most / MIB));
    let said: Vec<String> = [time, memory].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join("; "))
}
