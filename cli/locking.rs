//! Lock files on disk, and what a session comes to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fwr_compiler::compile;
use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::lock::{self, Comparison, Difference, EncoderBuild, Lock, Places, Subject, Weight};
use fwr_compiler::plan::Plan;
use fwr_runtime::media;

use crate::arguments::GraphArgs;
use crate::session::Session;

/// More rounds than filters are nested in each other.
const ROUNDS: usize = 32;

/// Where the lock of a graph is: beside it, unless it is named.
pub(crate) fn path_of(graph: &Path, named: Option<&PathBuf>) -> PathBuf {
    named.cloned().unwrap_or_else(|| lock::file_name(&graph.display().to_string()).into())
}

/// Reads a lock file.
///
/// # Errors
/// If it is not there, or cannot be read.
pub(crate) fn read(path: &Path) -> Result<Lock, Diagnostic> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        let (problem, help) = match error.kind() {
            std::io::ErrorKind::NotFound => (
                format!("there is no lock file {name}"),
                "`fwr lock GRAPH` writes it; --lock-file says where it is".to_owned(),
            ),
            std::io::ErrorKind::InvalidData => {
                (format!("{name} is not text, so it cannot be a lock file"), "write it anew with `fwr lock`".to_owned())
            }
            _ => (format!("{name} cannot be read: {error}"), "--lock-file says which file it is".to_owned()),
        };
        Diagnostic::new(Code::LOCK_UNREADABLE, problem).help(help)
    })?;
    lock::read(&name, &text)
}

/// Gives a graph the params that it was locked with, where the command line says nothing else.
pub(crate) fn give_params(graph: &mut GraphArgs, lock: &Lock) {
    for (name, value) in &lock.params.given {
        if !graph.param.iter().any(|(given, _)| given == name) {
            graph.param.push((name.clone(), value.clone()));
        }
    }
}

/// Makes a session choose implementations as a lock has it.
pub(crate) fn keep_choices(session: &mut Session, lock: &Lock) {
    // Each round can open places inside of what was chosen; they are few.
    for _ in 0..ROUNDS {
        if !lock::keep_choices(lock, &mut session.bindings, &session.checked.sites) {
            return;
        }
        session.checked = compile::check(&session.program, &session.bindings);
    }
}

/// Where outputs go that say nothing of it, so that a graph can be planned whose pictures go nowhere.
pub(crate) fn name_outputs(session: &mut Session) {
    let outputs = &session.checked.graph.outputs;
    if outputs.iter().any(|output| output.path.is_none()) {
        let path = |path: &Option<String>| path.clone().unwrap_or_else(|| "nothing.mkv".to_owned());
        session.bindings.outputs = outputs.iter().map(|output| path(&output.path)).collect();
        session.checked = compile::check(&session.program, &session.bindings);
    }
}

/// Threads that encoders are given: as many as in the lock, if there is one that says so, else as the command line has
/// it.
pub(crate) fn encoder_threads(session: &Session, lock: Option<&Lock>) -> u32 {
    let locked = lock.and_then(|lock| lock.outputs.iter().find_map(|output| output.threads));
    let asked = u32::try_from(session.threads()).unwrap_or(u32::MAX);
    let cores = || std::thread::available_parallelism().map_or(1, |cores| cores.get() as u32);
    locked.unwrap_or_else(|| if asked > 0 { asked } else { cores() })
}

/// The lock of what a session comes to, with its plan before anything is fused, if there is one.
pub(crate) fn current(session: &Session, plan: Option<&Plan>, encoder_threads: u32) -> (Lock, Places) {
    let videos = session.checked.graph.outputs.iter().filter_map(|output| output.video.as_ref());
    let encoders: BTreeMap<String, EncoderBuild> = videos
        .filter_map(|video| Some((video.encoder.clone(), media::encoder_build(&video.encoder, encoder_threads)?)))
        .collect();
    lock::make(&Subject {
        program: &session.program,
        sources: &session.sources,
        bindings: &session.bindings,
        plan,
        encoders: &encoders,
    })
}

/// Adds to a session's findings what is different from `lock`; gives the threads that its encoders are to have.
pub(crate) fn hold(session: &mut Session, lock: &Lock) -> u32 {
    let threads = encoder_threads(session, Some(lock));
    let plan = session.unfused();
    let (now, places) = current(session, plan.as_ref(), threads);
    session.checked.diagnostics.extend(findings(&lock::compare(lock, &now, &places)));
    threads
}

/// What is different, as findings.
pub(crate) fn findings(comparison: &Comparison) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = comparison
        .causes
        .iter()
        .map(|difference| {
            let code = match difference.weight {
                Weight::Differs => Code::LOCK_DIFFERS,
                Weight::Note => Code::LOCK_AGED,
            };
            let message = match difference.line.filter(|_| difference.at.is_none()) {
                Some(line) => format!("line {line}: {}", difference.message),
                None => difference.message.clone(),
            };
            let found = Diagnostic::new(code, message);
            match difference.at {
                Some(at) => found.label(at, ""),
                None => found,
            }
        })
        .collect();
    // Once is enough, whatever their number.
    if let Some(last) = found.iter_mut().rfind(|found| found.code == Code::LOCK_DIFFERS) {
        last.help = Some("`fwr lock` writes the lock anew if that is meant; `fwr lock --diff` says more".to_owned());
    }
    found
}

/// The file and line that a difference is about, if it is about one.
pub(crate) fn place(difference: &Difference, session: &Session) -> Option<(String, usize)> {
    let main = || session.sources.get(session.program.source).name.clone();
    match difference.at {
        Some(at) => Some((session.sources.get(at.source).name.clone(), session.sources.line_column(at).0)),
        None => difference.line.map(|line| (main(), line)),
    }
}
