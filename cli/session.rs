//! A graph together with what it works on: read, bound to its media, checked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fwr_compiler::compile::{self, Checked, Program};
use fwr_compiler::diagnostics::{Code, Diagnostic, Sources, nearest};
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::fusion::fuse;
use fwr_compiler::graph::Output;
use fwr_compiler::plan::{Excerpt, Plan};
use fwr_compiler::syntax::ast::{ExprKind, Input, ItemKind, TypeKind};
use fwr_runtime::media;

use crate::arguments::{Format, FuseArgs, GraphArgs};
use crate::exit::Exit;
use crate::folders::Folders;
use crate::planning::Planning;
use crate::{deadline, levels, reports};

/// Whether a graph is looked at with its media.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    /// Every input must have its file.
    Required,
    /// Only files that are named on the command line are looked at; others are left open.
    IfNamed,
}

/// A graph that has been read and checked.
#[derive(Debug)]
pub(crate) struct Session {
    /// The texts of the graph and the library.
    pub(crate) sources: Sources,
    /// The parsed graph.
    pub(crate) program: Program,
    /// Its media and params.
    pub(crate) bindings: Bindings,
    /// Its graph, and everything found so far.
    pub(crate) checked: Checked,
    /// What its plan is made for; `None` where no plan is made.
    pub(crate) planning: Option<Planning>,
}

/// Why there is no session.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What was found.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The texts that it is about.
    pub(crate) sources: Sources,
}

impl Session {
    /// Reads the graph, looks at its media and checks it.
    ///
    /// # Errors
    /// If the graph cannot be read, or its media is asked for wrongly or cannot be read.
    pub(crate) fn open(args: &GraphArgs, media: Media) -> Result<Self, Failure> {
        match read_graph(&args.graph) {
            Ok(text) => Self::of_text(&text, args, media),
            Err(found) => Err(Failure { diagnostics: vec![found], sources: Sources::default() }),
        }
    }

    /// As [`Session::open`], with `text` for what the graph file says.
    ///
    /// # Errors
    /// If the graph's media is asked for wrongly or cannot be read.
    pub(crate) fn of_text(text: &str, args: &GraphArgs, media: Media) -> Result<Self, Failure> {
        let mut sources = Sources::default();
        let source = sources.add(args.graph.display().to_string(), text);
        let library = match fwr_stdlib::library(&mut sources) {
            Ok(library) => library,
            Err(diagnostics) => return Err(Failure { diagnostics, sources }),
        };
        let program = compile::load(source, &mut sources, &library, &Folders);
        let mut diagnostics = Vec::new();
        let lints = levels::chosen(&args.levels, &mut diagnostics);
        if !diagnostics.is_empty() {
            return Err(Failure { diagnostics, sources });
        }
        // What is wrong with the text comes first: its inputs may not be what they seem.
        if compile::has_errors(&program.diagnostics) {
            let bindings = Bindings { lints, ..Bindings::default() };
            let checked = compile::check(&program, &bindings);
            if media == Media::Required {
                return Err(Failure { diagnostics: checked.diagnostics, sources });
            }
            return Ok(Self { sources, program, bindings, checked, planning: None });
        }
        let bindings = Bindings { lints, ..bind(&program, args, media, &mut diagnostics) };
        if !diagnostics.is_empty() {
            return Err(Failure { diagnostics, sources });
        }
        let checked = compile::check(&program, &bindings);
        Ok(Self { sources, program, bindings, checked, planning: None })
    }

    /// Whether every input has its file and every output its path.
    pub(crate) fn is_complete(&self) -> bool {
        let may_be_left_out = |input: &Input| matches!(input.ty.kind, TypeKind::Optional(_));
        inputs(&self.program)
            .iter()
            .all(|input| may_be_left_out(input) || self.bindings.media.contains_key(&input.name.name))
            && self.checked.graph.outputs.iter().all(|output| output.path.is_some())
            && !self.bindings.media.is_empty()
    }

    /// The same session with a path for each output that has none: for those who look at a plan and write nothing.
    pub(crate) fn with_any_outputs(mut self) -> Self {
        let outputs = &self.checked.graph.outputs;
        if outputs.iter().any(|output| output.path.is_none()) {
            let path = |output: &Output| output.path.clone().unwrap_or_else(|| "output.mkv".to_owned());
            self.bindings.outputs = outputs.iter().map(path).collect();
            self.checked = compile::check(&self.program, &self.bindings);
        }
        self
    }

