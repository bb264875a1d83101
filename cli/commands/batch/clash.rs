//! Outputs of a batch that are in each other's way, or in that of an input: refused before anything begins.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use fwr_compiler::diagnostics::{Code, Diagnostic};

/// Pairs that are named; one is mostly enough to see what is wrong.
const MOST: usize = 3;

/// Looks at all outputs together: `runs` are the inputs with their outputs, `others` are read by every run.
///
/// # Errors
/// E1311 if two inputs would write one file, E0502 if one input would write it twice, E1102 if an output is an input.
pub(super) fn check(runs: &[(PathBuf, Vec<PathBuf>)], others: &[PathBuf]) -> Result<(), Diagnostic> {
    let mut writers: HashMap<PathBuf, &Path> = HashMap::new();
    let mut clashes = Vec::new();
    for (input, outputs) in runs {
        for output in outputs {
            match writers.insert(resolved(output), input) {
                Some(other) if other == input => {
                    let message = format!("two outputs for {} write one file, {}", input.display(), output.display());
                    return Err(
                        Diagnostic::new(Code::OUTPUT_TWICE, message).help("give each a pattern of its own, with -o")
                    );
                }
                Some(other) => clashes.push((other, input, output)),
                None => {}
            }
        }
    }
    if let [(first, second, output), ..] = &clashes[..] {
        let of =
            |(_, input, output): &(&Path, &PathBuf, &PathBuf)| format!("{} to {}", input.display(), output.display());
        let more: Vec<String> = clashes[1..].iter().take(MOST - 1).map(of).collect();
        let rest = clashes.len().saturating_sub(MOST);
        let more = match (more.is_empty(), rest) {
            (true, _) => String::new(),
            (_, 0) => format!("; likewise {}", more.join(", ")),
            (_, rest) => format!("; likewise {} and {rest} more", more.join(", ")),
        };
        let [first, second, output] = [*first, second.as_path(), output.as_path()].map(Path::display);
        return Err(Diagnostic::new(
            Code::SAME_OUTPUT,
            format!("{first} and {second} would both be written to {output}{more}"),
        )
        .help("give a pattern that tells them apart, such as -o '{stem}.{ext}.mkv', or name the folder above with --recursive"));
    }
    let identity = |path: &Path| fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
    let inputs = runs.iter().map(|(input, _)| input).chain(others);
    let inputs: HashMap<_, _> = inputs.filter_map(|input| Some((identity(input)?, input))).collect();
    for output in runs.iter().flat_map(|(_, outputs)| outputs) {
        if let Some(input) = identity(output).and_then(|output| inputs.get(&output)) {
            let message = format!("the output {} is the input {}", output.display(), input.display());
            return Err(Diagnostic::new(Code::OUTPUT_IS_INPUT, message)
                .help("write to another folder with --into, or to other names with -o '{stem}.restored.mkv'"));
        }
    }
    Ok(())
}

/// A path without links and detours, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    let mut there = path.to_owned();
    let mut rest = Vec::new();
    loop {
        let near = if there.as_os_str().is_empty() { Path::new(".") } else { there.as_path() };
        if let Ok(whole) = fs::canonicalize(near) {
            return rest.iter().rev().fold(whole, |path, name| path.join(name));
        }
        let Some(name) = there.file_name().map(ToOwned::to_owned) else { return path.to_owned() };
        rest.push(name);
        there.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(runs: &[(&str, &str)]) -> Option<Code> {
        let runs: Vec<_> =
            runs.iter().map(|(input, output)| (PathBuf::from(input), vec![PathBuf::from(output)])).collect();
        check(&runs, &[]).err().map(|found| found.code)
    }

    #[test]
    fn outputs_have_to_be_different() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name).display().to_string();
        fs::write(at("a.mkv"), "").expect("writable");
        fs::create_dir(at("sub")).expect("writable");
        assert_eq!(found(&[(&at("a.mkv"), &at("new/a.mkv")), ("b.mkv", &at("new/b.mkv"))]), None);
        assert_eq!(found(&[("a.mkv", &at("new/a.mkv")), ("b.mkv", &at("sub/../new/a.mkv"))]), Some(Code::SAME_OUTPUT));
        assert_eq!(found(&[(&at("a.mkv"), &at("sub/../a.mkv"))]), Some(Code::OUTPUT_IS_INPUT));
        let twice = [(PathBuf::from("a.mkv"), vec![PathBuf::from(at("x.mkv")); 2])];
        assert_eq!(check(&twice, &[]).err().map(|found| found.code), Some(Code::OUTPUT_TWICE));
    }
}
