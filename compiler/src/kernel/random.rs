//! The random numbers of kernels: a hash of where and when, the same on every machine.
//!
//! There is no state to carry: a number depends on seed, frame, plane and
//! position only, so frames can be made in any order and on any backend.

/// 2^32 / φ, odd: spreads neighbouring counts over all bits.
const STEP: u32 = 0x9e37_79b9;

/// The part of the hash that is the same for a whole row.
///
/// `frame` is the output frame's number modulo 2^32; `y` wraps below zero.
#[inline(always)]
pub fn row_hash(seed: u32, frame: u32, plane: u32, y: u32) -> u32 {
    let mut hash = mix(seed.wrapping_add(STEP));
    for part in [frame, plane, y] {
        hash = mix(hash ^ part.wrapping_mul(STEP));
    }
    hash
}

/// The number at column `x` of a row, 0 ≤ r < 1 in steps of 2^-24; `x` wraps below zero.
#[inline(always)]
pub fn uniform(row_hash: u32, x: u32) -> f32 {
    let hash = mix(row_hash ^ x.wrapping_mul(STEP));
    (hash >> 8) as i32 as f32 * (1.0 / 16_777_216.0)
}

/// A bijection of 32 bits in which every input bit sways every output bit.
///
/// Shifts and multipliers from C. Wellons's search of such functions ("lowbias32", public domain).
#[inline(always)]
fn mix(mut v: u32) -> u32 {
    v ^= v >> 16;
    v = v.wrapping_mul(0x7feb_352d);
    v ^= v >> 15;
    v = v.wrapping_mul(0x846c_a68b);
    v ^ (v >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_never_changes() {
        let row = row_hash(7, 12, 1, 34);
        let found: Vec<u32> = (0..4).map(|x| uniform(row, x).to_bits()).collect();
        assert_eq!(found, [0x3bec_ac80, 0x3f44_e83d, 0x3f12_7b61, 0x3e84_4e1c]);
    }

    #[test]
    fn numbers_are_uniform_and_neighbours_unrelated() {
        let (mut sum, mut square, mut beside, mut below) = (0.0, 0.0, 0.0, 0.0);
        let size = 512_u32;
        let at = |x: u32, y: u32| f64::from(uniform(row_hash(1, 0, 0, y), x)) - 0.5;
        for y in 0..size {
            for x in 0..size {
                let v = at(x, y);
                sum += v;
                square += v * v;
                beside += v * at(x + 1, y);
                below += v * at(x, y + 1);
            }
        }
        let n = f64::from(size * size);
        // Four standard errors of each estimate.
        assert!((sum / n).abs() < 4.0 * (1.0 / 12.0_f64).sqrt() / n.sqrt(), "mean {}", sum / n);
        assert!((square / n - 1.0 / 12.0).abs() < 4.0 * (1.0 / 180.0_f64).sqrt() / n.sqrt(), "variance {}", square / n);
        assert!((beside / n).abs() < 4.0 / 12.0 / n.sqrt(), "beside {}", beside / n);
        assert!((below / n).abs() < 4.0 / 12.0 / n.sqrt(), "below {}", below / n);
    }
}
