//! From times to a price of pixels and a price of bits.

/// What coding some pictures took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    /// Pixels, weighed by their samples.
    pub(super) pixels: f64,
    pub(super) bits: f64,
    /// Processor time.
    pub(super) seconds: f64,
}

/// Nanoseconds for a pixel and for a bit, neither below zero: by the first and the last of `taken`.
pub(super) fn prices(taken: &[Taken]) -> (f64, f64) {
    let [first, .., last] = taken else {
        return taken.first().map_or((0.0, 0.0), |one| (one.seconds * 1e9 / one.pixels.max(1.0), 0.0));
    };
    // Bits and time for each pixel of both.
    let [a, b] = [first, last].map(|one| (one.bits / one.pixels, one.seconds * 1e9 / one.pixels));
    let bit = if (a.0 - b.0).abs() > 1e-3 { ((a.1 - b.1) / (a.0 - b.0)).max(0.0) } else { 0.0 };
    let at_nought = a.1 - bit * a.0;
    if at_nought >= 0.0 { (at_nought, bit) } else { (0.0, (a.1 / a.0 + b.1 / b.0) / 2.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(bits: f64, nanoseconds: f64) -> Taken {
        Taken { pixels: 1e6, bits: bits * 1e6, seconds: nanoseconds * 1e6 / 1e9 }
    }

    #[test]
    fn two_qualities_tell_pixels_from_bits() {
        let (pixel, bit) = prices(&[taken(0.5, 5.0), taken(0.1, 3.0)]);
        assert!((pixel - 2.5).abs() < 1e-9 && (bit - 5.0).abs() < 1e-9, "{pixel} {bit}");
    }

    #[test]
    fn no_price_is_below_zero() {
        let (pixel, bit) = prices(&[taken(0.5, 3.0), taken(0.1, 3.2)]);
        assert!((pixel - 3.0).abs() < 1e-9 && bit == 0.0, "{pixel} {bit}");
        let (pixel, bit) = prices(&[taken(0.5, 5.0), taken(0.4, 1.0)]);
        assert!(pixel == 0.0 && bit > 0.0, "{pixel} {bit}");
        assert_eq!(prices(&[taken(12.0, 0.5)]), (0.5, 0.0));
    }
}
