//! What vector code looks like.

use fwr_compiler::kernel::{BinaryOp, Builder, Expr, Load};
use fwr_compiler::media::{PlaneKind, Range};

use super::rows::{Setup, Trial};
use crate::cpu::jit::Target;
use crate::cpu::jit::lower::lower;
use crate::cpu::row::Element;

#[test]
fn vector_code_is_readable() {
    let mut builder = Builder::new();
    let load = builder.add(Expr::Load(Load { dx: -1, ..Load::default() }));
    let two = builder.constant(2.0);
    let (double, y) = (builder.binary(BinaryOp::Mul, load, two), builder.add(Expr::Y));
    let value = builder.binary(BinaryOp::Add, double, y);
    let kernel = builder.finish("double", 1, &[value]);
    let byte = Element::Stored(super::codes(8, PlaneKind::Rgb, Range::Full));
    let trial = Trial::new(byte, byte);
    let setup = Setup::new(&kernel, &trial);
    let code = lower(&setup.work(&kernel, &trial), Target::Avx512).expect("code");
    let expected = "\
v0 = load byte row 0 -1
v1 = tofloat v0
v2 = constant 0x00000000 (0.0)
v3 = constant 0x3b800000 (0.00390625)
v4 = constant 0x37808081 (1.5318628e-5)
v5 = mul v1 v4
v6 = fused plus v1 v3 v5
v7 = constant 0x40000000 (2.0)
v8 = mul v6 v7
v9 = uniform 1
v10 = fused plus v6 v7 v9
v11 = constant 0x437f0000 (255.0)
v12 = mul v10 v11
v13 = tointeger v12
store byte v13
";
    assert_eq!(code.to_string(), expected);
}
