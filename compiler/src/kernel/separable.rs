//! Two passes in the place of one: weighted sums over a rectangle that are a sum over rows of sums over columns.
//!
//! A weighted sum of samples whose matrix of weights has rank 1 is a sum along each row, and then one of those
//! sums along a column: 2·n operations instead of n². The order of summing changes, and with it the last bits
//! of single precision; so the split is made once, before any backend, and the two kernels are then what the one
//! means. At 8 to 16 bits results differ by at most one code.

use super::separable_weights::{Base, Rank1, weights};
use super::{Builder, Expr, ExprId, Kernel, Load};

/// A kernel in two passes.
#[derive(Debug, Clone, PartialEq)]
pub struct Separated {
    /// The sums along rows: one value, with the kernel's inputs. It is to be stored in single precision.
    pub first: Kernel,
    /// The rest, with one input more: what `first` makes is the last.
    pub second: Kernel,
}

/// The kernel in two passes, if a weighted sum of at least 3 by 3 samples can be split, and that saves work.
///
/// Of several such sums the largest is split; the second pass may be split again. Kernels of several planes, and
/// sums over planes by name, are left alone: ask again once each plane has its own.
pub fn separate(kernel: &Kernel) -> Option<Separated> {
    if kernel.is_joint() || kernel.inputs == u8::MAX {
        return None;
    }
    let (sum, base, parts) = largest(kernel)?;
    let first =
        along(&parts.row, |dx| Load { input: base.input, dx, dt: base.dt, border: base.border, ..Load::default() });
    let first = first.finish(format!("{} rows", kernel.name), kernel.inputs);

    let mut builder = Builder::new();
    let mut position = 0;
    let values = builder.copy(kernel, |builder, _| {
        position += 1;
        (position - 1 == sum.0).then(|| {
            let load = |dy| Load { input: kernel.inputs, dy, border: base.border, ..Load::default() };
            weighted(builder, &parts.column, load)
        })
    })?;
    let second = builder.finish(kernel.name.clone(), kernel.inputs + 1, &values);
    let work = |kernel: &Kernel| kernel.cost().flops();
    (work(&first) + work(&second) < work(kernel)).then_some(Separated { first, second })
}

/// The weighted sum of the most samples that can be split.
fn largest(kernel: &Kernel) -> Option<(ExprId, Base, Rank1)> {
    let mut best: Option<(usize, ExprId, Base, Rank1)> = None;
    for (id, base, weights) in weights(kernel) {
        if best.as_ref().is_some_and(|(count, ..)| *count >= weights.len()) {
            continue;
        }
        if let Some(parts) = Rank1::of(&weights) {
            best = Some((weights.len(), id, base, parts));
        }
    }
    best.map(|(_, id, base, parts)| (id, base, parts))
}

/// A builder with nothing but a weighted sum in it.
struct Sum {
    builder: Builder,
    value: ExprId,
}

impl Sum {
    fn finish(self, name: String, inputs: u8) -> Kernel {
        self.builder.finish(name, inputs, &[self.value])
    }
}

fn along(weights: &[(i16, f64)], load: impl Fn(i16) -> Load) -> Sum {
    let mut builder = Builder::new();
    let value = weighted(&mut builder, weights, load);
    Sum { builder, value }
}

