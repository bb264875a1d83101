//! What kinds of work cost, fitted to graphs that are run here.

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::estimate::{Work, fit};
use fwr_compiler::machine::{Coefficients, Cpu};

use super::graphs::graphs;
use super::trial::{Workbench, counted, measured};

/// Measures what work costs on one core of this machine, which is `cpu`; its costs are what is believed beforehand.
///
/// Takes some fifteen seconds, with `full` a minute. `progress` is told what is measured.
///
/// # Errors
/// If a thread or memory cannot be had.
pub fn kernels(cpu: &Cpu, full: bool, progress: &dyn Fn(&str)) -> Result<Coefficients, Diagnostic> {
    let mut bench = Workbench::new()?;
    let mut samples: Vec<(Work, f64)> = Vec::new();
    for trial in graphs(full) {
        progress(trial.filters.trim_start_matches("|> "));
        let plan = bench.plan(&trial)?;
        samples.push((counted(&plan, cpu), measured(&plan)?.frame));
    }
    Ok(fit(&samples, &cpu.costs))
}
