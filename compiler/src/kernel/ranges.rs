//! Between which numbers each value of a kernel lies, from what its samples can be.
//!
//! Operations round to nearest, which never reverses an order: the ends of a sum or product of ranges are the sums
//! and products of their ends in the same arithmetic, and hold for every bit.

use super::{BinaryOp, Expr, ExprId, Kernel, Load, Statistic, StatisticKind, Stored, UnaryOp};

/// The numbers that a value can be; both ends are possible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The smallest.
    pub low: f32,
    /// The largest.
    pub high: f32,
    /// Whether it can be a NaN as well.
    pub nan: bool,
    /// Whether a zero can have a minus.
    pub minus_zero: bool,
}

impl Range {
    /// Anything at all.
    pub const ANY: Self = Self { low: f32::NEG_INFINITY, high: f32::INFINITY, nan: true, minus_zero: true };
    /// 0.0 or 1.0.
    const TRUTH: Self = Self::plain(0.0, 1.0);

    /// Numbers from `low` to `high`, no NaN and no zero with a minus.
    pub const fn plain(low: f32, high: f32) -> Self {
        Self { low, high, nan: false, minus_zero: false }
    }

    /// What samples that are stored so can be.
    pub fn of(stored: Stored) -> Self {
        match stored {
            Stored::Byte(map) | Stored::Word(map) => Self::plain(map.load(0), map.load(map.max as u16)),
            Stored::Half | Stored::Single => Self::ANY,
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
            nan: self.nan || other.nan,
            minus_zero: self.minus_zero || other.minus_zero,
        }
    }

    fn has_zero(self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }

    fn has_infinity(self) -> bool {
        self.low == f32::NEG_INFINITY || self.high == f32::INFINITY
    }

    /// Zero or more, and no zero has a minus.
    fn is_positive(self) -> bool {
        self.low >= 0.0 && !self.minus_zero
    }

    /// The range whose ends are among `corners`, where a NaN stands for any end.
    fn around(corners: [f32; 4], nan: bool, minus_zero: bool) -> Self {
        let nan = nan || corners.iter().any(|corner| corner.is_nan());
        let ends =
            corners.map(|corner| if corner.is_nan() { (f32::NEG_INFINITY, f32::INFINITY) } else { (corner, corner) });
        let low = ends.iter().map(|end| end.0).fold(f32::INFINITY, f32::min);
        let high = ends.iter().map(|end| end.1).fold(f32::NEG_INFINITY, f32::max);
        Self { low, high, nan, minus_zero }
    }
}

/// The range of each expression of a kernel; `samples` has that of the samples of a load.
pub fn ranges(kernel: &Kernel, samples: impl Fn(Load) -> Range) -> Vec<Range> {
    let mut ranges: Vec<Range> = Vec::with_capacity(kernel.nodes.len());
    for node in &kernel.nodes {
        let of = |id: ExprId| ranges[id.0 as usize];
        let counted = Range::plain(0.0, 16_777_216.0);
        let range = match *node {
            Expr::Const(value) => {
                Range { minus_zero: value == 0.0 && value.is_sign_negative(), ..Range::plain(value, value) }
            }
            Expr::Load(load) => samples(load),
            Expr::X | Expr::Y | Expr::Frame | Expr::Width | Expr::Height => counted,
            Expr::Time => Range { nan: false, ..Range::ANY },
            Expr::Random(_) => Range::plain(0.0, 1.0),
            Expr::Unary(op, a) => unary(op, of(a)),
            Expr::Binary(op, a, b) => binary(op, of(a), of(b)),
            Expr::Select(_, a, b) => of(a).or(of(b)),
            Expr::Lookup(table, _) => {
                let table = &kernel.tables[usize::from(table)];
                let of = |value: &f32| Range { minus_zero: true, ..Range::plain(*value, *value) };
                table.iter().map(of).reduce(Range::or).unwrap_or(Range::ANY)
            }
            Expr::Stored(store, a) => stored(kernel.stores[usize::from(store)], of(a)),
            Expr::Statistic(statistic) => summed(statistic, &samples),
        };
        ranges.push(range);
    }
    ranges
}

fn unary(op: UnaryOp, a: Range) -> Range {
    match op {
        UnaryOp::Neg => Range { low: -a.high, high: -a.low, nan: a.nan, minus_zero: true },
        UnaryOp::Abs => {
            let low = if a.has_zero() { 0.0 } else { a.low.abs().min(a.high.abs()) };
            Range { nan: a.nan, ..Range::plain(low, a.low.abs().max(a.high.abs())) }
        }
        UnaryOp::Sqrt => Range {
            low: a.low.max(0.0).sqrt(),
            high: a.high.max(0.0).sqrt(),
            nan: a.nan || a.low < 0.0,
            minus_zero: a.minus_zero,
        },
        UnaryOp::Floor => Range { low: a.low.floor(), high: a.high.floor(), ..a },
        UnaryOp::Exp => Range { nan: a.nan, ..Range::plain(0.0, f32::INFINITY) },
        UnaryOp::Log => Range { nan: a.nan || a.low < 0.0, ..Range::ANY },
        UnaryOp::Sin | UnaryOp::Cos => {
            Range { low: -1.000_01, high: 1.000_01, nan: a.nan || a.has_infinity(), minus_zero: true }
        }
        UnaryOp::Not => Range::TRUTH,
    }
}

