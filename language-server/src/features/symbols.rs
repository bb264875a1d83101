//! The outline of a document.

use fwr_compiler::syntax::ast::{FilterKind, ItemKind};
use lsp_types::{DocumentSymbol, SymbolKind};

use crate::analysis::Analysis;

/// The items of a document, filters with their parameters.
pub(crate) fn symbols(analysis: &Analysis) -> Vec<DocumentSymbol> {
    let items = &analysis.program.file.items;
    items
        .iter()
        .filter_map(|item| {
            let whole = item.span;
            Some(match &item.kind {
                ItemKind::Input(input) => {
                    let detail = analysis.on_one_line(input.ty.span);
                    symbol(analysis, &input.name.name, detail, SymbolKind::FILE, whole, input.name.span)
                }
                ItemKind::Param(param) => {
                    let detail = analysis.on_one_line(param.ty.span);
                    symbol(analysis, &param.name.name, detail, SymbolKind::CONSTANT, whole, param.name.span)
                }
                ItemKind::Let(binding) => {
                    let name = &binding.name;
                    symbol(analysis, &name.name, String::new(), SymbolKind::VARIABLE, whole, name.span)
                }
                ItemKind::Output(output) => {
                    let path = output.path.as_ref().map_or(whole, |path| path.span);
                    let named = output.name.as_ref().map_or(path, |name| name.span);
                    let name = if named == whole { "output".to_owned() } else { analysis.on_one_line(named) };
                    symbol(analysis, &name, "output".to_owned(), SymbolKind::EVENT, whole, named)
                }
                ItemKind::Filter(filter) => {
                    let kind = match filter.kind {
                        FilterKind::Kernel => SymbolKind::OPERATOR,
                        _ => SymbolKind::FUNCTION,
                    };
                    let detail = crate::describe::keyword(filter.kind).to_owned();
                    let mut found = symbol(analysis, &filter.name.name, detail, kind, whole, filter.name.span);
                    let params = filter.params.iter().map(|param| {
                        let detail = analysis.on_one_line(param.ty.span);
                        let name = &param.name;
                        symbol(analysis, &name.name, detail, SymbolKind::PROPERTY, param.span, name.span)
                    });
                    found.children = Some(params.collect());
                    found
                }
                ItemKind::Model(model) => {
                    let detail = "model".to_owned();
                    symbol(analysis, &model.name.name, detail, SymbolKind::CLASS, whole, model.name.span)
                }
                ItemKind::Use(used) => {
                    let name = used.module()?.to_owned();
                    let at = used.alias.as_ref().map(|alias| alias.span).or_else(|| used.path.span())?;
                    symbol(analysis, &name, "use".to_owned(), SymbolKind::MODULE, whole, at)
                }
                ItemKind::Expect(_) | ItemKind::Lints(_) | ItemKind::Edition(_) => return None,
            })
        })
        .collect()
}

fn symbol(
    analysis: &Analysis,
    name: &str,
    detail: String,
    kind: SymbolKind,
    whole: fwr_compiler::syntax::Span,
    at: fwr_compiler::syntax::Span,
) -> DocumentSymbol {
    #[expect(deprecated, reason = "the protocol's own type asks for the field")]
    DocumentSymbol {
        name: name.to_owned(),
        detail: (!detail.is_empty()).then_some(detail),
        kind,
        tags: None,
        deprecated: None,
        range: analysis.text.range(whole),
        selection_range: analysis.text.range(at),
        children: None,
    }
}
