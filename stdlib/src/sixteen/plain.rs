//! Sixteen numbers in plain code.

use super::{HALF, LANES, Sixteen, operations, reaches};

#[derive(Clone, Copy)]
pub(crate) struct Plain([f32; LANES]);

operations!(Plain: Add add = |a, b| each(a, b, |a, b| a + b), Sub sub = |a, b| each(a, b, |a, b| a - b),
    Mul mul = |a, b| each(a, b, |a, b| a * b), Div div = |a, b| each(a, b, |a, b| a / b));

#[inline(always)]
fn each(a: Plain, b: Plain, of: impl Fn(f32, f32) -> f32) -> Plain {
    let mut made = a;
    for (made, b) in made.0.iter_mut().zip(b.0) {
        *made = of(*made, b);
    }
    made
}

impl Sixteen for Plain {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self([value; LANES])
    }

    #[inline(always)]
    fn load(from: &[f32; LANES]) -> Self {
        Self(*from)
    }

    #[inline(always)]
    fn of_bytes(from: &[u8; LANES]) -> Self {
        Self(std::array::from_fn(|n| f32::from(from[n])))
    }

    #[inline(always)]
    fn of_words(from: &[u16; LANES]) -> Self {
        Self(std::array::from_fn(|n| f32::from(from[n])))
    }

    #[inline(always)]
    fn of_halves(first: &[f32; HALF], last: &[f32; HALF]) -> Self {
        Self(std::array::from_fn(|n| if n < HALF { first[n] } else { last[n - HALF] }))
    }

    #[inline(always)]
    fn differences(block: &[[u8; HALF]; HALF], there: &[u8], stride: usize) -> Self {
        assert!(reaches(there, stride));
        let row = |n: usize, y: usize| block[y].iter().zip(&there[y * stride + n..]);
        let apart = |n: usize| (0..HALF).flat_map(|y| row(n, y)).map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>();
        Self(std::array::from_fn(|n| apart(n) as f32))
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        *to = self.0;
    }

    #[inline(always)]
    fn add_first(self, to: &mut [f32; HALF]) {
        to.iter_mut().zip(&self.0[..HALF]).for_each(|(to, value)| *to += value);
    }

    #[inline(always)]
    fn add_last(self, to: &mut [f32; HALF]) {
        to.iter_mut().zip(&self.0[HALF..]).for_each(|(to, value)| *to += value);
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        each(self, other, |a, b| if a > b { a } else { b })
    }

    #[inline(always)]
    fn above(self, limit: Self) -> u32 {
        (0..LANES).fold(0, |bits, n| bits | u32::from(self.0[n] > limit.0[n]) << n)
    }

    #[inline(always)]
    fn where_above(self, limit: Self, then: Self) -> Self {
        Self(std::array::from_fn(|n| if self.0[n] > limit.0[n] { then.0[n] } else { 0.0 }))
    }

    #[inline(always)]
    fn swapped(self) -> Self {
        Self(std::array::from_fn(|n| self.0[(n + LANES / 2) % LANES]))
    }

    #[inline(always)]
    fn turned(rows: [Self; LANES]) -> [Self; LANES] {
        std::array::from_fn(|y| Self(std::array::from_fn(|x| rows[x].0[y])))
    }
}
