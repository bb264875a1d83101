//! Exact fractions, for frame rates, time bases and sample aspect ratios.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A fraction in lowest terms with a positive denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "(i64, i64)", from = "(i64, i64)")]
pub struct Ratio {
    num: i64,
    den: i64,
}

impl Ratio {
    /// One.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// `num / den` in lowest terms; a zero denominator gives zero.
    pub fn new(num: i64, den: i64) -> Self {
        if den == 0 {
            return Self { num: 0, den: 1 };
        }
        let divisor = gcd(num.unsigned_abs(), den.unsigned_abs()).max(1) as i64 * den.signum();
        Self { num: num / divisor, den: den / divisor }
    }

    /// The numerator, carrying the sign.
    pub fn num(self) -> i64 {
        self.num
    }

    /// The denominator, always positive.
    pub fn den(self) -> i64 {
        self.den
    }

    /// The nearest floating-point value.
    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// The nearest simple fraction to `value`: exact for whole numbers and for
    /// the NTSC family (n·1000/1001), otherwise with a denominator up to 100 000.
    pub fn approximate(value: f64) -> Self {
        let ntsc = (value * 1.001).round();
        if (value - value.round()).abs() < 1e-9 {
            Self::new(value.round() as i64, 1)
        } else if (ntsc / 1.001 - value).abs() < 5e-4 {
            Self::new(ntsc as i64 * 1000, 1001)
        } else {
            Self::new((value * 100_000.0).round() as i64, 100_000)
        }
    }

    /// Whether this is greater than zero.
    pub fn is_positive(self) -> bool {
        self.num > 0
    }

    /// One over this; zero stays zero.
    pub fn recip(self) -> Self {
        Self::new(self.den, self.num)
    }
}

impl std::ops::Mul for Ratio {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::new(self.num * other.num, self.den * other.den)
    }
}

impl std::ops::Div for Ratio {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        Self::new(self.num * other.den, self.den * other.num)
    }
}

impl From<(i64, i64)> for Ratio {
    fn from((num, den): (i64, i64)) -> Self {
        Self::new(num, den)
    }
}

impl From<Ratio> for (i64, i64) {
    fn from(ratio: Ratio) -> Self {
        (ratio.num, ratio.den)
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let cross = |a: i64, b: i64| i128::from(a) * i128::from(b);
        cross(self.num, other.den).cmp(&cross(other.num, self.den))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
