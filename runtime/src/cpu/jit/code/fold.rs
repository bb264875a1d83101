//! Computes operations on constants while code is built, and drops those that change nothing.

use super::build::Folded;
use super::{Binary, Fused, Op, Shift, Unary, Value};

/// What `op` becomes, given the bits of values that are constants.
pub(super) fn fold(op: Op, constant: impl Fn(Value) -> Option<u32>) -> Folded {
    if let Some(bits) = computed(op, &constant) {
        return Folded::Operation(Op::Constant(bits));
    }
    let is = |value: Value, number: f32| constant(value) == Some(number.to_bits());
    match op {
        Op::Binary(Binary::Mul, a, one) | Op::Binary(Binary::Div, a, one) if is(one, 1.0) => Folded::Value(a),
        Op::Binary(Binary::Mul, one, a) if is(one, 1.0) => Folded::Value(a),
        Op::Binary(Binary::Sub, a, zero) if is(zero, 0.0) => Folded::Value(a),
        Op::Binary(Binary::Add, a, zero) if is(zero, -0.0) => Folded::Value(a),
        Op::Binary(Binary::AddInteger | Binary::SubInteger, a, zero) if is(zero, 0.0) => Folded::Value(a),
        // One order for both, so that equal operations are found.
        Op::Binary(how, a, b) if how.commutes() && b < a => Folded::Operation(Op::Binary(how, b, a)),
        op => Folded::Operation(op),
    }
}

fn computed(op: Op, constant: &impl Fn(Value) -> Option<u32>) -> Option<u32> {
    let float = |value: Value| constant(value).map(f32::from_bits);
    let bits = match op {
        Op::Unary(op, a) => unary(op, constant(a)?)?,
        Op::Binary(op, a, b) => binary(op, constant(a)?, constant(b)?)?,
        Op::Shift(shift, by, a) => {
            let a = constant(a)?;
            match shift {
                Shift::Left => a << by,
                Shift::Right => a >> by,
                Shift::RightSigned => ((a as i32) >> by) as u32,
            }
        }
        Op::Fused(how, a, b, c) => {
            // Fused only where the product is exact, so that two steps give the same.
            let (product, c) = (float(a)? * float(b)?, float(c)?);
            let joined = match how {
                Fused::Plus => product + c,
                Fused::Minus => product - c,
                Fused::From => c - product,
            };
            joined.to_bits()
        }
        _ => return None,
    };
    Some(bits)
}

fn unary(op: Unary, bits: u32) -> Option<u32> {
    let a = f32::from_bits(bits);
    let result = match op {
        Unary::Sqrt => a.sqrt(),
        Unary::Floor => a.floor(),
        Unary::Nearest => a.round_ties_even(),
        Unary::ToFloat => bits as i32 as f32,
        Unary::ToInteger | Unary::Truncate | Unary::Halve => return None,
    };
    Some(result.to_bits())
}

fn binary(op: Binary, a: u32, b: u32) -> Option<u32> {
    let (x, y) = (f32::from_bits(a), f32::from_bits(b));
    Some(match op {
        Binary::Add => (x + y).to_bits(),
        Binary::Sub => (x - y).to_bits(),
        Binary::Mul => (x * y).to_bits(),
        Binary::Div => (x / y).to_bits(),
        Binary::Min => {
            if x < y {
                a
            } else {
                b
            }
        }
        Binary::Max => {
            if x > y {
                a
            } else {
                b
            }
        }
        Binary::And => a & b,
        Binary::Xor => a ^ b,
        Binary::AddInteger => a.wrapping_add(b),
        Binary::SubInteger => a.wrapping_sub(b),
        Binary::MulInteger => a.wrapping_mul(b),
        Binary::Scale | Binary::MinBytes | Binary::MaxBytes | Binary::MinWords | Binary::MaxWords => return None,
    })
}
