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
    let colored = std::io::IsTerminal::is_terminal(&std::io::stderr()) && std::env::var_os("NO_COLOR").is_none();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(colored)
        .init();
}
