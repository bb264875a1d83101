//! What graphics drivers need of the process before they are loaded.

use std::env;

use crate::arguments::{BackendName, Command};

/// Keeps Mesa's drivers from complaining on stderr that there is no desktop: they look for one wherever they are used.
///
/// To be called before any thread is started.
pub(crate) fn before_threads(command: &Command) {
    let opens = match command {
        Command::Run(args) => args.planning.prefer == Some(BackendName::Gpu),
        Command::Test(args) => args.planning.prefer == Some(BackendName::Gpu),
        // Looks for what there is.
        Command::Machine(_) | Command::Calibrate(_) => true,
        _ => false,
    };
    if opens && env::var_os("XDG_RUNTIME_DIR").is_none() {
        // SAFETY: no other thread is there that could read the environment: this is the first thing after parsing.
        unsafe { env::set_var("XDG_RUNTIME_DIR", env::temp_dir()) };
    }
}