/// The sum of samples times weights, samples of one weight summed first: half the multiplications of a symmetric one.
fn weighted(builder: &mut Builder, weights: &[(i16, f64)], load: impl Fn(i16) -> Load) -> ExprId {
    let mut groups: Vec<(f32, ExprId)> = Vec::new();
    for (offset, weight) in weights {
        let (weight, sample) = (*weight as f32, builder.add(Expr::Load(load(*offset))));
        match groups.iter_mut().find(|(known, _)| *known == weight) {
            Some((_, sum)) => *sum = builder.binary(super::BinaryOp::Add, *sum, sample),
            None => groups.push((weight, sample)),
        }
    }
    let mut total: Option<ExprId> = None;
    for (weight, sum) in groups {
        let weight = builder.constant(weight);
        let part = builder.binary(super::BinaryOp::Mul, weight, sum);
        total = Some(total.map_or(part, |total| builder.binary(super::BinaryOp::Add, total, part)));
    }
    total.unwrap_or_else(|| builder.constant(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{CodeMap, Position, Stored, interpret, verify};
    use crate::media::CodeScale;
    use proptest::prelude::*;

    fn parse(text: &str) -> Kernel {
        text.parse().unwrap()
    }

    /// The sum of samples times weights in the order written, times `scale`, then `rest` of it.
    fn square(row: &[f32], column: &[f32], scale: f32, sharpen: bool) -> Kernel {
        let mut b = Builder::new();
        let mut total = None;
        let (left, up) = (row.len() as i16 / 2, column.len() as i16 / 2);
        for (y, v) in column.iter().enumerate() {
            for (x, h) in row.iter().enumerate() {
                let load = Load { dx: x as i16 - left, dy: y as i16 - up, ..Load::default() };
                let (weight, sample) = (b.constant(v * h), b.add(Expr::Load(load)));
                let part = b.binary(super::super::BinaryOp::Mul, weight, sample);
                total = Some(total.map_or(part, |total| b.binary(super::super::BinaryOp::Add, total, part)));
            }
        }
        let scale = b.constant(scale);
        let mut value = b.binary(super::super::BinaryOp::Mul, total.unwrap(), scale);
        if sharpen {
            let here = b.add(Expr::Load(Load::default()));
            let edge = b.binary(super::super::BinaryOp::Sub, here, value);
            let edge = b.unary(super::super::UnaryOp::Abs, edge);
            value = b.binary(super::super::BinaryOp::Add, here, edge);
        }
        b.finish("square", 1, &[value])
    }

    #[test]
    fn the_binomial_of_a_sharpener_is_split_and_the_rest_stays() {
        let found = separate(&square(&[1.0, 2.0, 1.0], &[1.0, 2.0, 1.0], 1.0 / 16.0, true)).unwrap();
        assert_eq!((verify(&found.first), verify(&found.second)), (Ok(()), Ok(())));
        assert_eq!((found.first.inputs, found.second.inputs), (1, 2));
        let (first, second) = (found.first.support(), found.second.support());
        assert_eq!((first.left, first.right, first.up, first.down), (1, 1, 0, 0));
        assert_eq!((second.left, second.right, second.up, second.down), (0, 0, 1, 1));
        assert!(separate(&found.second).is_none());
    }

    #[test]
    fn what_is_no_product_stays_whole() {
        let cross = parse(
            "kernel k 1\n%0 = load 0 [0, -1, 0]\n%1 = load 0 [-1, 0, 0]\n%2 = add %0 %1\n%3 = load 0 [1, 0, 0]\n\
             %4 = add %2 %3\n%5 = load 0 [0, 1, 0]\n%6 = add %4 %5\n%7 = load 0 [0, 0, 0]\n%8 = sub %6 %7\nvalue %8\n",
        );
        assert!(separate(&cross).is_none());
        assert!(separate(&square(&[1.0, 1.0], &[1.0, 1.0, 1.0], 1.0, false)).is_none(), "too small");
    }

    fn sample(seed: u32, x: usize, y: usize) -> u32 {
        let mixed = (x as u32 * 73_856_093) ^ (y as u32 * 19_349_663) ^ seed;
        mixed.wrapping_mul(2_654_435_761) >> 16
    }

    proptest! {
        #[test]
        fn two_passes_give_the_same_codes(
            row in proptest::collection::vec(-8_i8..=16, 3..8),
            column in proptest::collection::vec(-8_i8..=16, 3..8),
            sharpen: bool,
            bits in 8_u32..=16,
            seed: u32,
        ) {
            let of = |weights: &[i8]| weights.iter().map(|weight| f32::from(*weight) / 4.0).collect::<Vec<_>>();
            let total: f32 = row.iter().flat_map(|a| column.iter().map(|b| f32::from(*a) * f32::from(*b) / 16.0)).map(f32::abs).sum();
            prop_assume!(total > 0.0);
            let kernel = square(&of(&row), &of(&column), 1.0 / total, sharpen);
            let Some(found) = separate(&kernel) else { return Ok(()) };
            let max = (1_u32 << bits) - 1;
            let map = CodeMap::new(CodeScale { offset: 0.0, span: max as f32 }, max);
            let stored = if bits == 8 { Stored::Byte(map) } else { Stored::Word(map) };
            let (width, height) = (9, 7);
            let read = |x: usize, y: usize| stored.load(sample(seed, x, y) & max);
            let at = |x, y| Position { x, y, width, height, frame: 0, plane: 0, time: 0.0 };
            let mut rows = Vec::new();
            for y in 0..height {
                for x in 0..width {
                    let position = at(x, y);
                    rows.push(interpret(&found.first, &position, |load: Load| {
                        let (x, y) = position.place(load);
                        read(x, y)
                    }));
                }
            }
            for y in 0..height {
                for x in 0..width {
                    let position = at(x, y);
                    let one = interpret(&kernel, &position, |load: Load| {
                        let (x, y) = position.place(load);
                        read(x, y)
                    });
                    let two = interpret(&found.second, &position, |load: Load| {
                        let (x, y) = position.place(load);
                        if load.input == 1 { rows[y * width + x] } else { read(x, y) }
                    });
                    prop_assert!(stored.store(one).abs_diff(stored.store(two)) <= 1, "{one} {two}");
                }
            }
        }
    }
}
