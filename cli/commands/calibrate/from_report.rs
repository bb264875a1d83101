//! `fwr calibrate --from-report`: corrects the profile by what runs took.

use std::path::PathBuf;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::estimate::{Correction, Feedback};
use fwr_compiler::machine::Profile;

use crate::machines;
use crate::reports::of_run;
use crate::terminal::stderr::say;

/// This machine's profile, corrected by the reports at `paths`.
///
/// # Errors
/// E1401 if a report cannot be read, or this machine was never measured.
pub(super) fn corrected(paths: &[PathBuf], quiet: bool) -> Result<Profile, Diagnostic> {
    let profile = machines::profile(None)?;
    if profile.measured.is_none() {
        let message = "this machine was never measured, so there is no profile to correct";
        return Err(Diagnostic::new(Code::BAD_PROFILE, message).help("run `fwr calibrate` first, then the graph again"));
    }
    let mut feedback = Feedback::of(&profile);
    for path in paths {
        let told = of_run::read(path)?;
        feedback.add(&told.plan, &told.setting, &told.taken);
    }
    let (corrected, corrections) = feedback.corrected();
    if !quiet {
        corrections.iter().for_each(|correction| say!("{}", line(correction)));
    }
    Ok(corrected)
}

/// `decoder h264: 1.12 times what it was, told from 3.4 s of cores`
fn line(correction: &Correction) -> String {
    let Correction { what, factor, seconds } = correction;
    let from = if *seconds > 0.0 { format!(", told from {seconds:.1} s of cores") } else { String::new() };
    format!("{what}: {factor:.2} times what it was{from}")
}
