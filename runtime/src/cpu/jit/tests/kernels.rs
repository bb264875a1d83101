//! Random kernels, and kernels that need more registers than there are.

use fwr_compiler::kernel::{BinaryOp, Border, Builder, Expr, ExprId, Kernel, Load, Stored, UnaryOp, generate};
use proptest::prelude::*;

use super::rows::{Trial, compare};
use super::{codes, elements};
use crate::cpu::row::Element;
use fwr_compiler::media::{PlaneKind, Range};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_kernels_give_the_bits_of_the_interpreter(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        inputs in proptest::collection::vec(0_usize..10, 3),
        (out, round, plane) in (0_usize..10, 0_usize..9, 0_usize..9),
        (seed, count, x) in (any::<u64>(), 1_usize..150, 0_usize..3000),
    ) {
        let kernel = widened(generate::from_bytes(&bytes, 3, 3, 1));
        let elements = elements();
        let stored = |element| if let Element::Stored(stored) = element { stored } else { Stored::Single };
        let out = elements[out];
        let round = if out == Element::Nominal { stored(elements[round]) } else { stored(out) };
        let plane = stored(elements[plane]);
        let inputs = inputs.into_iter().map(|input| elements[input]).collect();
        prop_assert_eq!(compare(&kernel, &Trial { inputs, plane, out, round, seed, count, x }), Ok(()));
    }
}

/// The same with tables and roundings in place of some operations.
fn widened(mut kernel: Kernel) -> Kernel {
    let stored = elements().into_iter().filter_map(|element| match element {
        Element::Stored(stored) => Some(stored),
        Element::Nominal => None,
    });
    kernel.stores = stored.collect();
    kernel.tables = vec![vec![0.5, -2.0, 7.25], (0..300).map(|at| at as f32 * 0.01).collect()];
    let stores = kernel.stores.len();
    for (position, node) in kernel.nodes.iter_mut().enumerate() {
        *node = match *node {
            Expr::Unary(UnaryOp::Floor, a) if position % 2 == 0 => Expr::Lookup((position / 2 % 2) as u8, a),
            Expr::Unary(UnaryOp::Abs, a) => Expr::Stored((position % stores) as u8, a),
            Expr::Width => Expr::Time,
            Expr::Load(load) if load.dy == 1 => Expr::Load(Load { border: Border::Mirror, ..load }),
            node => node,
        };
    }
    kernel
}

#[test]
fn tables_are_not_left_for_what_lies_behind_a_row() {
    let mut builder = Builder::new();
    let (load, last) = (builder.add(Expr::Load(Load::default())), builder.constant(255.0));
    let code = builder.binary(BinaryOp::Mul, load, last);
    let table: Vec<f32> = (0_u8..=255).map(f32::from).collect();
    let table = builder.table(&table).expect("room for a table");
    let found = builder.add(Expr::Lookup(table, code));
    let kernel = builder.finish("table", 1, &[found]);
    let plane = codes(8, PlaneKind::Luma, Range::Full);
    for seed in 0..100 {
        let trial = Trial { plane, seed, count: 70, ..Trial::new(Element::Nominal, Element::Nominal) };
        assert_eq!(compare(&kernel, &trial), Ok(()));
    }
}

#[test]
fn kernels_of_many_live_values_spill() {
    let mut builder = Builder::new();
    let mut values: Vec<ExprId> = (-8..8)
        .flat_map(|dx| (-2..3).map(move |dy| Load { dx, dy, ..Load::default() }))
        .map(|load| builder.add(Expr::Load(load)))
        .collect();
    // Sums of everything with everything keep all of them alive.
    for round in 1..4 {
        let count = values.len();
        values = (0..count)
            .map(|at| {
                let scaled = builder.constant(at as f32 / 64.0 + 0.3);
                let product = builder.binary(BinaryOp::Mul, values[(at + round * 13) % count], scaled);
                builder.binary(BinaryOp::Sub, values[at], product)
            })
            .collect();
    }
    let compared: Vec<ExprId> = values.chunks(2).map(|pair| builder.binary(BinaryOp::Lt, pair[0], pair[1])).collect();
    let sum = values.iter().copied().reduce(|a, b| builder.binary(BinaryOp::Add, a, b)).expect("values");
    let any = compared.into_iter().reduce(|a, b| builder.binary(BinaryOp::And, b, a)).expect("conditions");
    let root = builder.unary(UnaryOp::Sqrt, sum);
    let value = builder.select(any, sum, root);
    let kernel = builder.finish("wide", 1, &[value]);
    for element in elements() {
        assert_eq!(compare(&kernel, &Trial::new(element, Element::Nominal)), Ok(()));
    }
}

