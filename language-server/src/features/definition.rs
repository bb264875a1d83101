//! Where a name is defined: in this text, in one that it uses, or in the library.

use lsp_types::Location;

use crate::analysis::Analysis;
use crate::{modules, names};

/// Where the name at `offset` is defined.
pub(crate) fn definition(analysis: &Analysis, offset: usize) -> Option<Location> {
    let found = names::at(analysis, offset)?;
    if let names::Meaning::Module(used, _) = found.meaning {
        return modules::location(analysis, modules::used(analysis, used)?);
    }
    analysis.location(found.meaning.defined_at()?)
}
