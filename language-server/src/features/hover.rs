//! What stands under the cursor: its type, and what is said about it.

use fwr_compiler::syntax::ast::{Expr, ItemKind};
use fwr_compiler::syntax::{TokenKind, digits_and_unit};
use fwr_compiler::types::Unit;
use lsp_types::{Hover, HoverContents};

use crate::analysis::Analysis;
use crate::names::{self, Kind, Meaning, Occurrence};
use crate::{describe, modules, types, words};

/// What is known of the place at `offset`.
pub(crate) fn hover(analysis: &Analysis, offset: usize) -> Option<Hover> {
    let (range, value) =
        of_name(analysis, offset).or_else(|| of_token(analysis, offset)).or_else(|| of_expression(analysis, offset))?;
    Some(Hover {
        contents: HoverContents::Markup(describe::markdown(value)),
        range: Some(analysis.text.range_of(range)),
    })
}

type Found = (std::ops::Range<usize>, String);

fn of_name(analysis: &Analysis, offset: usize) -> Option<Found> {
    let found = names::at(analysis, offset)?;
    let text = match found.meaning {
        Meaning::Input(item, input) => {
            let code = format!("input {}: {}", input.name.name, analysis.on_one_line(input.ty.span));
            let clip = types::of_input(analysis, input).map(|clip| format!("`{clip}`")).unwrap_or_default();
            describe::code_and_docs(&code, &[clip, describe::docs(&item.docs)].join("\n\n"))
        }
        Meaning::Param(item, param) => {
            let code = format!("param {}", analysis.on_one_line(param.span));
            describe::code_and_docs(&code, &describe::docs(&item.docs))
        }
        Meaning::Let(item, binding) => {
            let value = types::of_name(analysis, &found).unwrap_or_else(|| ": not known here".to_owned());
            let docs = match &item.kind {
                ItemKind::Let(own) if own.name.span == binding.name.span => describe::docs(&item.docs),
                _ => String::new(),
            };
            describe::code_and_docs(&format!("let {}{value}", binding.name.name), &docs)
        }
        Meaning::Filter(declaration) => {
            let gives = types::of_call(analysis, &found).map(|ty| format!("Gives `{ty}` here.")).unwrap_or_default();
            let done_by = describe::implementations(analysis, declaration, found.span);
            let docs = describe::docs(&declaration.docs);
            let code = describe::signature(analysis, declaration);
            describe::code_and_docs(&code, &format!("{gives}\n\n{done_by}\n\n{docs}"))
        }
        Meaning::Parameter(declaration, index) => {
            let code = describe::parameter(analysis, declaration, index);
            let docs = declaration.params.get(index).map(|param| describe::docs(&param.docs)).unwrap_or_default();
            describe::code_and_docs(&code, &format!("{docs}\n\nA parameter of `{}`.", declaration.name()))
        }
        Meaning::Choice(declaration, index) => {
            let code = describe::parameter(analysis, declaration, index);
            let docs = declaration.params.get(index).map(|param| describe::docs(&param.docs)).unwrap_or_default();
            let choice = analysis.written(found.span);
            describe::code_and_docs(&code, &format!("{docs}\n\n`{choice}` is one of its choices."))
        }
        Meaning::Loop(name) => {
            let value = types::of_name(analysis, &found).unwrap_or_default();
            describe::code_and_docs(&format!("{}{value}", name.name), "Goes through a loop.")
        }
        Meaning::Module(used, _) => {
            let docs =
                modules::used(analysis, used).map(|module| describe::docs(&module.file.docs)).unwrap_or_default();
            let path = used.path.span().map(|span| analysis.on_one_line(span)).unwrap_or_default();
            describe::code_and_docs(&format!("use {path}"), &docs)
        }
        Meaning::Model(item, model) => {
            describe::code_and_docs(&format!("model {}", model.name.name), &describe::docs(&item.docs))
        }
        Meaning::Output(name) => describe::code_and_docs(&format!("output {}", name.name), ""),
        Meaning::Word(kind, meaning) => of_word(analysis, &found, kind, meaning),
    };
    Some((found.span.range(), text))
}

fn of_word(analysis: &Analysis, found: &Occurrence<'_>, kind: Kind, meaning: &str) -> String {
    let word = analysis.written(found.span);
    let value = match kind {
        Kind::Property => types::of_member(analysis, found.span),
        _ => None,
    };
    let code = format!("{word}{}", value.unwrap_or_default());
    describe::code_and_docs(&code, meaning)
}

/// Keywords and numbers.
fn of_token(analysis: &Analysis, offset: usize) -> Option<Found> {
    let token = analysis.tokens.iter().find(|token| token.span.range().contains(&offset))?;
    let word = analysis.written(token.span);
    let text = match token.kind {
        TokenKind::Word => describe::code_and_docs(word, words::meaning(words::KEYWORDS, word)?),
        TokenKind::Number => {
            let (_, unit) = digits_and_unit(word);
            let unit = Unit::from_name(unit)?;
            describe::code_and_docs(word, unit.dimension().describe())
        }
        _ => return None,
    };
    Some((token.span.range(), text))
}

/// The innermost expression whose type is known.
fn of_expression(analysis: &Analysis, offset: usize) -> Option<Found> {
    let mut found: Option<(&Expr, String)> = None;
    for expr in names::expressions(analysis) {
        let inside = expr.span.range().contains(&offset);
        let narrower = found.as_ref().is_none_or(|(other, _)| expr.span.range().len() <= other.span.range().len());
        if inside
            && narrower
            && let Some(ty) = types::of_expr(analysis, expr)
        {
            found = Some((expr, ty));
        }
    }
    let (expr, ty) = found?;
    Some((expr.span.range(), describe::code_and_docs(ty.trim_start_matches([':', ' ', '=']), "")))
}
