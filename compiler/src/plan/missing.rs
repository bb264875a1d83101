//! What a graph has not been given and cannot do without.

use crate::diagnostics::{Code, Diagnostic};
use crate::elaborate::Bindings;
use crate::syntax::ast::{File, ItemKind, TypeKind};

/// The inputs without a file and params without a value that a graph cannot do without.
pub fn missing(file: &File, graph: &str, bindings: &Bindings) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for item in &file.items {
        match &item.kind {
            ItemKind::Input(input) if !bindings.media.contains_key(&input.name.name) => {
                let name = &input.name.name;
                if !matches!(input.ty.kind, TypeKind::Optional(_)) {
                    found.push(
                        Diagnostic::new(Code::UNBOUND_INPUT, format!("no file is given for the input `{name}`"))
                            .label(input.name.span, "")
                            .help(format!(
                                "give one on the command line: `fwr run {graph} FILE` or `-i {name}=FILE`; \
                                 or write a default: `input {name}: media = \"FILE\"`"
                            )),
                    );
                }
            }
            ItemKind::Param(param) if param.default.is_none() && !bindings.params.contains_key(&param.name.name) => {
                let name = &param.name.name;
                if !matches!(param.ty.kind, TypeKind::Optional(_)) {
                    found.push(
                        Diagnostic::new(Code::MISSING_ARGUMENT, format!("no value is given for the param `{name}`"))
                            .label(param.span, "")
                            .help(format!("give one with -p {name}=VALUE, or a default here")),
                    );
                }
            }
            _ => {}
        }
    }
    found
}
