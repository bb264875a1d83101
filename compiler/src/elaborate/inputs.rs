//! The inputs of a graph: whether they can be inputs, and what their names stand for.

use super::Elaborator;
use crate::diagnostics::{Code, Diagnostic};
use crate::resolve::read_type;
use crate::syntax::ast::Input;
use crate::types::{ParamType, Value};

impl<'a> Elaborator<'a> {
    /// What the name of input `index` stands for.
    pub(super) fn input(&mut self, index: usize) -> Value {
        let input = self.inputs[index];
        let ty = read_type(&input.ty, &mut Vec::new());
        // With no media at all, nobody has said yet what is given and what is not.
        if ty.is_optional() && !self.bindings.media.contains_key(&input.name.name) {
            let said = !self.bindings.media.is_empty();
            return if said { Value::None(Some(input.name.span)) } else { Value::Unknown };
        }
        match ty.given() {
            ParamType::Video(_) => self.source(index, input.name.span),
            _ => Value::Media(index),
        }
    }

    pub(super) fn check_input(&mut self, index: usize, input: &'a Input) {
        let before = self.diagnostics.len();
        let ty = read_type(&input.ty, self.diagnostics);
        match ty.given() {
            ParamType::Media => {}
            // The type is not one: reported.
            _ if self.diagnostics.len() > before => {}
            ParamType::Video(requirements) => {
                if let Value::Clip(clip) = self.input(index) {
                    self.check_requirements(
                        clip,
                        requirements,
                        input.name.span,
                        &format!("input `{}`", input.name.name),
                    );
                }
            }
            other => self.report(
                Diagnostic::new(Code::BAD_DECLARATION, format!("input `{}` asks for {other}", input.name.name))
                    .label(input.ty.span, "")
                    .help("an input is `media` or `video<…>`; values come in through `param`"),
            ),
        }
    }
}
