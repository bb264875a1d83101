//! What each name is, for colours: a filter, a param, a value, a property.

use lsp_types::{SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend};

use crate::analysis::Analysis;
use crate::names::{self, Kind, Meaning};

/// The kinds that tokens have, by their numbers.
pub(crate) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: vec![
            SemanticTokenType::FUNCTION,
            SemanticTokenType::PARAMETER,
            SemanticTokenType::VARIABLE,
            SemanticTokenType::PROPERTY,
            SemanticTokenType::ENUM_MEMBER,
            SemanticTokenType::TYPE,
            SemanticTokenType::NAMESPACE,
            SemanticTokenType::DECORATOR,
        ],
        token_modifiers: vec![
            SemanticTokenModifier::DECLARATION,
            SemanticTokenModifier::DEFAULT_LIBRARY,
            SemanticTokenModifier::READONLY,
        ],
    }
}

const DECLARATION: u32 = 1;
const DEFAULT_LIBRARY: u32 = 2;
const READONLY: u32 = 4;

/// The names of a document, in order.
pub(crate) fn tokens(analysis: &Analysis) -> SemanticTokens {
    let mut found = names::occurrences(analysis);
    found.sort_by_key(|found| (found.span.start, found.span.end));
    found.dedup_by_key(|found| found.span.start);
    let mut data = Vec::new();
    let (mut line, mut column) = (0, 0);
    for name in found {
        let (token_type, mut modifiers) = kind(analysis, &name.meaning);
        if name.meaning.defined_at() == Some(name.span) {
            modifiers |= DECLARATION;
        }
        let range = analysis.text.range(name.span);
        // The protocol's tokens do not span lines; names never do.
        if range.start.line != range.end.line {
            continue;
        }
        let delta_line = range.start.line - line;
        let delta_start = if delta_line == 0 { range.start.character - column } else { range.start.character };
        (line, column) = (range.start.line, range.start.character);
        data.push(SemanticToken {
            delta_line,
            delta_start,
            length: range.end.character - range.start.character,
            token_type,
            token_modifiers_bitset: modifiers,
        });
    }
    SemanticTokens { result_id: None, data }
}

fn kind(analysis: &Analysis, meaning: &Meaning<'_>) -> (u32, u32) {
    match meaning {
        Meaning::Filter(declaration) => {
            let own = declaration.filter.name.span.source.0 < analysis.standard.count();
            (0, if own { DEFAULT_LIBRARY } else { 0 })
        }
        Meaning::Model(..) => (0, 0),
        Meaning::Param(..) | Meaning::Parameter(..) => (1, 0),
        Meaning::Input(..) | Meaning::Let(..) | Meaning::Loop(_) | Meaning::Output(_) => (2, READONLY),
        Meaning::Module(..) => (6, 0),
        Meaning::Word(Kind::Function, _) => (0, DEFAULT_LIBRARY),
        Meaning::Word(Kind::Property | Kind::Field, _) => (3, DEFAULT_LIBRARY),
        Meaning::Choice(..) | Meaning::Word(Kind::Choice, _) => (4, DEFAULT_LIBRARY),
        Meaning::Word(Kind::Type, _) => (5, DEFAULT_LIBRARY),
        Meaning::Word(Kind::Attribute, _) => (7, DEFAULT_LIBRARY),
    }
}
