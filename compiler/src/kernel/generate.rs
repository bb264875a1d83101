//! Kernels out of arbitrary bytes, for property tests and fuzzing.
//!
//! Every operation, every leaf and every shape of graph can come out, not only
//! what kernel source lowers to; the result always passes [`super::verify`].

use super::build::drop_unused;
use super::{BinaryOp, Expr, ExprId, Kernel, Load, Random, UnaryOp};

const CONSTANTS: [f32; 12] = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 0.25, 3.0, 1e-3, 16.0, 1e6, -7.5];

const UNARY: [UnaryOp; 9] = [
    UnaryOp::Neg,
    UnaryOp::Abs,
    UnaryOp::Sqrt,
    UnaryOp::Floor,
    UnaryOp::Exp,
    UnaryOp::Log,
    UnaryOp::Sin,
    UnaryOp::Cos,
    UnaryOp::Not,
];

/// Arithmetic several times over: sums of products are what real kernels are made of.
const BINARY: [BinaryOp; 24] = [
    BinaryOp::Add,
    BinaryOp::Sub,
    BinaryOp::Mul,
    BinaryOp::Add,
    BinaryOp::Sub,
    BinaryOp::Mul,
    BinaryOp::Sub,
    BinaryOp::Mul,
    BinaryOp::Add,
    BinaryOp::Sub,
    BinaryOp::Mul,
    BinaryOp::Div,
    BinaryOp::Rem,
    BinaryOp::Pow,
    BinaryOp::Min,
    BinaryOp::Max,
    BinaryOp::Lt,
    BinaryOp::Le,
    BinaryOp::Gt,
    BinaryOp::Ge,
    BinaryOp::Eq,
    BinaryOp::Ne,
    BinaryOp::And,
    BinaryOp::Or,
];

/// A kernel that reads up to `inputs` planes, at most `reach` samples and `frames` frames away.
///
/// Five bytes make one expression; the last one is the value.
pub fn from_bytes(bytes: &[u8], inputs: u8, reach: i16, frames: i16) -> Kernel {
    let mut nodes = Vec::new();
    for chunk in bytes.chunks_exact(5) {
        nodes.push(expression(chunk, nodes.len(), inputs, reach, frames));
    }
    if nodes.is_empty() {
        nodes.push(Expr::Const(0.5));
    }
    let values = vec![ExprId(nodes.len() as u32 - 1)];
    let (tables, stores) = (Vec::new(), Vec::new());
    drop_unused(Kernel { name: "generated".to_owned(), inputs, nodes, values, tables, stores })
}

fn expression(bytes: &[u8], count: usize, inputs: u8, reach: i16, frames: i16) -> Expr {
    let near = |byte: u8, reach: i16| i16::from(byte).rem_euclid(2 * reach + 1) - reach;
    // Recent expressions are likelier operands, so that graphs grow deep.
    let operand = |byte: u8| {
        let back = if byte.is_multiple_of(2) { usize::from(byte >> 1) % 4 } else { usize::from(byte >> 1) };
        ExprId((count - 1 - back % count) as u32)
    };
    let kind = if count == 0 { bytes[0] % 8 } else { bytes[0] };
    match kind {
        0..=3 | 8..=40 if inputs > 0 => Expr::Load(Load {
            input: bytes[1] % inputs,
            dx: near(bytes[2], reach),
            dy: near(bytes[3], reach),
            dt: near(bytes[4], frames),
            ..Load::default()
        }),
        4 | 41..=55 => Expr::Const(CONSTANTS[usize::from(bytes[1]) % CONSTANTS.len()]),
        5 | 56..=60 => {
            Expr::Random(Random { seed: u32::from(bytes[1]), dx: near(bytes[2], reach), dy: near(bytes[3], reach) })
        }
        6 | 61..=70 => [Expr::X, Expr::Y, Expr::Frame, Expr::Width, Expr::Height][usize::from(bytes[1]) % 5],
        0..=7 => Expr::Const(f32::from(bytes[1]) / 255.0),
        71..=110 => Expr::Unary(UNARY[usize::from(bytes[1]) % UNARY.len()], operand(bytes[2])),
        111..=140 => Expr::Select(operand(bytes[1]), operand(bytes[2]), operand(bytes[3])),
        _ => Expr::Binary(BINARY[usize::from(bytes[1]) % BINARY.len()], operand(bytes[2]), operand(bytes[3])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Builder, Position, interpret, verify};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn generated_kernels_keep_the_contract(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert_eq!(verify(&from_bytes(&bytes, 2, 3, 1)), Ok(()));
        }

        #[test]
        fn simplifying_changes_no_value(bytes in proptest::collection::vec(any::<u8>(), 0..300), x in 0_usize..40, y in 0_usize..40) {
            let kernel = from_bytes(&bytes, 2, 3, 1);
            let mut builder = Builder::new();
            let values = builder.copy(&kernel, |_, _| None).unwrap();
            let simpler = builder.finish("simpler", 2, &values);
            prop_assert_eq!(verify(&simpler), Ok(()));
            prop_assert!(simpler.nodes.len() <= kernel.nodes.len() + 1);
            let position = Position { x, y, width: 40, height: 40, frame: 3, plane: 1, time: 0.12 };
            let samples = [0.0, -0.0, 0.3, 1.0, -0.5, 7.0, f32::INFINITY, f32::NAN, 1e-41];
            let load = |load: Load| {
                let (x, y) = position.place(load);
                samples[(x * 7 + y * 3 + usize::from(load.input) + load.dt.unsigned_abs() as usize) % samples.len()]
            };
            let (a, b) = (interpret(&kernel, &position, load), interpret(&simpler, &position, load));
            prop_assert!(a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(), "{} or {}\n{}\n{}", a, b, kernel, simpler);
        }
    }
}
