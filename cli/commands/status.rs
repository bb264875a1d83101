//! `fwr status`: what is there of a run that was stopped, or is made in parts.

use std::path::PathBuf;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_runtime::segments::{Status, status};
use serde_json::json;

use crate::arguments::{Format, StatusArgs};
use crate::exit::Exit;
use crate::session::{Media, Session};
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &StatusArgs) -> Exit {
    let output = match output_of(args) {
        Ok(output) => output,
        Err(exit) => return exit,
    };
    match status(&output) {
        Ok(found) if args.json => {
            stdout::print_line(json!(found));
            Exit::Fine
        }
        Ok(Some(found)) => {
            lines(&found).iter().for_each(stdout::print_line);
            Exit::Fine
        }
        Ok(None) => {
            stdout::print_line(format!("nothing is kept of a run to {}", output.display()));
            Exit::Fine
        }
        Err(found) => findings::show_one(found),
    }
}

/// The folder that is named, or the first output of the graph.
fn output_of(args: &StatusArgs) -> Result<PathBuf, Exit> {
    if args.graph.graph.is_dir() {
        return Ok(args.graph.graph.clone());
    }
    if let Some(first) = args.graph.output.first() {
        return Ok(first.clone());
    }
    let session = Session::open(&args.graph, Media::IfNamed).map_err(|failure| failure.show(Format::Human))?;
    let path = session.checked.graph.outputs.first().and_then(|output| output.path.clone());
    path.map(PathBuf::from).ok_or_else(|| {
        findings::show_one(
            Diagnostic::new(Code::NO_OUTPUT, "the graph does not say where its output goes, and there is no -o")
                .help("give the -o of the run, or name the folder that it keeps its work in"),
        )
    })
}

fn lines(found: &Status) -> Vec<String> {
    let count = found.complete.len() as u64;
    let of = found.all.map_or_else(String::new, |all| format!(" of {all}"));
    let frames: Vec<String> = found.frames.iter().map(u64::to_string).collect();
    let mut lines = vec![
        format!("folder    {}{}", found.folder, if found.in_use { ", in use by a run" } else { "" }),
        format!("segments  {count}{of} complete, of {} frames each: {}", frames.join(" and "), ranges(&found.complete)),
        format!("frames    {}, {:.1} MB", found.frames_complete, found.bytes as f64 / 1e6),
        format!("made with {}", found.made_with),
    ];
    match found.all {
        Some(all) if count == all => {
            lines.push("missing   nothing; `fwr join` or the same run writes the output".to_owned())
        }
        all => {
            let end = all.unwrap_or_else(|| found.complete.last().map_or(0, |last| last + 1));
            let missing: Vec<u64> = (0..end).filter(|number| !found.complete.contains(number)).collect();
            let rest = if all.is_none() { format!("{end} and what follows") } else { String::new() };
            let parts: Vec<String> = [ranges(&missing), rest].into_iter().filter(|part| !part.is_empty()).collect();
            lines.push(format!("missing   {}", parts.join(", ")));
        }
    }
    lines
}

/// Numbers in order, as half-open ranges: `0..3, 5..6`.
fn ranges(numbers: &[u64]) -> String {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, end)) if *end == *number => *end += 1,
            _ => ranges.push((*number, number + 1)),
        }
    }
    ranges.iter().map(|(start, end)| format!("{start}..{end}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_ranges() {
        assert_eq!(ranges(&[0, 1, 2, 5, 7, 8]), "0..3, 5..6, 7..9");
        assert_eq!(ranges(&[]), "");
    }
}
