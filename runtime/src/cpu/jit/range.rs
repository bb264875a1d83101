//! What values an expression can have: which of the rare cases machine code may leave out.

use fwr_compiler::kernel::{BinaryOp, CodeMap, Expr, Kernel, Stored, UnaryOp, math};

use super::super::row::RowKernel;

/// The values that an expression can have.
///
/// Bounds are found by computing with the ends: every rounded operation keeps the order of its operands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    /// The least and the greatest, infinities included; −0 is 0.
    pub(super) low: f32,
    pub(super) high: f32,
    /// Whether it may be a NaN.
    pub(super) nan: bool,
    /// Every finite value is a multiple of 2^step; −149 for what is not known.
    pub(super) step: i32,
}

/// The step of any float.
const FINEST: i32 = -149;

impl Range {
    const ANY: Self = Self { low: f32::NEG_INFINITY, high: f32::INFINITY, nan: true, step: FINEST };
    const TRUTH: Self = Self { low: 0.0, high: 1.0, nan: false, step: 0 };

    /// The ranges of all expressions of a kernel.
    pub(super) fn all(work: &RowKernel<'_>) -> Vec<Self> {
        let mut ranges = Vec::with_capacity(work.kernel.nodes.len());
        for node in &work.kernel.nodes {
            let range = Self::of(node, &ranges, work);
            ranges.push(range);
        }
        ranges
    }

    /// Whether it is a number, and not an infinite one.
    pub(super) fn is_finite(&self) -> bool {
        !self.nan && self.low.is_finite() && self.high.is_finite()
    }

    /// The greatest distance from 0.
    pub(super) fn magnitude(&self) -> f32 {
        self.low.abs().max(self.high.abs())
    }

    /// What the samples of a plane give.
    pub(super) fn of_stored(stored: Stored) -> Self {
        match stored {
            Stored::Byte(map) => Self::of_codes(&map, u8::MAX.into()),
            Stored::Word(map) => Self::of_codes(&map, u16::MAX),
            Stored::Half => Self { step: -24, ..Self::ANY },
            Stored::Single => Self::ANY,
        }
    }

    fn of_codes(map: &CodeMap, last: u16) -> Self {
        // The value nearest to 0 has the finest step.
        let least = map.load((map.offset as u16).saturating_add(1)).abs();
        let step = if map.offset.fract() == 0.0 { exponent(least) - 23 } else { FINEST };
        Self { low: map.load(0), high: map.load(last), nan: false, step }
    }

    fn constant(value: f32) -> Self {
        Self { low: value, high: value, nan: value.is_nan(), step: lowest_bit(value) }
    }

    fn of(node: &Expr, known: &[Self], work: &RowKernel<'_>) -> Self {
        let at = |id: fwr_compiler::kernel::ExprId| known[id.0 as usize];
        let kernel: &Kernel = work.kernel;
        match *node {
            Expr::Const(value) => Self::constant(value),
            Expr::Load(load) => match super::lower::row_of(work, &load) {
                Some((row, _)) => Self::of_stored(work.planes[usize::from(row)]),
                None => Self::ANY,
            },
            Expr::X | Expr::Y | Expr::Frame | Expr::Width | Expr::Height => {
                Self { low: 0.0, high: 4.3e9, nan: false, step: 0 }
            }
            Expr::Random(_) => Self { low: 0.0, high: 1.0, nan: false, step: -24 },
            Expr::Time | Expr::Statistic(_) => Self::ANY,
            Expr::Unary(op, a) => Self::unary(op, at(a)),
            Expr::Binary(op, a, b) => Self::binary(op, at(a), at(b)),
            Expr::Select(_, a, b) => at(a).or(at(b)),
            Expr::Lookup(table, _) => {
                let elements = kernel.tables[usize::from(table)].iter().map(|element| Self::constant(*element));
                elements.reduce(Self::or).unwrap_or(Self::ANY)
            }
            Expr::Stored(store, a) => match kernel.stores[usize::from(store)] {
                Stored::Single => at(a),
                Stored::Half => Self { nan: at(a).nan, ..Self::of_stored(Stored::Half) },
                Stored::Byte(map) | Stored::Word(map) => {
                    Self { high: map.load(map.max as u16), ..Self::of_codes(&map, 0) }
                }
            },
        }
    }

    fn unary(op: UnaryOp, a: Self) -> Self {
        match op {
            UnaryOp::Neg => Self { low: -a.high, high: -a.low, ..a },
            UnaryOp::Abs => {
                let low = if a.low <= 0.0 && a.high >= 0.0 { 0.0 } else { a.low.abs().min(a.high.abs()) };
                Self { low, high: a.magnitude(), ..a }
            }
            UnaryOp::Sqrt => {
                let (low, high) = (a.low.max(0.0).sqrt(), a.high.max(0.0).sqrt());
                Self { low, high, nan: a.nan || a.low < 0.0, step: (a.step.min(0) / 2 - 25).max(FINEST) }
            }
            UnaryOp::Floor => Self { low: a.low.floor(), high: a.high.floor(), nan: a.nan, step: a.step.max(0) },
            UnaryOp::Exp => Self {
                low: not_tiny(math::exp(a.low) * (1.0 - SLACK)),
                high: math::exp(a.high) * (1.0 + SLACK),
                nan: a.nan,
                step: if a.low > -80.0 { exponent(math::exp(a.low)) - 25 } else { FINEST },
            },
            UnaryOp::Log if a.low > 0.0 => {
                Self { low: math::log(a.low) - 1e-3, high: math::log(a.high) + 1e-3, nan: a.nan, step: FINEST }
            }
            UnaryOp::Log => Self::ANY,
            UnaryOp::Sin | UnaryOp::Cos => Self { low: -1.0, high: 1.0, nan: !a.is_finite(), step: FINEST },
            UnaryOp::Not => Self::TRUTH,
        }
    }

