//! Numbers with units, and their arithmetic.

use std::fmt;

use super::{Dimension, Unit};
use crate::media::Ratio;

/// A number in the base unit of its dimension.
///
/// Whole numbers and fractions of them stay exact, so that `30000/1001 * 2` is
/// the frame rate it should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    value: f64,
    exact: Option<Ratio>,
    dimension: Dimension,
}

/// Why two quantities do not combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mismatch(pub Dimension, pub Dimension);

impl Quantity {
    /// `value` of `unit`.
    pub fn new(value: f64, unit: Unit) -> Self {
        let base = value * unit.factor();
        let exact = (base.fract() == 0.0 && base.abs() < 1e15).then(|| Ratio::new(base as i64, 1));
        Self { value: base, exact, dimension: unit.dimension() }
    }

    /// An exact fraction.
    pub fn exact(ratio: Ratio, dimension: Dimension) -> Self {
        Self { value: ratio.to_f64(), exact: Some(ratio), dimension }
    }

    /// A plain number.
    pub fn plain(value: f64) -> Self {
        Self::new(value, Unit::None)
    }

    /// The value in base units.
    pub fn value(self) -> f64 {
        self.value
    }

    /// What it measures.
    pub fn dimension(self) -> Dimension {
        self.dimension
    }

    /// The value as a fraction; approximated if it is not exact.
    pub fn ratio(self) -> Ratio {
        self.exact.unwrap_or_else(|| Ratio::approximate(self.value))
    }

    /// Whether it is a whole number.
    pub fn is_whole(self) -> bool {
        self.value.fract() == 0.0
    }

    /// The negative.
    pub fn negated(self) -> Self {
        Self { value: -self.value, exact: self.exact.map(|ratio| Ratio::new(-ratio.num(), ratio.den())), ..self }
    }

    /// The sum of two quantities of one dimension.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn plus(self, other: Self) -> Result<Self, Mismatch> {
        self.same_dimension(other)?;
        let exact = |a: Ratio, b: Ratio| {
            let num = a.num().checked_mul(b.den())?.checked_add(b.num().checked_mul(a.den())?)?;
            Some(Ratio::new(num, a.den().checked_mul(b.den())?))
        };
        Ok(Self { value: self.value + other.value, exact: self.zip(other, exact), ..self })
    }

    /// The product; at most one factor may have a unit, but for a time at a rate, which is a number of frames.
    ///
    /// # Errors
    /// If both have one.
    pub fn times(self, other: Self) -> Result<Self, Mismatch> {
        let dimension = match (self.dimension, other.dimension) {
            (Dimension::Number, dimension) | (dimension, Dimension::Number) => dimension,
            (Dimension::Time, Dimension::Rate) | (Dimension::Rate, Dimension::Time) => Dimension::Frames,
            (a, b) => return Err(Mismatch(a, b)),
        };
        let exact = |a: Ratio, b: Ratio| Some(Ratio::new(a.num().checked_mul(b.num())?, a.den().checked_mul(b.den())?));
        Ok(Self { value: self.value * other.value, exact: self.zip(other, exact), dimension })
    }

    /// The quotient; of two quantities of one dimension it is a plain number, of frames and a rate a time, of
    /// frames and a time a rate.
    ///
    /// # Errors
    /// If the divisor has another unit that the dividend has not.
    pub fn over(self, other: Self) -> Result<Self, Mismatch> {
        let dimension = match (self.dimension, other.dimension) {
            (dimension, Dimension::Number) => dimension,
            (a, b) if a == b => Dimension::Number,
            (Dimension::Frames, Dimension::Rate) => Dimension::Time,
            (Dimension::Frames, Dimension::Time) => Dimension::Rate,
            (a, b) => return Err(Mismatch(a, b)),
        };
        let exact = |a: Ratio, b: Ratio| {
            let (num, den) = (a.num().checked_mul(b.den())?, a.den().checked_mul(b.num())?);
            (den != 0).then(|| Ratio::new(num, den))
        };
        Ok(Self { value: self.value / other.value, exact: self.zip(other, exact), dimension })
    }

    /// The remainder, with the sign of the divisor.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn modulo(self, other: Self) -> Result<Self, Mismatch> {
        if other.dimension != Dimension::Number {
            self.same_dimension(other)?;
        }
        let value = self.value - other.value * (self.value / other.value).floor();
        Ok(Self { dimension: self.dimension, ..Self::plain(value) })
    }

    /// Another value of the same dimension: for `min`, `round` and the like.
    pub fn with_value(self, value: f64) -> Self {
        Self { dimension: self.dimension, ..Self::plain(value) }
    }

    fn same_dimension(self, other: Self) -> Result<(), Mismatch> {
        if self.dimension == other.dimension { Ok(()) } else { Err(Mismatch(self.dimension, other.dimension)) }
    }

    fn zip(self, other: Self, combine: impl Fn(Ratio, Ratio) -> Option<Ratio>) -> Option<Ratio> {
        combine(self.exact?, other.exact?)
    }
}

/// Decimal where that is short, a fraction where only that is exact: `0.5`, `30000/1001fps`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.dimension.base_unit();
        let short = (self.value * 1e4).fract() == 0.0;
        match self.exact {
            Some(ratio) if !short => write!(f, "{ratio}{unit}"),
            // Nine digits are enough to tell values apart and hide binary fractions (0.1 + 0.2).
            _ => write!(f, "{}{unit}", (self.value * 1e9).round() / 1e9),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ntsc_rates_double_exactly() {
        let rate = Quantity::exact(Ratio::new(30000, 1001), Dimension::Rate);
        let double = rate.times(Quantity::plain(2.0)).unwrap();
        assert_eq!(double.ratio(), Ratio::new(60000, 1001));
    }

    #[test]
    fn units_of_different_dimensions_do_not_add() {
        let px = Quantity::new(2.0, Unit::Px);
        let frames = Quantity::new(3.0, Unit::Frames);
        assert_eq!(px.plus(frames), Err(Mismatch(Dimension::Length, Dimension::Frames)));
        assert_eq!(px.over(px).unwrap().dimension(), Dimension::Number);
    }

    #[test]
    fn frames_rates_and_times_make_each_other() {
        let rate = Quantity::exact(Ratio::new(30000, 1001), Dimension::Rate);
        let frames = Quantity::new(30000.0, Unit::Frames);
        let time = frames.over(rate).unwrap();
        assert_eq!((time.dimension(), time.ratio()), (Dimension::Time, Ratio::new(1001, 1)));
        assert_eq!(time.times(rate).unwrap(), frames);
        assert_eq!(frames.over(time).unwrap(), rate);
    }

    #[test]
    fn percent_is_a_plain_number() {
        let strength = Quantity::new(35.0, Unit::Percent);
        assert_eq!(strength.dimension(), Dimension::Number);
        assert!((strength.value() - 0.35).abs() < 1e-12);
    }
}
