//! Gives something another name, wherever it is used.

use std::collections::HashMap;
use std::sync::Arc;

use fwr_compiler::resolve::FUNCTIONS;
use fwr_compiler::syntax::is_name;
use lsp_types::{Range, TextEdit, WorkspaceEdit};

use super::references;
use crate::analysis::Analysis;
use crate::callee;
use crate::names::{self, Meaning};

/// What can be renamed at `offset`: its place and its name.
///
/// # Errors
/// Why it can't be renamed, for a person.
pub(crate) fn prepare(analysis: &Analysis, offset: usize) -> Result<(Range, String), String> {
    let found = names::at(analysis, offset).ok_or("there is no name here")?;
    let definition = found.meaning.defined_at().ok_or("this is a word of the language")?;
    let name = analysis.written(found.span);
    if definition.source.0 < analysis.standard.count() {
        return Err(format!("`{name}` belongs to the standard library"));
    }
    if let Meaning::Module(used, _) = found.meaning
        && used.alias.is_none()
    {
        return Err(format!("`{name}` is called after its file: write `as` and another name behind it"));
    }
    Ok((analysis.text.range(found.span), name.to_owned()))
}

/// The edits that rename what stands at `offset`, in all `documents`.
///
/// # Errors
/// Why it can't be renamed, for a person.
pub(crate) fn rename(
    analysis: &Analysis,
    documents: &[Arc<Analysis>],
    offset: usize,
    new: &str,
) -> Result<WorkspaceEdit, String> {
    prepare(analysis, offset)?;
    if !is_name(new) {
        return Err(format!("`{new}` cannot be a name: letters, digits and _, no keyword, no digit first"));
    }
    let wanted = references::definition_at(analysis, offset).ok_or("there is no name here")?;
    let found = names::at(analysis, offset).ok_or("there is no name here")?;
    if let Some(taken) = taken(analysis, &found.meaning, new) {
        return Err(taken);
    }
    #[expect(clippy::mutable_key_type, reason = "the protocol's own type is a map by URI")]
    let mut changes = HashMap::new();
    for (uri, places) in references::uses(documents, &wanted) {
        let Some(document) = documents.iter().find(|document| document.uri == uri) else { continue };
        let edit = |range| TextEdit { range: document.text.range_of(range), new_text: new.to_owned() };
        changes.insert(uri, places.into_iter().map(edit).collect());
    }
    Ok(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}

/// Who has the new name already, where both would be seen.
fn taken(analysis: &Analysis, meaning: &Meaning<'_>, new: &str) -> Option<String> {
    let clash = match meaning {
        Meaning::Filter(_) => {
            callee::filter(analysis, None, new).is_some() || FUNCTIONS.contains(&new) || new == "encode"
        }
        Meaning::Parameter(declaration, _) => {
            declaration.param(new).is_some() || lets_of(analysis, declaration.filter.name.span.start).contains(&new)
        }
        Meaning::Let(item, binding) if item.span.start != binding.name.span.start => {
            names::defined_in(analysis, item).contains(&new)
                || matches!(item.kind, fwr_compiler::syntax::ast::ItemKind::Let(_))
                    && names::of_file(analysis).contains(&new)
        }
        _ => names::of_file(analysis).contains(&new),
    };
    clash.then(|| format!("there is a `{new}` already"))
}

/// The names of the `let`s of the filter whose name starts at `start`.
fn lets_of(analysis: &Analysis, start: u32) -> Vec<&str> {
    let items = &analysis.program.file.items;
    let item = items.iter().find(|item| item.span.range().contains(&(start as usize)));
    item.map_or_else(Vec::new, |item| names::defined_in(analysis, item))
}
