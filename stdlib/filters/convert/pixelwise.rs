//! Conversions that leave every sample in its place, as kernels: they run as one with the filters around them.

use fwr_compiler::kernel::{BinaryOp, Builder, Expr, ExprId, Kernel, Load};
use fwr_compiler::media::VideoFormat;

use crate::native::PixelWork;
use crate::samples::Dither;

/// What an output plane is: the sum of nominal planes of the input, each times its share.
pub(super) struct Sum {
    /// Plane numbers and shares, none of them 0.
    pub(super) shares: Vec<(usize, f64)>,
    /// How the sum is rounded.
    pub(super) dither: Dither,
    /// Whether it is the input's plane of this number, sample by sample.
    pub(super) untouched: bool,
}

/// The kernel that makes `sums`, one for each plane of `to`.
pub(super) fn kernel(sums: &[Sum], to: &VideoFormat) -> Option<PixelWork> {
    let mut builder = Builder::new();
    let mut values = Vec::with_capacity(sums.len());
    for (plane, sum) in sums.iter().enumerate() {
        let total = total(&mut builder, &sum.shares);
        values.push(match sum.dither {
            Dither::None => total,
            Dither::Ordered => {
                let span = to.sample.scale(to.plane_kind(plane), to.effective_range()).span;
                let moved = pattern(&mut builder, span)?;
                builder.binary(BinaryOp::Add, total, moved)
            }
        });
    }
    let kernel: Kernel = builder.finish("convert", 1, &values);
    Some(PixelWork { kernel, planes: sums.iter().map(|sum| !sum.untouched).collect() })
}

fn total(builder: &mut Builder, shares: &[(usize, f64)]) -> ExprId {
    let mut total = None;
    for (source, share) in shares {
        let sample = builder.add(Expr::Load(Load { plane: Some(*source as u8), ..Load::default() }));
        let share = builder.constant(*share as f32);
        let part = builder.binary(BinaryOp::Mul, share, sample);
        total = Some(match total {
            Some(total) => builder.binary(BinaryOp::Add, total, part),
            None => part,
        });
    }
    total.unwrap_or_else(|| builder.constant(0.0))
}

/// What dithering adds before values are rounded to the nearest code, of which there are `span` from 0 to 1.
fn pattern(builder: &mut Builder, span: f32) -> Option<ExprId> {
    let steps: Vec<f32> = (0..8).flat_map(|y| Dither::Ordered.thresholds(y)).map(|up| (up - 0.5) / span).collect();
    let table = builder.table(&steps)?;
    let eight = builder.constant(8.0);
    let (x, y) = (builder.add(Expr::X), builder.add(Expr::Y));
    let column = builder.binary(BinaryOp::Rem, x, eight);
    let row = builder.binary(BinaryOp::Rem, y, eight);
    let start = builder.binary(BinaryOp::Mul, row, eight);
    let place = builder.binary(BinaryOp::Add, start, column);
    Some(builder.add(Expr::Lookup(table, place)))
}