#[test]
fn many_uniforms_and_rows_are_found() {
    let mut builder = Builder::new();
    let y = builder.add(Expr::Y);
    let mut sum = builder.constant(0.0);
    for at in 0..130_i16 {
        let factor = builder.constant(f32::from(at) * 0.01);
        let uniform = builder.binary(BinaryOp::Mul, y, factor);
        let load = builder.add(Expr::Load(Load { dx: at % 7 - 3, dy: at % 19 - 9, ..Load::default() }));
        let product = builder.binary(BinaryOp::Mul, load, uniform);
        sum = builder.binary(BinaryOp::Add, sum, product);
    }
    let kernel = builder.finish("many", 1, &[sum]);
    for element in elements() {
        assert_eq!(compare(&kernel, &Trial::new(element, Element::Nominal)), Ok(()));
    }
}

#[test]
fn tables_are_looked_up_inside_their_ends() {
    for length in [1, 2, 7, 256, 5000] {
        let mut builder = Builder::new();
        let elements: Vec<f32> = (0..length).map(|at| (at as f32).sqrt() - 3.0).collect();
        let table = builder.table(&elements).expect("room");
        let load = builder.add(Expr::Load(Load::default()));
        let scale = builder.constant(300.0);
        let at = builder.binary(BinaryOp::Mul, load, scale);
        let value = builder.add(Expr::Lookup(table, at));
        let kernel = builder.finish("table", 1, &[value]);
        for element in super::elements() {
            assert_eq!(compare(&kernel, &Trial::new(element, Element::Nominal)), Ok(()));
        }
    }
}

#[test]
fn values_are_rounded_as_they_would_be_stored() {
    let stored: Vec<Stored> =
        elements().into_iter().filter_map(|e| if let Element::Stored(s) = e { Some(s) } else { None }).collect();
    for input in elements() {
        for inner in &stored {
            let kernel = rounding(*inner);
            for out in elements() {
                for round in &stored {
                    let trial = Trial { round: *round, ..Trial::new(input, out) };
                    let trial = if let Element::Stored(round) = out { Trial { round, ..trial } } else { trial };
                    assert_eq!(compare(&kernel, &trial), Ok(()));
                    if out != Element::Nominal {
                        break;
                    }
                }
            }
        }
    }
}

fn rounding(stored: Stored) -> Kernel {
    let mut builder = Builder::new();
    let store = builder.store(stored).expect("room");
    let load = builder.add(Expr::Load(Load::default()));
    let scale = builder.constant(1.37);
    let scaled = builder.binary(BinaryOp::Mul, load, scale);
    let shift = builder.constant(-0.11);
    let moved = builder.binary(BinaryOp::Add, scaled, shift);
    let value = builder.add(Expr::Stored(store, moved));
    builder.finish("rounding", 1, &[value])
}

#[test]
fn what_is_not_computed_is_copied() {
    let mut builder = Builder::new();
    let load = builder.add(Expr::Load(Load { dx: 1, ..Load::default() }));
    let kernel = builder.finish("copy", 1, &[load]);
    for input in elements() {
        for out in elements() {
            assert_eq!(compare(&kernel, &Trial::new(input, out)), Ok(()));
        }
    }
    let mut builder = Builder::new();
    let constant = builder.constant(0.25);
    let kernel = builder.finish("flat", 0, &[constant]);
    assert_eq!(
        compare(&kernel, &Trial::new(Element::Nominal, Element::Stored(codes(8, PlaneKind::Luma, Range::Full)))),
        Ok(())
    );
}
