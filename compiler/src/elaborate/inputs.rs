//! The inputs of a graph: what their names stand for.

use super::Elaborator;
use crate::resolve::read_type;
use crate::types::{ParamType, Value};

impl Elaborator<'_> {
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
            ParamType::Audio => self.sound(index, input.name.span),
            _ => Value::Media(index),
        }
    }
}
