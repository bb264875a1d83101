//! Another file under a name: a graph that can be called as a filter, or the filters that it defines.

use std::sync::Arc;

use super::Attributes;
use super::declaration::{Declaration, Origin, Parameter, Returns, read_type};
use super::lowered::Programs;
use crate::syntax::ast::{self, File, FilterKind, Ident, ItemKind, TypeExpr, TypeKind};
use crate::syntax::{SourceId, Span};
use crate::types::ParamType;

/// A file that another one uses.
#[derive(Debug, Clone)]
pub struct Module {
    /// Its text.
    pub source: SourceId,
    /// Its name: that of the file without folder and ending.
    pub name: String,
    /// What is written in it.
    pub text: Arc<str>,
    /// Its syntax tree.
    pub file: Arc<File>,
    /// What calling it takes, where it is a graph: a file with an output.
    pub graph: Option<Arc<Declaration>>,
    /// Whether it came with FrameWright and not from the user.
    pub is_preset: bool,
    /// Whether its text was read whole; otherwise little can be said about what is in it.
    pub is_whole: bool,
    /// Whether it has errors of its own, which are reported in its own text: what uses it is not judged by it.
    pub is_broken: bool,
}

/// What calling a graph takes: its inputs in order, then its params by name.
///
/// Mistakes in their types are found when the graph itself is checked.
pub(super) fn as_filter(file: &File, source: SourceId, name: &str) -> Option<Declaration> {
    file.items.iter().find(|item| matches!(item.kind, ItemKind::Output(_)))?;
    let mut params = Vec::new();
    for item in &file.items {
        if let ItemKind::Input(input) = &item.kind {
            params.push(Parameter {
                name: input.name.name.clone(),
                ty: read_type(&input.ty, &mut Vec::new()),
                // A default is a path, and a graph that is called reads no files of its own.
                default: None,
                docs: item.docs.clone(),
                span: input.name.span,
                only_by_name: false,
            });
        }
    }
    for item in &file.items {
        if let ItemKind::Param(param) = &item.kind {
            params.push(Parameter {
                name: param.name.name.clone(),
                ty: read_type(&param.ty, &mut Vec::new()),
                default: param.default.clone(),
                docs: item.docs.clone(),
                span: param.span,
                only_by_name: true,
            });
        }
    }
    let span = Span::new(source, 0, 0);
    let ident = |name: &str| Ident { name: name.to_owned(), span };
    let filter = ast::Filter {
        kind: FilterKind::Composed,
        name: ident(name),
        params: Vec::new(),
        returns: TypeExpr { kind: TypeKind::Named(ident("video"), Vec::new()), span },
        body: None,
    };
    let returns = Returns { ty: ParamType::Video(Vec::new()), like: None, set: Vec::new() };
    let attributes = Attributes::default();
    Some(Declaration {
        filter,
        docs: file.docs.clone(),
        attributes,
        params,
        returns,
        origin: Origin::Graph(source),
        programs: Programs::default(),
    })
}
