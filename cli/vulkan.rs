//! What graphics drivers need of the process before they are loaded.

use std::env;

use crate::arguments::{Command, Forbidden, PlanningArgs};

/// Keeps Mesa's drivers from complaining on stderr that there is no desktop: they look for one wherever they are used.
///
/// To be called before any thread is started.
pub(crate) fn before_threads(command: &Command) {
    // A run and a test may find that it pays to use one.
    let forbidden = |args: &PlanningArgs| args.forbid.contains(&Forbidden::Gpu);
    let opens = match command {
        Command::Run(args) => !forbidden(&args.how.planning),
        Command::Batch(args) => !forbidden(&args.how.planning),
        Command::Test(args) => !forbidden(&args.planning),
        // Looks for what there is.
        Command::Machine(_) | Command::Calibrate(_) => true,
        _ => false,
    };
    if opens && env::var_os("XDG_RUNTIME_DIR").is_none() {
        // SAFETY: no other thread is there that could read the environment: this is the first thing after parsing.
        unsafe { env::set_var("XDG_RUNTIME_DIR", env::temp_dir()) };
    }
}
