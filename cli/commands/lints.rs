//! `fwr lints`: every lint with its level.

use fwr_compiler::lints::LINTS;
use serde_json::{Value, json};

use crate::arguments::LintsArgs;
use crate::exit::Exit;
use crate::terminal::stdout;

pub(crate) fn run(args: &LintsArgs) -> Exit {
    if args.json {
        let list: Vec<Value> = LINTS
            .iter()
            .map(|lint| {
                json!({
                    "name": lint.name,
                    "code": lint.code.id(),
                    "level": lint.level,
                    "summary": lint.code.title(),
                })
            })
            .collect();
        stdout::print_line(format_args!("{:#}", Value::Array(list)));
        return Exit::Fine;
    }
    let width = LINTS.iter().map(|lint| lint.name.len()).max().unwrap_or(0);
    for lint in LINTS {
        let (name, level) = (lint.name, lint.level.to_string());
        stdout::print_line(format_args!("{}  {level:<5}  {name:<width$}  {}", lint.code, lint.code.title()));
    }
    Exit::Fine
}
