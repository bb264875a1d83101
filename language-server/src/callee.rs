//! What a call that is being written calls, and which parameter each argument is for.

use fwr_compiler::resolve::{Declaration, RESERVED};
use fwr_compiler::syntax::ast::FilterKind;
use fwr_compiler::syntax::{Span, ast};

use crate::analysis::Analysis;
use crate::context::CallSite;
use crate::modules;

/// What is called.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Callee<'a> {
    pub(crate) declaration: &'a Declaration,
    /// How many of its parameters are filled before the first argument in the parentheses.
    given: usize,
    /// How many arguments in the parentheses are for no parameter: the encoder's name.
    skipped: usize,
}

impl<'a> Callee<'a> {
    /// What `call` calls; `None` if nothing is declared by that name.
    pub(crate) fn of(analysis: &'a Analysis, call: &CallSite<'_>) -> Option<Self> {
        let given = usize::from(call.piped);
        if call.name == "encode" && call.module.is_none() {
            let codec = call.args.get(usize::from(!call.piped))?;
            let name = codec.text.rsplit(':').next().unwrap_or_default().trim();
            let declaration = analysis.program.library.encoder(name)?;
            return Some(Self { declaration, given, skipped: 1 });
        }
        let declaration = filter(analysis, call.module, call.name)?;
        Some(Self { declaration, given, skipped: 0 })
    }

    /// The parameter that the argument at `index` is for, by its name or its position.
    pub(crate) fn parameter_of(&self, call: &CallSite<'_>, index: usize) -> Option<usize> {
        if let Some(name) = call.args.get(index).and_then(|arg| arg.name) {
            return self.declaration.params.iter().position(|param| param.name == name);
        }
        let codec = usize::from(!call.piped);
        let position = if self.skipped > 0 && index >= codec { index.checked_sub(self.skipped)? } else { index };
        let position = position + self.given;
        // The codec's own place is nobody's parameter.
        (self.skipped == 0 || index != codec).then_some(position).filter(|at| *at < self.declaration.params.len())
    }

    /// The arguments that every filter takes, with what they say: those that make sense here and are not given yet.
    pub(crate) fn reserved(&self, analysis: &Analysis, call: &CallSite<'_>) -> Vec<(&'static str, &'static str)> {
        let given = |name: &str| {
            let named = call.args.iter().enumerate().filter(|(index, _)| *index != call.current);
            named.into_iter().any(|(_, arg)| arg.name == Some(name))
        };
        let makes_sense = |name: &str| match self.declaration.kind() {
            FilterKind::Encoder | FilterKind::Measure => false,
            _ => name != "using" || self.implementations(analysis).len() > 1,
        };
        let taken = |name: &str| self.declaration.param(name).is_some();
        RESERVED.iter().copied().filter(|(name, _)| makes_sense(name) && !given(name) && !taken(name)).collect()
    }

    /// What can do the work of what is called, itself among it.
    pub(crate) fn implementations(&self, analysis: &'a Analysis) -> Vec<&'a Declaration> {
        analysis.program.library.implementations(self.declaration, analysis.source)
    }

    /// The parameters that may still be named: not piped in, not given by position or name.
    pub(crate) fn open(&self, call: &CallSite<'_>) -> Vec<usize> {
        let given = (0..call.args.len()).filter(|index| *index != call.current);
        let taken: Vec<usize> = given
            .filter(|index| !call.args[*index].text.is_empty())
            .filter_map(|index| self.parameter_of(call, index))
            .chain(0..self.given)
            .collect();
        (0..self.declaration.params.len()).filter(|index| !taken.contains(index)).collect()
    }
}

/// The filter `name`, of a module if one is named.
pub(crate) fn filter<'a>(analysis: &'a Analysis, module: Option<&str>, name: &str) -> Option<&'a Declaration> {
    let library = &analysis.program.library;
    match module {
        None => {
            let graph = modules::of(analysis, name).and_then(|module| module.graph.as_deref());
            let span = Span::new(analysis.source, 0, 0);
            graph.or_else(|| library.filter_at(&ast::Ident { name: name.to_owned(), span }))
        }
        Some(module) => match modules::of(analysis, module) {
            Some(used) => library.part(used.source, name),
            None => library.filter(&format!("{module}.{name}")),
        },
    }
}

/// What the file that `module` stands for defines.
pub(crate) fn filters_of_module<'a>(analysis: &'a Analysis, module: &str) -> Vec<&'a Declaration> {
    let module = modules::of(analysis, module);
    module.map_or_else(Vec::new, |module| analysis.program.library.parts_of(module.source).collect())
}
