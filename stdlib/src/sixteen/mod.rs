//! Sixteen numbers side by side, in the registers that a machine has.
//!
//! For code whose speed hangs on where its numbers are: it is written once, over [`Sixteen`], and compiled for each set
//! of vector instructions ([`run`]). Every operation is the same on all of them, to the bit: nothing is fused, and sums
//! over the sixteen do not exist.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(any(test, not(target_arch = "x86_64")))]
mod plain;
#[cfg(target_arch = "x86_64")]
mod sse;

use std::ops::{Add, Div, Mul, Sub};

#[cfg(not(target_arch = "x86_64"))]
pub(crate) use plain::Plain as Baseline;
#[cfg(target_arch = "x86_64")]
pub(crate) use sse::Sse as Baseline;

use crate::simd::Isa;

/// How many they are.
pub(crate) const LANES: usize = 16;
/// Half as many.
pub(crate) const HALF: usize = LANES / 2;

/// Sixteen numbers in single precision.
pub(crate) trait Sixteen:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    /// The same number sixteen times.
    fn splat(value: f32) -> Self;

    fn load(from: &[f32; LANES]) -> Self;

    fn of_bytes(from: &[u8; LANES]) -> Self;

    fn of_words(from: &[u16; LANES]) -> Self;

    fn of_halves(first: &[f32; HALF], last: &[f32; HALF]) -> Self;

    /// How far sixteen blocks of eight by eight bytes are from one: the sums of absolute differences.
    ///
    /// The first of them begins `there`, each other a byte on, and their rows are `stride` apart.
    ///
    /// # Panics
    /// If `there` ends less than 24 bytes behind the start of the last rows.
    fn differences(block: &[[u8; HALF]; HALF], there: &[u8], stride: usize) -> Self;

    fn store(self, to: &mut [f32; LANES]);

    /// Adds the first eight to others.
    fn add_first(self, to: &mut [f32; HALF]);

    /// Adds the last eight to others.
    fn add_last(self, to: &mut [f32; HALF]);

    /// The greater of each two; the other's, where one is not a number.
    fn max(self, other: Self) -> Self;

    /// For each number a bit: whether it is greater than `limit`.
    fn above(self, limit: Self) -> u32;

    /// Those of `then` where this is greater than `limit`, and 0 elsewhere.
    fn where_above(self, limit: Self, then: Self) -> Self;

    /// The last eight before the first eight.
    fn swapped(self) -> Self;

    /// Rows become columns.
    fn turned(rows: [Self; LANES]) -> [Self; LANES];
}

/// Work over numbers side by side.
pub(crate) trait Task {
    /// Does the work. Implementations are `#[inline(always)]`, and so is all that they call with such numbers.
    fn run<V: Sixteen>(self);
}

/// Does work with the best instructions that this machine has.
pub(crate) fn run(task: impl Task) {
    run_with(Isa::best(), task);
}

/// Does work with a set of instructions that this machine has.
pub(crate) fn run_with<T: Task>(isa: Isa, task: T) {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn with_avx2<T: Task>(task: T) {
            task.run::<avx2::Avx2>();
        }
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
        fn with_avx512<T: Task>(task: T) {
            task.run::<avx512::Avx512>();
        }
        match isa {
            // SAFETY: a set is named only where the machine has it.
            Isa::Avx512 => return unsafe { with_avx512(task) },
            // SAFETY: as above.
            Isa::Avx2 => return unsafe { with_avx2(task) },
            Isa::Baseline => {}
        }
    }
    let Isa::Baseline = isa else { return };
    task.run::<Baseline>();
}

/// Whether sixteen blocks of eight by eight bytes, whose rows are `stride` apart, are within `there`.
#[inline(always)]
fn reaches(there: &[u8], stride: usize) -> bool {
    there.len() >= (HALF - 1) * stride + HALF + LANES
}

/// The four operations of a type, each by one function of two.
macro_rules! operations {
    ($name:ident: $($trait:ident $method:ident = $function:expr),*) => {$(
        impl std::ops::$trait for $name {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                $function(self, other)
            }
        }
    )*};
}
use operations;

#[cfg(test)]
mod tests {
    use super::*;

    /// Every operation once.
    struct All<'a>(&'a mut Vec<[f32; LANES]>);

    impl Task for All<'_> {
        #[inline(always)]
        fn run<V: Sixteen>(self) {
            let a = V::load(&std::array::from_fn(|n| 1.0 + n as f32 / 3.0));
            let b = V::of_bytes(&std::array::from_fn(|n| (n * 17) as u8));
            let c = V::of_words(&std::array::from_fn(|n| (65535 - n * 977) as u16));
            let odd = V::load(&std::array::from_fn(|n| [f32::NAN, -0.0, 0.0, f32::INFINITY, 3.0][n % 5]));
            let mut all = vec![
                a + b,
                a - c,
                a * c,
                c / a,
                b * b / b,
                a.max(b),
                odd.max(a),
                odd.where_above(a, c),
                b.swapped(),
                V::splat(0.1) * c,
                V::of_halves(&[0.5; HALF], &std::array::from_fn(|n| n as f32)),
            ];
            let bytes: [u8; 8 * 40] = std::array::from_fn(|n| (n * n * 31 % 251) as u8);
            let block = std::array::from_fn(|y| std::array::from_fn(|x| bytes[y * 40 + 3 + x] ^ (x * y == 6) as u8));
            all.push(V::differences(&block, &bytes[1..], 40));
            for add in [V::add_first, V::add_last] {
                let mut row = [0.25; LANES];
                add(a, row.first_chunk_mut().expect("a half"));
                all.push(V::load(&row));
            }
            let rows = [a, b, c, a + c, c - b, a * b, b, c, a, a * a, b * b, c * c, a / c, b / c, c, a];
            all.extend(V::turned(rows));
            for numbers in all {
                let mut row = [0.0; LANES];
                numbers.store(&mut row);
                self.0.push(row);
            }
        }
    }

    /// Which not-a-number comes of an operation is not defined.
    fn as_bits(value: &f32) -> u32 {
        if value.is_nan() { u32::MAX } else { value.to_bits() }
    }

    #[test]
    fn all_instructions_give_the_same_bits() {
        let bits = |isa| {
            let mut all = Vec::new();
            run_with(isa, All(&mut all));
            all.as_flattened().iter().map(as_bits).collect::<Vec<_>>()
        };
        let mut plain = Vec::new();
        All(&mut plain).run::<super::plain::Plain>();
        let expected: Vec<u32> = plain.as_flattened().iter().map(as_bits).collect();
        for isa in Isa::available() {
            assert_eq!(bits(isa), expected, "{isa:?}");
        }
        assert_eq!(f32::from_bits(expected[11 * LANES + 2]), 4.0, "four bytes of the third block differ by one");
        // The last sixteen rows are what was turned.
        assert_eq!(f32::from_bits(expected[14 * LANES + 1]), 0.0);
    }
}
