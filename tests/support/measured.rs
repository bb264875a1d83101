//! What a graph asks to have measured, made up: for tests whose clips are made as they are asked for.

use std::collections::BTreeMap;

use fwr_compiler::compile::{self, Checked, Program};
use fwr_compiler::elaborate::{Bindings, Measured};
use fwr_compiler::resolve::Library;
use fwr_compiler::types::{Constant, Dimension, ParamType, Unit};

/// Checks a program, with a value for everything that it asks for, which is added to `bindings`.
pub(crate) fn check_measured(program: &Program, library: &Library, bindings: &mut Bindings) -> Checked {
    // More rounds than any chain of measures takes.
    for _ in 0..20 {
        let checked = compile::check(program, bindings);
        if checked.measurements.is_empty() {
            return checked;
        }
        // What is known now may ask for more.
        for request in &checked.measurements {
            let value = a_value(&library.measure(&request.measure).expect("a measure").returns.ty);
            let measured = Measured { value, frames: 7, tally: BTreeMap::new() };
            bindings.measured.insert(request.key.clone(), measured);
        }
    }
    panic!("the graph goes on asking for measures")
}

/// Something of the type that a measure gives.
fn a_value(ty: &ParamType) -> Constant {
    match ty {
        ParamType::List(inner, _) if matches!(**inner, ParamType::Number(number) if number.whole) => {
            (0..7).map(|number| 2 * number).collect()
        }
        ParamType::List(inner, _) => Constant::List(vec![a_value(inner); 7]),
        ParamType::Number(number) if number.whole => {
            Constant::Number(1.0, number.dimension.unwrap_or(Dimension::Number).base_unit())
        }
        ParamType::OneOf(choices) => choices[0].clone(),
        _ => Constant::Number(0.02, Unit::None),
    }
}
