//! Kernels that only compare samples work on the codes themselves, four times as many in a vector.
//!
//! Codes are in the order of their nominal values, storing never turns that order round, and a code that is
//! loaded and stored is the same code: so the least or greatest of stored values is that of the codes. A limit
//! that is a constant becomes the code that it is stored as.

use fwr_compiler::kernel::{BinaryOp, CodeMap, Expr, Stored};

use super::row_of;
use crate::cpu::jit::code::{Binary, Builder, Code, Op, Sample, Value};
use crate::cpu::row::{Element, RowKernel};

/// The code of a kernel of minima and maxima of samples stored as its results are; `None` if it is another.
pub(super) fn lower(work: &RowKernel<'_>) -> Option<Code> {
    let (lanes, map) = match work.out {
        Element::Stored(Stored::Byte(map)) => (Lanes::BYTES, map),
        Element::Stored(Stored::Word(map)) => (Lanes::WORDS, map),
        _ => return None,
    };
    let mut code = Builder::default();
    let mut values: Vec<Option<Value>> = vec![None; work.kernel.nodes.len()];
    for (position, node) in work.kernel.nodes.iter().enumerate() {
        let value = |id: fwr_compiler::kernel::ExprId| values[id.0 as usize];
        let made = match *node {
            Expr::Load(load) => {
                let (row, element) = row_of(work, &load)?;
                (element == work.out).then(|| code.add(Op::Row { row, dx: load.dx.into(), sample: lanes.sample }))?
            }
            Expr::Const(limit) => lanes.constant(&mut code, &map, limit),
            Expr::Binary(op @ (BinaryOp::Min | BinaryOp::Max), a, b) => {
                code.binary(if op == BinaryOp::Min { lanes.min } else { lanes.max }, value(a)?, value(b)?)
            }
            Expr::Stored(store, a) if Element::Stored(work.kernel.stores[usize::from(store)]) == work.out => value(a)?,
            _ => return None,
        };
        values[position] = Some(made);
    }
    let mut result = values[work.kernel.root().0 as usize]?;
    if map.max != lanes.most {
        // Codes that there should not be are stored as the largest.
        let most = lanes.constant(&mut code, &map, f32::INFINITY);
        result = code.binary(lanes.min, result, most);
    }
    Some(code.finish(result, lanes.sample, Vec::new()))
}

/// How codes lie in a vector.
struct Lanes {
    sample: Sample,
    min: Binary,
    max: Binary,
    /// The largest number that a lane holds.
    most: f32,
    /// One in each lane of 32 bits.
    ones: u32,
}

impl Lanes {
    const BYTES: Self =
        Self { sample: Sample::Bytes, min: Binary::MinBytes, max: Binary::MaxBytes, most: 255.0, ones: 0x0101_0101 };
    const WORDS: Self =
        Self { sample: Sample::Words, min: Binary::MinWords, max: Binary::MaxWords, most: 65535.0, ones: 0x0001_0001 };

    fn constant(&self, code: &mut Builder, map: &CodeMap, value: f32) -> Value {
        code.bits(u32::from(map.store(value)) * self.ones)
    }
}