    /// The plan, placed, its kernels fused unless that is not wanted; findings against it are added to `checked`.
    pub(crate) fn plan(&mut self, args: FuseArgs) -> Option<Plan> {
        let planning = self.planning.clone();
        let chosen = planning.as_ref().map_or(Ok(None), |planning| deadline::meet(self, planning, !args.no_fuse));
        let chosen = match chosen {
            Ok(chosen) => chosen,
            Err(found) => {
                self.checked.diagnostics.push(found);
                return None;
            }
        };
        let mut plan =
            compile::plan(&self.program, &mut self.checked, &self.sources, &self.bindings, &fwr_runtime::Containers);
        match (&mut plan, &planning) {
            (Some(plan), Some(planning)) => {
                planning.place(plan, !args.no_fuse);
                plan.placement.iter_mut().for_each(|placement| placement.deadline.clone_from(&chosen));
                if let Some(objection) = planning.objection(plan) {
                    self.checked.diagnostics.push(objection);
                    return None;
                }
            }
            (Some(plan), None) if !args.no_fuse => fuse(plan),
            _ => {}
        }
        match (plan, &self.planning) {
            (Some(plan), Some(planning)) => {
                planning.keep_within(plan).map_err(|found| self.checked.diagnostics.push(found)).ok()
            }
            (plan, _) => plan,
        }
    }

    /// The plan with its ops where they are to run, none of them fused and whatever memory that would take; for what
    /// has been planned before.
    pub(crate) fn unfused(&mut self) -> Option<Plan> {
        let said = self.checked.diagnostics.clone();
        let mut plan =
            compile::plan(&self.program, &mut self.checked, &self.sources, &self.bindings, &fwr_runtime::Containers)?;
        self.checked.diagnostics = said;
        self.planning.iter().for_each(|planning| planning.place(&mut plan, false));
        Some(plan)
    }

    /// Threads that work at a time; 0 for all of the machine.
    pub(crate) fn threads(&self) -> usize {
        self.planning.as_ref().map_or(0, |planning| planning.threads)
    }

    /// The same session, for a part of its outputs.
    pub(crate) fn of_part(mut self, part: Option<Excerpt>) -> Self {
        self.bindings.excerpt = part;
        self
    }

    /// The same session, its plan made for `planning`.
    pub(crate) fn with(self, planning: Planning) -> Self {
        let quality = planning.quality();
        if quality == self.bindings.quality {
            return Self { planning: Some(planning), ..self };
        }
        let bindings = Bindings { quality, ..self.bindings };
        let checked = compile::check(&self.program, &bindings);
        Self { planning: Some(planning), bindings, checked, ..self }
    }
}

impl Failure {
    /// Shows what stood in the way.
    pub(crate) fn show(&self, format: Format) -> Exit {
        reports::show(format, &self.diagnostics, &self.sources, false)
    }
}

/// The text of a graph file.
///
/// # Errors
/// If it is not there, not a file, or not text.
pub(crate) fn read_graph(path: &Path) -> Result<String, Diagnostic> {
    let bytes = std::fs::read(path).map_err(|error| {
        let (problem, help) = match error.kind() {
            std::io::ErrorKind::NotFound => {
                ("does not exist".to_owned(), "check the path; graphs are text files that end in .fwr")
            }
            std::io::ErrorKind::IsADirectory => {
                ("is a folder, but a text file is expected".to_owned(), "name one of the .fwr files inside it")
            }
            std::io::ErrorKind::PermissionDenied => {
                ("cannot be read: permission denied".to_owned(), "ask for permission to read it")
            }
            _ => (format!("cannot be read: {error}"), "give the path of a .fwr file"),
        };
        Diagnostic::new(Code::GRAPH_UNREADABLE, format!("the graph {} {problem}", path.display())).help(help)
    })?;
    String::from_utf8(bytes).map_err(|_| {
        Diagnostic::new(Code::GRAPH_UNREADABLE, format!("{} is not text, so it cannot be a graph", path.display()))
            .help("the graph comes first, then its media: `fwr run GRAPH.fwr MEDIA`")
    })
}

fn inputs(program: &Program) -> Vec<&Input> {
    program
        .file
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            ItemKind::Input(input) => Some(input),
            _ => None,
        })
        .collect()
}