    fn binary(op: BinaryOp, a: Self, b: Self) -> Self {
        match op {
            BinaryOp::Add => a.plus(b),
            BinaryOp::Sub => a.plus(Self::unary(UnaryOp::Neg, b)),
            BinaryOp::Mul => a.times(b),
            BinaryOp::Div => a.over(b),
            BinaryOp::Rem => {
                let whole = Self::unary(UnaryOp::Floor, a.over(b));
                a.plus(Self::unary(UnaryOp::Neg, b.times(whole)))
            }
            BinaryOp::Pow => a.power(b),
            BinaryOp::Min => {
                let least = Self { low: a.low.min(b.low), high: a.high.min(b.high), ..b.or(a) };
                // Where the first is a NaN the second is taken.
                Self { nan: b.nan, ..if a.nan { least.or(b) } else { least } }
            }
            BinaryOp::Max => {
                let greatest = Self { low: a.low.max(b.low), high: a.high.max(b.high), ..b.or(a) };
                Self { nan: b.nan, ..if a.nan { greatest.or(b) } else { greatest } }
            }
            _ => Self::TRUTH,
        }
    }

    /// What either can be.
    fn or(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
            nan: self.nan || other.nan,
            step: self.step.min(other.step),
        }
    }

    fn plus(self, other: Self) -> Self {
        let nan = self.nan
            || other.nan
            || self.low == f32::NEG_INFINITY && other.high == f32::INFINITY
            || self.high == f32::INFINITY && other.low == f32::NEG_INFINITY;
        Self::bounded(self.low + other.low, self.high + other.high, nan, self.step.min(other.step))
    }

    fn times(self, other: Self) -> Self {
        let infinite = |range: &Self| range.low.is_infinite() || range.high.is_infinite();
        let has_zero = |range: &Self| range.low <= 0.0 && range.high >= 0.0;
        let nan = self.nan || other.nan || infinite(&self) && has_zero(&other) || infinite(&other) && has_zero(&self);
        let ends = [self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high];
        Self::ends(ends, nan, (self.step + other.step).max(FINEST))
    }

    fn over(self, other: Self) -> Self {
        if other.low <= 0.0 && other.high >= 0.0 {
            return Self::ANY;
        }
        let nan = self.nan || other.nan || !self.is_finite() && !other.is_finite();
        let ends = [self.low / other.low, self.low / other.high, self.high / other.low, self.high / other.high];
        Self::ends(ends, nan, FINEST)
    }

    fn power(self, other: Self) -> Self {
        let nan = self.nan || other.nan;
        let any = Self { low: 0.0, high: f32::INFINITY, nan, step: FINEST };
        if nan || other.low != other.high || !other.is_finite() || other.low <= 0.0 {
            return any;
        }
        let exponent = other.low;
        let end = |base: f32| math::pow(base.max(0.0), exponent);
        let finest = f64::from(self.step) * f64::from(exponent) - 26.0;
        Self {
            low: not_tiny(end(self.low) * (1.0 - SLACK)),
            high: end(self.high) * (1.0 + SLACK),
            nan: false,
            step: (finest as i32).clamp(FINEST, 0),
        }
    }

    fn ends(ends: [f32; 4], nan: bool, step: i32) -> Self {
        if ends.iter().any(|end| end.is_nan()) {
            return Self { nan, step, ..Self::ANY };
        }
        let (low, high) =
            ends.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), end| (l.min(*end), h.max(*end)));
        Self { low, high, nan, step }
    }

    fn bounded(low: f32, high: f32, nan: bool, step: i32) -> Self {
        let low = if low.is_nan() { f32::NEG_INFINITY } else { low };
        let high = if high.is_nan() { f32::INFINITY } else { high };
        Self { low, high, nan, step }
    }
}

/// The elementary functions are near the exact ones, which are monotone: more than their errors.
const SLACK: f32 = 1e-4;

/// A lower bound of a function that underflows gradually, where its errors are larger.
fn not_tiny(low: f32) -> f32 {
    if low < 1e-30 { 0.0 } else { low }
}

/// ⌊log2 |a|⌋ of a finite number that is not 0; −149 for the smallest.
pub(super) fn exponent(a: f32) -> i32 {
    let a = f64::from(a.abs()).to_bits();
    ((a >> 52) as i32 - 1023).clamp(FINEST, 128)
}

/// The exponent of the lowest bit that is set.
fn lowest_bit(a: f32) -> i32 {
    if a == 0.0 || !a.is_finite() {
        return 127;
    }
    let bits = f64::from(a).to_bits();
    let fraction = bits & ((1 << 52) - 1) | 1 << 52;
    exponent(a) - 52 + fraction.trailing_zeros() as i32
}
