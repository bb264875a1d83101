//! `fwr new`: writes a graph that its user owns, of a preset or for a clip.

mod for_clip;
mod of_preset;

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use fwr_compiler::diagnostics::{Code, Diagnostic, Sources};
use fwr_compiler::media::MediaInfo;
use fwr_compiler::syntax;

use crate::arguments::{Format, NewArgs};
use crate::exit::Exit;
use crate::presets::Presets;
use crate::session::Failure;
use crate::terminal::stderr::say;
use crate::terminal::stdout;

pub(crate) fn run(args: &NewArgs, quiet: bool) -> Exit {
    match made(args) {
        Ok((_, text)) if args.path.as_deref() == Some(Path::new("-")) => {
            stdout::print(text);
            Exit::Fine
        }
        Ok((path, text)) => match write(&path, &text) {
            Ok(()) => {
                if !quiet {
                    say_what_is_next(&path, args);
                }
                Exit::Fine
            }
            Err(found) => alone(found).show(Format::Human),
        },
        Err(failure) => failure.show(Format::Human),
    }
}

/// The graph that is asked for, laid out, with where it is to be.
fn made(args: &NewArgs) -> Result<(PathBuf, String), Failure> {
    let presets = Presets::read()?;
    let input = args.input.as_deref().map(look).transpose().map_err(alone)?;
    let named = |name: &str| args.path.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.fwr")));
    let (path, text) = match presets.find(&args.from) {
        Ok(preset) => {
            let graph = named(preset.name());
            let path = input.as_ref().map(|media| media.path.as_str());
            let text = match args.inline {
                true => of_preset::inline(&preset, path),
                false => of_preset::using(&preset, &shown(&graph), path, &presets.sources),
            };
            (graph, text)
        }
        Err(found) => {
            let clip = Path::new(&args.from);
            if args.inline || input.is_some() {
                return Err(alone(found));
            }
            if !clip.exists() {
                let headline = format!("there is neither a preset nor a file `{}`", args.from);
                return Err(alone(Diagnostic { message: headline, ..found }));
            }
            let media = look(clip).map_err(alone)?;
            let stem = clip.file_stem().map_or("graph".into(), |stem| stem.to_string_lossy().into_owned());
            let graph = named(&stem);
            let text = for_clip::text(&media, &shown(&graph)).map_err(alone)?;
            (graph, text)
        }
    };
    let mut sources = Sources::default();
    let source = sources.add("the graph", text.as_str());
    match syntax::format(&text, source) {
        Ok(text) => Ok((path, text)),
        Err(diagnostics) => Err(Failure { diagnostics, sources }),
    }
}

/// What the graph is called in its own text, which may be read before it is in a file.
fn shown(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.filter(|name| name != "-").map_or_else(|| "graph.fwr".to_owned(), |name| quoted(&name))
}

/// What a file is: a name that is mistyped is told now and not at the first run.
fn look(path: &Path) -> Result<MediaInfo, Diagnostic> {
    fwr_runtime::media::probe(&path.display().to_string(), None)
}

fn alone(found: Diagnostic) -> Failure {
    Failure { diagnostics: vec![found], sources: Sources::default() }
}

/// Writes a file that is not there yet.
fn write(path: &Path, text: &str) -> Result<(), Diagnostic> {
    let shown = path.display();
    let unwritable = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Diagnostic::new(Code::OUTPUT_EXISTS, format!("{shown} exists already"))
            .help("choose another name: a graph is never replaced"),
        _ => Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("{shown} cannot be written: {error}"))
            .help("choose a folder that is there and that you can write to"),
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(unwritable)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| {
        // Half a graph is none; the write's own error is what is reported.
        let _ = std::fs::remove_file(path);
        unwritable(error)
    })
}

fn say_what_is_next(path: &Path, args: &NewArgs) {
    let graph = quoted(&path.display().to_string());
    let has_media = args.input.is_some() || Path::new(&args.from).exists();
    let media = if has_media { "" } else { " YOUR-CLIP" };
    say!("wrote {}; next:", path.display());
    say!("  fwr check {graph}{media}");
    say!("  fwr run {graph}{media}");
}

/// A path as it is typed in a shell.
fn quoted(path: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "/\\._-+:@%,".contains(letter);
    if path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}
