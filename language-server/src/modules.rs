//! The files that a document uses.

use fwr_compiler::resolve::Module;
use fwr_compiler::syntax::Span;
use fwr_compiler::syntax::ast::{Ident, Use};
use lsp_types::Location;

use crate::analysis::Analysis;

/// The file that the document calls `name`, if it was read.
pub(crate) fn of<'a>(analysis: &'a Analysis, name: &str) -> Option<&'a Module> {
    let span = Span::new(analysis.source, 0, 0);
    analysis.program.library.module_at(&Ident { name: name.to_owned(), span })
}

/// The file that a `use` names, if it was read.
pub(crate) fn used<'a>(analysis: &'a Analysis, used: &Use) -> Option<&'a Module> {
    of(analysis, used.module()?)
}

/// The start of a file.
pub(crate) fn location(analysis: &Analysis, module: &Module) -> Option<Location> {
    analysis.location(Span::new(module.source, 0, 0))
}
