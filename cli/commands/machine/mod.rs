//! `fwr machine`: what plans and estimates take a machine to be.

mod table;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::machine::{Profile, shipped};
use serde::Serialize;

use crate::arguments::MachineArgs;
use crate::exit::Exit;
use crate::machines;
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &MachineArgs) -> Exit {
    if args.list {
        return list(args.json);
    }
    let profile = match machines::profile(args.machine.as_deref()) {
        Ok(profile) => profile,
        Err(found) => return findings::show_one(found),
    };
    let adapters = match machines::is_this(args.machine.as_deref()) && profile.measured.is_none() {
        true => fwr_runtime::machine::adapters(),
        false => Vec::new(),
    };
    match (args.toml, args.json) {
        (true, _) => stdout::print(profile.to_toml()),
        (_, true) => return json(&profile),
        _ => stdout::print(table::describe(&profile, &adapters)),
    }
    Exit::Fine
}

fn list(as_json: bool) -> Exit {
    let all: Vec<(&str, String)> = shipped()
        .filter_map(|name| Some((name, Profile::shipped(name)?.summary)))
        .chain([(machines::THIS, "the machine that fwr runs on".to_owned())])
        .collect();
    if as_json {
        #[derive(Serialize)]
        struct Listed<'a> {
            name: &'a str,
            summary: &'a str,
        }
        return json(&all.iter().map(|(name, summary)| Listed { name, summary }).collect::<Vec<_>>());
    }
    let width = all.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, summary) in &all {
        stdout::print_line(format_args!("{name:<width$}  {summary}"));
    }
    stdout::print_line("\n`fwr machine NAME` says more; `--on NAME` plans and estimates for one.");
    Exit::Fine
}

fn json(value: &impl Serialize) -> Exit {
    match serde_json::to_string_pretty(value) {
        Ok(json) => stdout::print_line(json),
        Err(error) => {
            let message = format!("the profile cannot be written as JSON: {error}");
            return findings::show_one(Diagnostic::new(Code::INTERNAL, message));
        }
    }
    Exit::Fine
}
