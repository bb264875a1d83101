//! The presets that come with the program, read as what calls them reads them.

use std::sync::Arc;

use fwr_compiler::compile::{self, Program};
use fwr_compiler::diagnostics::{Code, Diagnostic, Sources, nearest};
use fwr_compiler::resolve::{Declaration, Module, NoFiles, Parameter};

use crate::session::Failure;

/// Every preset, with the texts that they are made of.
#[derive(Debug)]
pub(crate) struct Presets {
    /// Their texts.
    pub(crate) sources: Sources,
    program: Program,
}

/// One of them.
#[derive(Debug, Clone)]
pub(crate) struct Preset {
    /// Its text and its tree.
    pub(crate) module: Module,
    /// It as a filter: its inputs in order, then its parameters.
    pub(crate) graph: Arc<Declaration>,
}

impl Presets {
    /// Reads all of them.
    ///
    /// # Errors
    /// What is wrong with the library's own texts.
    pub(crate) fn read() -> Result<Self, Failure> {
        let mut sources = Sources::default();
        let library = match fwr_stdlib::library(&mut sources) {
            Ok(library) => library,
            Err(diagnostics) => return Err(Failure { diagnostics, sources }),
        };
        let uses: String = library.presets().map(|name| format!("use presets.{name}\n")).collect();
        let source = sources.add("presets", uses.as_str());
        let program = compile::load(source, &mut sources, &library, &NoFiles);
        if compile::has_errors(&program.diagnostics) {
            return Err(Failure { diagnostics: program.diagnostics, sources });
        }
        Ok(Self { sources, program })
    }

    /// All, by name.
    pub(crate) fn all(&self) -> Vec<Preset> {
        let mut all: Vec<Preset> = self.program.library.modules().filter_map(preset).collect();
        all.sort_by(|one, other| one.name().cmp(other.name()));
        all
    }

    /// The preset `name`.
    ///
    /// # Errors
    /// That there is none, and which is meant perhaps.
    pub(crate) fn find(&self, name: &str) -> Result<Preset, Diagnostic> {
        let mut all = self.all();
        if let Some(position) = all.iter().position(|preset| preset.name() == name) {
            return Ok(all.swap_remove(position));
        }
        let help = match nearest(name, all.iter().map(Preset::name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", all.iter().map(Preset::name).collect::<Vec<_>>().join(", ")),
        };
        Err(Diagnostic::new(Code::NOT_FOUND, format!("there is no preset `{name}`")).help(help))
    }
}

fn preset(module: &Module) -> Option<Preset> {
    let graph = module.graph.clone().filter(|_| module.is_preset)?;
    Some(Preset { module: module.clone(), graph })
}

impl Preset {
    /// What `use presets.NAME` calls it.
    pub(crate) fn name(&self) -> &str {
        &self.module.name
    }

    /// What it is for, in a line.
    pub(crate) fn summary(&self) -> &str {
        self.graph.docs.first().map_or("", String::as_str)
    }

    /// What it reads.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &Parameter> {
        self.graph.params.iter().filter(|param| !param.only_by_name)
    }

    /// What can be chosen.
    pub(crate) fn params(&self) -> impl Iterator<Item = &Parameter> {
        self.graph.params.iter().filter(|param| param.only_by_name)
    }
}

/// The default of a parameter as it is written.
pub(crate) fn default_of<'a>(param: &Parameter, sources: &'a Sources) -> Option<&'a str> {
    param.default.as_ref().map(|default| &sources.get(default.span.source).text[default.span.range()])
}
