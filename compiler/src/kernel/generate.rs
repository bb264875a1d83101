//! Kernels out of arbitrary bytes, for property tests and fuzzing.
//!
//! Every operation, every leaf and every shape of graph can come out, not only
//! what kernel source lowers to; the result always passes [`super::verify`].

use super::build::drop_unused;
use super::{BinaryOp, Border, CodeMap, Expr, ExprId, Kernel, Load, Random, Statistic, StatisticKind, Stored, UnaryOp};
use crate::media::CodeScale;

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

/// What kernels of [`anything`] may do besides arithmetic on samples.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    /// How many inputs they read.
    pub inputs: u8,
    /// How many samples away.
    pub reach: i16,
    /// How many frames away.
    pub frames: i16,
    /// How many planes they can name; 0 if they name none.
    pub planes: u8,
    /// Whether they sum planes up.
    pub statistics: bool,
    /// How many values they have; of more than one, `planes` must be so many.
    pub values: u8,
}

/// A kernel of anything that the IR can say within `scope`; of several values if that says so.
///
/// Five bytes make one expression; the last ones are the values.
pub fn anything(bytes: &[u8], scope: &Scope) -> Kernel {
    let mut nodes = Vec::new();
    for chunk in bytes.chunks_exact(5) {
        nodes.push(any_expression(chunk, nodes.len(), scope));
    }
    while nodes.len() < usize::from(scope.values.max(1)) {
        nodes.push(Expr::Const(0.5));
    }
    let first = nodes.len() - usize::from(scope.values.max(1));
    let values = (first..nodes.len()).map(|value| ExprId(value as u32)).collect();
    let (tables, stores) = (tables(), stores());
    drop_unused(Kernel { name: "generated".to_owned(), inputs: scope.inputs, nodes, values, tables, stores })
}

/// Tables of one element, of a few, and of many.
fn tables() -> Vec<Vec<f32>> {
    vec![vec![0.75], vec![0.0, 0.25, -0.5, 1.0], (0..300_i16).map(|at| f32::from(at * 7 % 300) / 256.0).collect()]
}

/// Every kind of storage.
fn stores() -> Vec<Stored> {
    let map = |offset, span, max| CodeMap::new(CodeScale { offset, span }, max);
    vec![
        Stored::Byte(map(16.0, 219.0, 255)),
        Stored::Byte(map(128.0, 224.0, 255)),
        Stored::Word(map(64.0, 876.0, 1023)),
        Stored::Word(map(0.0, 65535.0, 65535)),
        Stored::Half,
        Stored::Single,
    ]
}

fn any_expression(bytes: &[u8], count: usize, scope: &Scope) -> Expr {
    let plane = |byte: u8| match scope.planes {
        0 => None,
        planes if scope.values > 1 => Some(byte % planes),
        planes => byte.is_multiple_of(3).then_some(byte / 3 % planes),
    };
    let operand = ExprId(count.saturating_sub(1 + usize::from(bytes[2]) % 6) as u32);
    match bytes[0] {
        200..=214 if count > 0 => Expr::Lookup(bytes[1] % tables().len() as u8, operand),
        215..=230 if count > 0 => Expr::Stored(bytes[1] % stores().len() as u8, operand),
        231..=236 => Expr::Time,
        237..=250 if scope.statistics && scope.inputs > 0 => {
            let dt = i16::from(bytes[2]).rem_euclid(2 * scope.frames + 1) - scope.frames;
            let (low, high) = (f32::from(bytes[4]) / 255.0, f32::from(bytes[4]) / 255.0 + 0.3);
            let kinds = [
                StatisticKind::Min,
                StatisticKind::Max,
                StatisticKind::Mean,
                StatisticKind::Percentile(low),
                StatisticKind::Share(low, high),
            ];
            let (input, plane) = (bytes[1] % scope.inputs, plane(bytes[1] / 16));
            Expr::Statistic(Statistic { input, plane, dt, kind: kinds[usize::from(bytes[3]) % kinds.len()] })
        }
        _ => match expression(bytes, count, scope.inputs, scope.reach, scope.frames) {
            Expr::Load(load) => {
                let border = if bytes[0].is_multiple_of(3) { Border::Mirror } else { Border::Clamp };
                Expr::Load(Load { plane: plane(bytes[1] / 16), border, ..load })
            }
            // Random numbers are of the one plane that is made.
            Expr::Random(_) if scope.values > 1 => Expr::Time,
            other => other,
        },
    }
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
    use crate::kernel::{Builder, Position, interpret_planes, verify};
    use proptest::prelude::*;

    /// Everything at once.
    const ALL: Scope = Scope { inputs: 2, reach: 3, frames: 1, planes: 3, statistics: true, values: 1 };
    const JOINT: Scope = Scope { values: 3, ..ALL };

    proptest! {
        #[test]
        fn generated_kernels_keep_the_contract(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert_eq!(verify(&from_bytes(&bytes, 2, 3, 1)), Ok(()));
            prop_assert_eq!(verify(&anything(&bytes, &ALL)), Ok(()));
            prop_assert_eq!(verify(&anything(&bytes, &JOINT)), Ok(()));
        }

        #[test]
        fn simplifying_changes_no_value(
            bytes in proptest::collection::vec(any::<u8>(), 0..300),
            x in 0_usize..40,
            y in 0_usize..40,
            scope in proptest::sample::select(vec![ALL, JOINT]),
        ) {
            let kernel = anything(&bytes, &scope);
            let mut builder = Builder::new();
            let values = builder.copy(&kernel, |_, _| None).unwrap();
            let simpler = builder.finish("simpler", 2, &values);
            prop_assert_eq!(verify(&simpler), Ok(()));
            prop_assert!(simpler.nodes.len() <= kernel.nodes.len() + 1);
            let position = Position { x, y, width: 40, height: 40, frame: 3, plane: 1, time: 0.12 };
            let samples = [0.0, -0.0, 0.3, 1.0, -0.5, 7.0, f32::INFINITY, f32::NAN, 1e-41];
            let load = |load: Load| {
                let (x, y) = position.place(load);
                samples[(x * 7 + y * 3 + usize::from(load.input) + usize::from(load.plane.unwrap_or(0)) + load.dt.unsigned_abs() as usize) % samples.len()]
            };
            let (before, after) = (interpret_planes(&kernel, &position, load), interpret_planes(&simpler, &position, load));
            for (a, b) in before.into_iter().zip(after) {
                let same = a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
                prop_assert!(same, "{} or {}\n{}\n{}", a, b, kernel, simpler);
            }
        }
    }
}
