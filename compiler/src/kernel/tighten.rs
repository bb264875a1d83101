//! Takes out comparisons and bounds that never decide anything, given what the samples can be.

use super::ranges::{Range, ranges};
use super::{BinaryOp, Builder, Expr, Kernel, Load, UnaryOp};

/// The kernel without minima, maxima, comparisons and magnitudes whose outcome is certain; `samples` has the range of
/// the samples of a load. It gives the same bits.
///
/// A clamp to 0 … 1 of what is stored in full range, or was clamped before, goes away.
pub fn tighten(kernel: &Kernel, samples: impl Fn(Load) -> Range) -> Option<Kernel> {
    let known = ranges(kernel, samples);
    let mut builder = Builder::new();
    let mut position = 0;
    let values = builder.copy(kernel, |builder, moved| {
        position += 1;
        let (Expr::Binary(_, a, b), Expr::Binary(op, left, right)) = (moved, kernel.nodes[position - 1]) else {
            return match (moved, kernel.nodes[position - 1]) {
                (Expr::Unary(UnaryOp::Abs, a), Expr::Unary(_, inner)) => {
                    let range = known[inner.0 as usize];
                    (range.low > 0.0 || range.low == 0.0 && !range.minus_zero).then_some(a)
                }
                _ => None,
            };
        };
        match outcome(op, known[left.0 as usize], known[right.0 as usize])? {
            Outcome::First => Some(a),
            Outcome::Second => Some(b),
            Outcome::Truth(holds) => Some(builder.constant(if holds { 1.0 } else { 0.0 })),
        }
    })?;
    Some(builder.finish(kernel.name.clone(), kernel.inputs, &values))
}

enum Outcome {
    First,
    Second,
    Truth(bool),
}

/// What an operation on values of these ranges always gives, as far as that is certain for every bit.
fn outcome(op: BinaryOp, a: Range, b: Range) -> Option<Outcome> {
    use BinaryOp::{Ge, Gt, Le, Lt, Max, Min};
    let numbers = !a.nan && !b.nan;
    // Equal numbers are the same bits, but for the sign of a zero.
    let alike = !(a.minus_zero || b.minus_zero);
    match op {
        // Not above: the second is taken, and for a NaN too.
        Max if a.high <= b.low => Some(Outcome::Second),
        Max if numbers && (a.low > b.high || a.low == b.high && alike) => Some(Outcome::First),
        Min if a.low >= b.high => Some(Outcome::Second),
        Min if numbers && (a.high < b.low || a.high == b.low && alike) => Some(Outcome::First),
        Lt if a.low >= b.high => Some(Outcome::Truth(false)),
        Lt if numbers && a.high < b.low => Some(Outcome::Truth(true)),
        Le if a.low > b.high => Some(Outcome::Truth(false)),
        Le if numbers && a.high <= b.low => Some(Outcome::Truth(true)),
        Gt if a.high <= b.low => Some(Outcome::Truth(false)),
        Gt if numbers && a.low > b.high => Some(Outcome::Truth(true)),
        Ge if a.high < b.low => Some(Outcome::Truth(false)),
        Ge if numbers && a.low >= b.high => Some(Outcome::Truth(true)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::generate::{Scope, anything};
    use crate::kernel::{CodeMap, Position, Stored, interpret, verify};
    use crate::media::CodeScale;
    use proptest::prelude::*;

    const CLAMP: &str =
        "kernel k 1\n%0 = load 0 [0, 0, 0]\n%1 = const 0.0\n%2 = max %0 %1\n%3 = const 1.0\n%4 = min %2 %3\nvalue %4\n";

    fn byte(offset: f32, span: f32) -> Stored {
        Stored::Byte(CodeMap::new(CodeScale { offset, span }, 255))
    }

    #[test]
    fn a_clamp_goes_where_codes_keep_to_it_by_themselves() {
        let of = |stored| tighten(&CLAMP.parse().unwrap(), |_| Range::of(stored)).unwrap();
        assert_eq!(of(byte(0.0, 255.0)).to_string(), "kernel k 1\n%0 = load 0 [0, 0, 0]\nvalue %0\n");
        assert_eq!(of(byte(16.0, 219.0)).to_string(), CLAMP);
        assert_eq!(of(Stored::Single).to_string(), CLAMP);
    }

    proptest! {
        #[test]
        fn what_is_certain_changes_no_bit(bytes in proptest::collection::vec(any::<u8>(), 0..250), picks: [u8; 9], float: bool) {
            let scope = Scope { inputs: 2, reach: 1, frames: 1, planes: 0, statistics: true, values: 1 };
            let kernel = anything(&bytes, &scope);
            let stored = if float { Stored::Single } else { byte(0.0, 255.0) };
            let tight = tighten(&kernel, |_| Range::of(stored)).unwrap();
            prop_assert_eq!(verify(&tight), Ok(()));
            let special = [0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, 1e-41, -1e38, 0.3, 1.0];
            let sample = |load: Load| {
                let pick = picks[(load.dx + 3 * load.dy + load.dt).rem_euclid(9) as usize] ^ load.input;
                if float { special[usize::from(pick) % special.len()] } else { stored.load(u32::from(pick)) }
            };
            let position = Position { x: 5, y: 0, width: 40, height: 30, frame: 3, plane: 0, time: 0.12 };
            let (a, b) = (interpret(&kernel, &position, sample), interpret(&tight, &position, sample));
            prop_assert!(a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(), "{a:?} {b:?}\n{kernel}\n{tight}");
        }
    }
}
