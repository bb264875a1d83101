//! How fast rows are, and how long making their code takes.
//!
//! `cargo test --release -p fwr-runtime --lib jit::tests::speed -- --ignored --nocapture` prints it.

use std::time::Instant;

use fwr_compiler::kernel::{BinaryOp, Builder, Expr, ExprId, Kernel, Load, Random};
use fwr_compiler::media::{PlaneKind, Range};

use super::codes;
use super::integers::median;
use super::rows::{Setup, Trial};
use crate::cpu::Isa;
use crate::cpu::jit::compile;
use crate::cpu::row::{Element, RowFunction};
use crate::cpu::strips;

#[test]
#[ignore = "prints times, and fails for none"]
fn rows_a_second() {
    let byte = Element::Stored(codes(8, PlaneKind::Luma, Range::Limited));
    let word = Element::Stored(codes(10, PlaneKind::Luma, Range::Limited));
    let kernels = [lift_gamma_gain(), sharpen(), median(1), median(2), grain(), copy()];
    println!("kernel     from   to  isa         strips  machine code (ns a sample)  made in (us)");
    for kernel in &kernels {
        for (input, out) in [(byte, byte), (word, word), (Element::Nominal, byte), (Element::Nominal, Element::Nominal)]
        {
            for isa in Isa::available() {
                measure(kernel, input, out, isa);
            }
        }
    }
}

fn measure(kernel: &Kernel, input: Element, out: Element, isa: Isa) {
    let trial = Trial { count: 1920, x: 0, ..Trial::new(input, out) };
    let mut setup = Setup::new(kernel, &trial);
    let (started, code) = (Instant::now(), compile(&setup.work(kernel, &trial), isa));
    let made = started.elapsed().as_micros();
    let Some(code) = code else { return };
    let strips = strips::compile(&setup.work(kernel, &trial), isa);
    let (slow, fast) = (best(&mut setup, &strips, &trial), best(&mut setup, code.as_ref(), &trial));
    let name = |element: Element| if element == Element::Nominal { "f32" } else { ["", "8", "16"][element.bytes()] };
    let (from, to, isa) = (name(input), name(out), format!("{isa:?}"));
    println!("{:10} {from:>4} {to:>4}  {isa:8} {slow:>9.3} {fast:>9.3} {made:>9}", kernel.name);
}

/// The least time for a sample, in nanoseconds.
fn best(setup: &mut Setup, function: &dyn RowFunction, trial: &Trial) -> f64 {
    let time = |_| {
        let started = Instant::now();
        (0..50).for_each(|_| setup.run(function, trial));
        started.elapsed().as_secs_f64() * 1e9 / (50.0 * 1920.0)
    };
    (0..40).map(time).fold(f64::INFINITY, f64::min)
}

fn lift_gamma_gain() -> Kernel {
    let mut builder = Builder::new();
    let load = builder.add(Expr::Load(Load::default()));
    let [gain, lift, gamma, zero] = [1.1, 0.02, 0.8, 0.0].map(|constant| builder.constant(constant));
    let value = builder.binary(BinaryOp::Mul, load, gain);
    let value = builder.binary(BinaryOp::Add, value, lift);
    let value = builder.binary(BinaryOp::Max, value, zero);
    let value = builder.binary(BinaryOp::Pow, value, gamma);
    builder.finish("lgg", 1, &[value])
}

fn sharpen() -> Kernel {
    let mut builder = Builder::new();
    let loads: Vec<(ExprId, i16)> = (-1..2_i16)
        .flat_map(|dy| (-1..2_i16).map(move |dx| (dx, dy)))
        .map(|(dx, dy)| (builder.add(Expr::Load(Load { dx, dy, ..Load::default() })), 4 >> (dx.abs() + dy.abs())))
        .collect();
    let mut sum = None;
    for (load, weight) in &loads {
        let weight = builder.constant(f32::from(*weight));
        let product = builder.binary(BinaryOp::Mul, *load, weight);
        sum = Some(sum.map_or(product, |sum| builder.binary(BinaryOp::Add, sum, product)));
    }
    let (centre, sum) = (loads[4].0, sum.unwrap_or(loads[4].0));
    let [sixteenth, amount] = [1.0 / 16.0, 0.6].map(|constant| builder.constant(constant));
    let blur = builder.binary(BinaryOp::Mul, sum, sixteenth);
    let detail = builder.binary(BinaryOp::Sub, centre, blur);
    let more = builder.binary(BinaryOp::Mul, detail, amount);
    let value = builder.binary(BinaryOp::Add, centre, more);
    builder.finish("sharpen", 1, &[value])
}

fn grain() -> Kernel {
    let mut builder = Builder::new();
    let load = builder.add(Expr::Load(Load::default()));
    let mut noise = None;
    for seed in 0..3 {
        let number = builder.add(Expr::Random(Random { seed, dx: 0, dy: 0 }));
        noise = Some(noise.map_or(number, |sum| builder.binary(BinaryOp::Add, sum, number)));
    }
    let [middle, strength] = [1.5, 0.05].map(|constant| builder.constant(constant));
    let noise = builder.binary(BinaryOp::Sub, noise.unwrap_or(load), middle);
    let noise = builder.binary(BinaryOp::Mul, noise, strength);
    let value = builder.binary(BinaryOp::Add, load, noise);
    builder.finish("grain", 1, &[value])
}

fn copy() -> Kernel {
    let mut builder = Builder::new();
    let load = builder.add(Expr::Load(Load::default()));
    builder.finish("copy", 1, &[load])
}
