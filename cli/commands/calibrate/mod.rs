//! `fwr calibrate`: measures this machine, and keeps its profile.

mod date;
mod from_report;
mod start;

use std::sync::atomic::Ordering;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::machine::Profile;
use fwr_runtime::calibrate::{Asked, machine};

use crate::arguments::CalibrateArgs;
use crate::exit::Exit;
use crate::terminal::stderr::say;
use crate::terminal::{findings, stdout, steps::Steps};
use crate::{interrupt, machines};

pub(crate) fn run(args: &CalibrateArgs, quiet: bool) -> Exit {
    let profile = if args.from_report.is_empty() {
        measure(args, quiet)
    } else {
        from_report::corrected(&args.from_report, quiet)
    };
    let profile = match profile {
        Ok(profile) => profile,
        Err(found) => return findings::show_one(found),
    };
    if args.print {
        stdout::print(profile.to_toml());
        return Exit::Fine;
    }
    match machines::keep(&profile) {
        Ok(file) if !quiet => {
            say!("kept in {}; `fwr machine` shows it", file.display());
            Exit::Fine
        }
        Ok(_) => Exit::Fine,
        Err(found) => findings::show_one(found),
    }
}

fn measure(args: &CalibrateArgs, quiet: bool) -> Result<Profile, Diagnostic> {
    let stop = interrupt::stop_on_signal();
    let steps = Steps::new("measuring", quiet);
    let stopped = || stop.load(Ordering::SeqCst);
    let progress = |what: &str| steps.begin(what);
    progress("a start");
    // First, as long as this process is small: a child's memory is counted from its parent's.
    let start = start::measure()?;
    let asked = Asked { full: args.full, date: date::today(), progress: &progress, stopped: &stopped };
    let profile = machine(start, &asked);
    steps.finish();
    profile
}
