//! Kernels of minima and maxima, on codes and on floats.

use fwr_compiler::kernel::{BinaryOp, Builder, Expr, ExprId, Kernel, Load};

use super::elements;
use super::rows::{Trial, compare};
use crate::cpu::row::Element;

/// The median of a window by exchanging neighbours until all are in order.
pub(super) fn median(radius: i16) -> Kernel {
    let mut builder = Builder::new();
    let mut values: Vec<ExprId> = (-radius..=radius)
        .flat_map(|dy| (-radius..=radius).map(move |dx| Load { dx, dy, ..Load::default() }))
        .map(|load| builder.add(Expr::Load(load)))
        .collect();
    let count = values.len();
    for round in 0..count {
        for at in (round % 2..count - 1).step_by(2) {
            let (a, b) = (values[at], values[at + 1]);
            values[at] = builder.binary(BinaryOp::Min, a, b);
            values[at + 1] = builder.binary(BinaryOp::Max, a, b);
        }
    }
    builder.finish("median", 1, &[values[count / 2]])
}

#[test]
fn medians_are_the_same_on_codes_and_floats() {
    for kernel in [median(1), median(2)] {
        for element in elements() {
            for out in [element, Element::Nominal] {
                assert_eq!(compare(&kernel, &Trial::new(element, out)), Ok(()));
            }
        }
    }
}

#[test]
fn limits_become_codes() {
    for (low, high) in [(0.1, 0.73), (-9.0, 0.5), (0.3, 9.0), (0.6, 0.2)] {
        let mut builder = Builder::new();
        let load = builder.add(Expr::Load(Load::default()));
        let other = builder.add(Expr::Load(Load { dx: 1, dy: 1, ..Load::default() }));
        let (low, high) = (builder.constant(low), builder.constant(high));
        let value = builder.binary(BinaryOp::Max, load, low);
        let value = builder.binary(BinaryOp::Min, high, value);
        let value = builder.binary(BinaryOp::Max, other, value);
        let kernel = builder.finish("limits", 1, &[value]);
        for element in elements() {
            assert_eq!(compare(&kernel, &Trial::new(element, element)), Ok(()));
        }
    }
}