fn binary(op: BinaryOp, a: Range, b: Range) -> Range {
    use BinaryOp::{Add, Div, Max, Min, Mul, Pow, Rem, Sub};
    let nan = a.nan || b.nan;
    match op {
        // The two inner corners only show whether infinities can meet.
        Add => Range::around(
            [a.low + b.low, a.high + b.high, a.low + b.high, a.high + b.low],
            nan,
            a.minus_zero && b.minus_zero,
        ),
        Sub => Range::around([a.low - b.high, a.high - b.low, a.low - b.low, a.high - b.high], nan, a.minus_zero),
        Mul => {
            let nan = nan || a.has_zero() && b.has_infinity() || a.has_infinity() && b.has_zero();
            let minus_zero = !(a.is_positive() && b.is_positive());
            Range::around([a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high], nan, minus_zero)
        }
        Div if !b.has_zero() => {
            let nan = nan || a.has_infinity() && b.has_infinity();
            let minus_zero = !(a.is_positive() && b.is_positive());
            Range::around([a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high], nan, minus_zero)
        }
        Div | Rem => Range::ANY,
        Pow => Range { nan, ..Range::plain(0.0, f32::INFINITY) },
        // Where the first is a NaN, the second is taken.
        Min => Range {
            low: a.low.min(b.low),
            high: if a.nan { b.high } else { a.high.min(b.high) },
            nan: b.nan,
            minus_zero: a.minus_zero || b.minus_zero,
        },
        Max => Range {
            low: if a.nan { b.low } else { a.low.max(b.low) },
            high: a.high.max(b.high),
            nan: b.nan,
            minus_zero: a.minus_zero || b.minus_zero,
        },
        _ => Range::TRUTH,
    }
}

fn stored(store: Stored, a: Range) -> Range {
    match store {
        Stored::Byte(_) | Stored::Word(_) => {
            let rounded = Range::plain(store.round(a.low), store.round(a.high));
            let zero = store.round(0.0);
            if a.nan { rounded.or(Range::plain(zero, zero)) } else { rounded }
        }
        Stored::Half => Range {
            low: store.round(a.low),
            high: store.round(a.high),
            nan: a.nan,
            minus_zero: a.minus_zero || a.low < 0.0,
        },
        Stored::Single => a,
    }
}

fn summed(statistic: Statistic, samples: &impl Fn(Load) -> Range) -> Range {
    let Statistic { input, plane, dt, kind } = statistic;
    let range = samples(Load { input, plane, dt, ..Load::default() });
    // Of a plane of nothing but NaN all of them are 0.
    let range = if range.nan { Range { nan: false, ..range }.or(Range::plain(0.0, 0.0)) } else { range };
    match kind {
        StatisticKind::Min | StatisticKind::Max | StatisticKind::Percentile(_) => range,
        // Each value counts in whole steps, and the mean is rounded.
        StatisticKind::Mean => Range {
            low: range.low.max(-256.0) - 1e-4,
            high: range.high.min(256.0) + 1e-4,
            nan: false,
            minus_zero: true,
        },
        StatisticKind::Share(..) => Range::TRUTH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::generate::{Scope, anything};
    use crate::kernel::{CodeMap, Position, evaluate};
    use crate::media::CodeScale;
    use proptest::prelude::*;

    #[test]
    fn a_clamp_bounds_whatever_comes() {
        let text = "kernel k 1\n%0 = load 0 [0, 0, 0]\n%1 = const 0.0\n%2 = max %0 %1\n%3 = const 1.0\n%4 = min %2 %3\nvalue %4\n";
        let found = ranges(&text.parse().unwrap(), |_| Range::ANY);
        assert_eq!((found[4].low, found[4].high, found[4].nan), (0.0, 1.0, false));
    }

    proptest! {
        #[test]
        fn no_value_is_outside_its_range(bytes in proptest::collection::vec(any::<u8>(), 0..250), picks: [u8; 9], float: bool) {
            let scope = Scope { inputs: 2, reach: 1, frames: 1, planes: 0, statistics: true, values: 1 };
            let kernel = anything(&bytes, &scope);
            let map = CodeMap::new(CodeScale { offset: 16.0, span: 219.0 }, 255);
            let stored = if float { Stored::Single } else { Stored::Byte(map) };
            let special = [0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, 1e-41, -1e38, 0.3, 1.0];
            let sample = |load: Load| {
                let pick = picks[(load.dx + 3 * load.dy + load.dt).rem_euclid(9) as usize] ^ load.input;
                if float { special[usize::from(pick) % special.len()] } else { map.load(u16::from(pick)) }
            };
            let position = Position { x: 5, y: 0, width: 40, height: 30, frame: 3, plane: 0, time: 0.12 };
            let mut values = Vec::new();
            evaluate(&kernel, &kernel.nodes, &position, &mut values, sample);
            for ((value, range), node) in values.iter().zip(ranges(&kernel, |_| Range::of(stored))).zip(&kernel.nodes) {
                let inside = if value.is_nan() { range.nan } else { *value >= range.low && *value <= range.high };
                let zero = *value != 0.0 || value.is_sign_positive() || range.minus_zero;
                prop_assert!(inside && zero, "{node}: {value:?} in {range:?}\n{kernel}");
            }
        }
    }
}
