//! Elementary functions over all exponents, whatever is known of their arguments.

use fwr_compiler::kernel::{BinaryOp, Builder, Expr, ExprId, Kernel, Load, Random, UnaryOp};

use super::elements;
use super::rows::{Trial, compare};
use crate::cpu::row::Element;

const POWERS: [f32; 14] = [0.0, 1.0, -1.0, 0.5, 2.0, 2.2, 2.4, 1.0 / 2.4, 0.45, 10.0, -3.7, 60.0, 1e-30, 3e35];

/// A kernel of one sample, moved and scaled so that the range of the argument is another.
fn of_sample(scale: f32, shift: f32, value: impl Fn(&mut Builder, ExprId) -> ExprId) -> Kernel {
    let mut builder = Builder::new();
    let load = builder.add(Expr::Load(Load::default()));
    let (scale, shift) = (builder.constant(scale), builder.constant(shift));
    let scaled = builder.binary(BinaryOp::Mul, load, scale);
    let moved = builder.binary(BinaryOp::Add, scaled, shift);
    let value = value(&mut builder, moved);
    builder.finish("function", 1, &[value])
}

fn check(value: impl Fn(&mut Builder, ExprId) -> ExprId) {
    for (scale, shift) in [(1.0, 0.0), (100.0, -3.0), (2000.0, 1.0), (0.9, 0.05), (1e-30, 0.0), (1.0, -40.0)] {
        let kernel = of_sample(scale, shift, &value);
        for element in elements() {
            for (count, seed) in [(3000, 3), (1000, 4)] {
                let trial = Trial { count, seed, ..Trial::new(element, Element::Nominal) };
                assert_eq!(compare(&kernel, &trial), Ok(()));
            }
        }
    }
}

#[test]
fn unary_functions_give_the_same_bits() {
    for op in [UnaryOp::Exp, UnaryOp::Log, UnaryOp::Sin, UnaryOp::Cos, UnaryOp::Sqrt, UnaryOp::Floor] {
        check(|builder, a| builder.unary(op, a));
    }
}

#[test]
fn powers_by_constants_give_the_same_bits() {
    for power in POWERS {
        check(|builder, a| {
            let power = builder.constant(power);
            builder.binary(BinaryOp::Pow, a, power)
        });
    }
    check(|builder, a| {
        let (zero, power) = (builder.constant(0.0), builder.constant(0.7));
        let positive = builder.binary(BinaryOp::Max, a, zero);
        builder.binary(BinaryOp::Pow, positive, power)
    });
}

#[test]
fn powers_by_samples_and_of_constants_give_the_same_bits() {
    for base in [0.0, 0.2, 1.0, 2.0, 1e30, -1.0] {
        check(|builder, a| {
            let base = builder.constant(base);
            builder.binary(BinaryOp::Pow, base, a)
        });
    }
    check(|builder, a| {
        let other = builder.add(Expr::Load(Load { dx: 3, ..Load::default() }));
        builder.binary(BinaryOp::Pow, a, other)
    });
    check(|builder, a| {
        let y = builder.add(Expr::Y);
        let small = builder.constant(0.01);
        let y = builder.binary(BinaryOp::Mul, y, small);
        builder.binary(BinaryOp::Pow, a, y)
    });
}

#[test]
fn remainders_and_random_numbers_give_the_same_bits() {
    check(|builder, a| {
        let by = builder.constant(0.3);
        builder.binary(BinaryOp::Rem, a, by)
    });
    check(|builder, a| {
        let numbers: Vec<ExprId> =
            (-2..3).map(|dx| builder.add(Expr::Random(Random { seed: dx as u32 & 1, dx, dy: dx.abs() }))).collect();
        let x = builder.add(Expr::X);
        numbers.into_iter().fold(x, |sum, number| {
            let product = builder.binary(BinaryOp::Mul, number, a);
            builder.binary(BinaryOp::Add, product, sum)
        })
    });
}

#[test]
fn exact_products_are_fused_without_a_difference() {
    for factor in [2.0, 4.0, 0.25, 2e-38, 1.7e38, -8.0] {
        check(|builder, a| {
            let other = builder.add(Expr::Load(Load { dx: -1, ..Load::default() }));
            let factor = builder.constant(factor);
            let product = builder.binary(BinaryOp::Mul, factor, a);
            let sum = builder.binary(BinaryOp::Add, product, other);
            let difference = builder.binary(BinaryOp::Sub, product, other);
            let rest = builder.binary(BinaryOp::Sub, other, product);
            let both = builder.binary(BinaryOp::Mul, sum, difference);
            builder.binary(BinaryOp::Add, both, rest)
        });
    }
}
