//! Logs on stderr: `-v` for what is decided, `-vv` for every step, `RUST_LOG` for anything else.

use tracing_subscriber::EnvFilter;

/// Starts logging at the verbosity that was asked for; silent by default.
pub(crate) fn start(verbose: u8) {
    let level = match verbose {
        0 => "off",
        1 => "fwr_runtime=info,framewright=info",
        2 => "debug",
        _ => "trace",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
}
