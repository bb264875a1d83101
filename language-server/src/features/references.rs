//! All places where a name is used.

use std::ops::Range;
use std::sync::Arc;

use lsp_types::{DocumentHighlight, DocumentHighlightKind, Location, Uri};

use crate::analysis::Analysis;
use crate::names;

/// Where a name is defined, comparable between documents: the text by its name, and the byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Definition {
    text: String,
    start: u32,
}

/// Where the name at `offset` is defined.
pub(crate) fn definition_at(analysis: &Analysis, offset: usize) -> Option<Definition> {
    definition(analysis, &names::at(analysis, offset)?.meaning)
}

fn definition(analysis: &Analysis, meaning: &names::Meaning<'_>) -> Option<Definition> {
    let span = meaning.defined_at()?;
    Some(Definition { text: analysis.sources.get(span.source).name.clone(), start: span.start })
}

/// The uses of `wanted` in some documents, its definition too, by document and place.
pub(crate) fn uses(documents: &[Arc<Analysis>], wanted: &Definition) -> Vec<(Uri, Vec<Range<usize>>)> {
    let found = documents.iter().map(|analysis| (analysis.uri.clone(), places(analysis, wanted)));
    found.filter(|(_, places)| !places.is_empty()).collect()
}

fn places(analysis: &Analysis, wanted: &Definition) -> Vec<Range<usize>> {
    let mut places: Vec<_> = names::occurrences(analysis)
        .iter()
        .filter(|found| definition(analysis, &found.meaning).as_ref() == Some(wanted))
        .map(|found| found.span.range())
        .collect();
    places.sort_by_key(|range| range.start);
    places.dedup();
    places
}

/// The places where the name at `offset` of a document stands, in all `documents`.
pub(crate) fn references(
    analysis: &Analysis,
    documents: &[Arc<Analysis>],
    offset: usize,
    with_definition: bool,
) -> Vec<Location> {
    let Some(wanted) = definition_at(analysis, offset) else { return Vec::new() };
    let mut out = Vec::new();
    for (uri, places) in uses(documents, &wanted) {
        let Some(document) = documents.iter().find(|document| document.uri == uri) else { continue };
        let own = document.sources.get(document.source).name == wanted.text;
        for range in places {
            if with_definition || !(own && range.start as u32 == wanted.start) {
                out.push(Location::new(uri.clone(), document.text.range_of(range)));
            }
        }
    }
    out
}

/// The same within the document alone, to be lit up.
pub(crate) fn highlights(analysis: &Analysis, offset: usize) -> Vec<DocumentHighlight> {
    let Some(wanted) = definition_at(analysis, offset) else { return Vec::new() };
    let own = analysis.sources.get(analysis.source).name == wanted.text;
    places(analysis, &wanted)
        .into_iter()
        .map(|range| {
            let defines = own && range.start as u32 == wanted.start;
            let kind = if defines { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ };
            DocumentHighlight { range: analysis.text.range_of(range), kind: Some(kind) }
        })
        .collect()
}
