//! Plans the run of each input, before any of them begins.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use fwr_compiler::compile::has_errors;
use fwr_compiler::diagnostics::{Code, Diagnostic, Sources};
use fwr_runtime::output::check_destination;
use fwr_runtime::segments::{Key, status};

use crate::arguments::{BatchArgs, GraphArgs};
use crate::reports::to_json;
use crate::running::{How, Ready, failed};
use crate::session::{Failure, Media, Session};
use crate::terminal::findings;
use crate::terminal::stderr::say;

use super::item::{Failed, Item, State, Work};
use super::record::{Records, There};

/// Plans runs one after another, and tells each finding once.
pub(super) struct Planner<'a> {
    args: &'a BatchArgs,
    how: &'a How<'a>,
    records: Records,
    /// Findings that were told.
    told: HashSet<String>,
    quiet: bool,
}

/// The paths that the outputs of a graph have of their own; what is wrong with the graph on any input is told here.
///
/// # Errors
/// If it has errors.
pub(super) fn outputs_of(graph: &GraphArgs) -> Result<Vec<Option<String>>, Failure> {
    let alone = GraphArgs { media: Vec::new(), output: Vec::new(), ..graph.clone() };
    let session = Session::open(&alone, Media::IfNamed)?;
    if has_errors(&session.checked.diagnostics) {
        return Err(Failure { diagnostics: session.checked.diagnostics, sources: session.sources });
    }
    Ok(session.checked.graph.outputs.iter().map(|output| output.path.clone()).collect())
}

impl<'a> Planner<'a> {
    pub(super) fn new(args: &'a BatchArgs, how: &'a How<'a>, quiet: bool) -> Self {
        Self { args, how, records: Records::default(), told: HashSet::new(), quiet }
    }

    /// Plans the run of `input` to `outputs`.
    pub(super) fn plan(&mut self, input: PathBuf, outputs: Vec<PathBuf>) -> Item {
        let size = std::fs::metadata(&input).ok().map(|found| found.len());
        let state = match self.look(&input, &outputs) {
            Ok(state) => state,
            Err(failure) => self.refused(&input, failure),
        };
        Item { input, outputs, size, state }
    }

    fn look(&mut self, input: &Path, outputs: &[PathBuf]) -> Result<State, Failure> {
        for output in outputs {
            // A folder that is not there will be made, and then nothing is in it.
            if output.parent().is_none_or(|folder| folder.as_os_str().is_empty() || folder.exists()) {
                check_destination(&output.to_string_lossy(), true, &[])?;
            }
        }
        let graph = GraphArgs { media: vec![input.to_owned()], output: outputs.to_vec(), ..self.args.graph.clone() };
        let mut ready = self.how.prepare(&graph, |_| Ok(()))?;
        self.warn(input, &mut ready);
        let recipe = Key::of(&ready.plan).map_err(|error| {
            Diagnostic::new(Code::INPUT_UNREADABLE, format!("{} cannot be read: {error}", input.display()))
                .help("check that the file may be read")
        })?;
        let there: Vec<There> = outputs
            .iter()
            .map(|output| self.records.look(output, &recipe, self.args.how.measure.allow_damaged))
            .collect();
        if !self.args.fresh && there.iter().all(|there| *there == There::Same) {
            return Ok(State::DoneBefore);
        }
        if !self.args.force {
            let mut pairs = outputs.iter().zip(&there);
            pairs.try_for_each(|(output, there)| in_the_way(output, there, self.args.fresh))?;
        }
        let replace = self.args.force || there.contains(&There::Same);
        let kept = outputs.first().filter(|_| !self.args.fresh).and_then(|output| status(output).ok()?);
        let segments = kept.map_or(0, |kept| kept.complete.len());
        Ok(State::ToDo(Box::new(Work { ready, recipe, replace, segments })))
    }

    /// Tells what is wrong with an input, or that it is what was wrong with another.
    fn refused(&mut self, input: &Path, failure: Failure) -> State {
        let first = failure.diagnostics.iter().find(|found| has_errors(std::slice::from_ref(found)));
        let found = first.cloned().unwrap_or_else(|| {
            Diagnostic::new(Code::INTERNAL, "there is no plan, and nothing says why")
                .help("this is a fault in FrameWright; please report it with the graph")
        });
        let Failure { mut diagnostics, sources } = failure;
        let document = to_json(std::slice::from_ref(&found), &sources);
        diagnostics.retain(|found| self.told.insert(key(found)));
        if found.code != Code::INTERRUPTED && !diagnostics.is_empty() && !self.args.json {
            say!("{}:", input.display());
            failed(&Failure { diagnostics, sources }, self.quiet);
        }
        State::Failed(Box::new(Failed { predicted: None, found, document }))
    }

    /// Tells what a person should know of a plan, and forgets it: there may be thousands.
    fn warn(&mut self, input: &Path, ready: &mut Ready) {
        let mut warnings = std::mem::take(&mut ready.warnings);
        warnings.retain(|found| self.told.insert(key(found)));
        if !warnings.is_empty() && !self.quiet {
            say!("{}:", input.display());
            findings::show(&warnings, &ready.sources, self.quiet);
        }
        ready.sources = Sources::default();
    }
}

fn key(found: &Diagnostic) -> String {
    let place = found.labels.first().map(|label| label.span.range());
    format!("{} {place:?} {}", found.code, found.message)
}

/// Refuses to replace what is there, unless that is the same.
fn in_the_way(output: &Path, there: &There, fresh: bool) -> Result<(), Diagnostic> {
    let path = output.display();
    let message = match there {
        There::Nothing => return Ok(()),
        There::Same if !fresh => return Ok(()),
        There::Same => format!("{path} exists already, and is to be made anew"),
        There::Other(differences) => {
            let what = fwr_compiler::estimate::words::listed(differences);
            format!("{path} exists already, and was made of something else: {what} changed")
        }
        There::Foreign => format!("{path} exists already"),
    };
    Err(Diagnostic::new(Code::OUTPUT_EXISTS, message).help("replace it with --force, or write to another folder"))
}