/// A path as text; what is not Unicode would come out as another name, so it is refused.
fn text(path: &Path, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let text = path.to_str().map(str::to_owned);
    if text.is_none() {
        diagnostics.push(
            Diagnostic::new(Code::UNKNOWN_INPUT, format!("the name of {} is not Unicode text", path.display()))
                .help("rename the file, or the folder it is in"),
        );
    }
    text
}

/// Gives every input its file, as far as files are named, and looks into it.
fn bind(program: &Program, args: &GraphArgs, media: Media, diagnostics: &mut Vec<Diagnostic>) -> Bindings {
    let inputs = inputs(program);
    let mut bindings = Bindings {
        media: BTreeMap::new(),
        params: params(args, diagnostics),
        outputs: args.output.iter().filter_map(|path| text(path, diagnostics)).collect(),
        ..Bindings::default()
    };
    let paths = input_paths(&inputs, args, diagnostics);
    let mut described = args.described.iter();
    for input in inputs {
        let default = match input.default.as_ref().map(|expr| &expr.kind) {
            Some(ExprKind::Text(path)) => Some(PathBuf::from(path)),
            _ => None,
        };
        let named = paths.get(&input.name.name).cloned();
        if let Some(clip) = named.is_none().then(|| described.next()).flatten() {
            bindings.media.insert(input.name.name.clone(), clip.clone());
            continue;
        }
        let path = match (named, default) {
            (Some(path), _) => path,
            (None, Some(path)) if media == Media::Required => path,
            _ => continue,
        };
        let Some(path) = text(&path, diagnostics) else { continue };
        match media::probe(&path, args.rates.of(&input.name.name)) {
            Ok(info) => {
                bindings.media.insert(input.name.name.clone(), info);
            }
            Err(found) => diagnostics.push(found),
        }
    }
    let sequences = bindings.media.iter().filter(|(_, media)| media::is_sequence(&media.container));
    let sequences: Vec<&str> = sequences.map(|(name, _)| name.as_str()).collect();
    if diagnostics.is_empty() && !bindings.media.is_empty() {
        diagnostics.extend(args.rates.objection(&sequences));
    }
    bindings
}

/// The values given with `-p`, each param once.
fn params(args: &GraphArgs, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let mut params = BTreeMap::new();
    for (name, value) in &args.param {
        if let Some(first) = params.insert(name.clone(), value.clone()) {
            diagnostics.push(
                Diagnostic::new(
                    Code::BAD_PARAM,
                    format!("the param `{name}` is given twice, as {first} and as {value}"),
                )
                .help("give it one value"),
            );
        }
    }
    params
}

/// `1 input`, `2 inputs`.
fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The files named on the command line, by input: by position in order of declaration, or by name.
fn input_paths(inputs: &[&Input], args: &GraphArgs, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, PathBuf> {
    let names: Vec<&str> = inputs.iter().map(|input| input.name.name.as_str()).collect();
    let mut paths = BTreeMap::new();
    for (name, path) in &args.input {
        if !names.contains(&name.as_str()) {
            let help = match nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => "this graph has no inputs".to_owned(),
                None => format!("its inputs are {}", names.join(", ")),
            };
            diagnostics
                .push(Diagnostic::new(Code::UNKNOWN_INPUT, format!("the graph has no input `{name}`")).help(help));
        } else if paths.insert(name.clone(), PathBuf::from(path)).is_some() {
            diagnostics.push(
                Diagnostic::new(Code::UNKNOWN_INPUT, format!("the input `{name}` is given twice"))
                    .help("give it one file"),
            );
        }
    }
    let mut open = names
        .iter()
        .filter(|name| !paths.contains_key(**name))
        .map(|name| (*name).to_owned())
        .collect::<Vec<_>>()
        .into_iter();
    for path in &args.media {
        match open.next() {
            Some(name) => {
                paths.insert(name, path.clone());
            }
            None => diagnostics.push(
                Diagnostic::new(
                    Code::UNKNOWN_INPUT,
                    format!("{} is one file too many: the graph has {}", path.display(), count(names.len(), "input")),
                )
                .help(if names.is_empty() {
                    "add `input clip: media` to the graph".to_owned()
                } else {
                    format!("its inputs are, in order: {}; where to write is said with -o", names.join(", "))
                }),
            ),
        }
    }
    paths
}
