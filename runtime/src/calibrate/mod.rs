//! Calibration: what work costs on this machine, measured on made-up frames in this process.

mod clip;
mod clock;
mod codecs;
mod folder;
mod footage;
mod graphics;
mod graphs;
mod kernels;
mod processor;
mod trial;
mod usage;
mod whole;

use fwr_compiler::diagnostics::{Code, Diagnostic};

pub use kernels::kernels;
pub use usage::peak_of_children;
pub use whole::{Asked, Start, machine};

/// Whether to go on.
///
/// # Errors
/// E1201 if `stopped` says so.
fn go_on(stopped: &dyn Fn() -> bool) -> Result<(), Diagnostic> {
    if !stopped() {
        return Ok(());
    }
    Err(Diagnostic::new(Code::INTERRUPTED, "calibration was stopped; the profile is as it was")
        .help("call `fwr calibrate` again when the machine has a minute"))
}
