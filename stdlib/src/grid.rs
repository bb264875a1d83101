//! Where a picture can be cut or extended without splitting chroma samples or fields.

use fwr_compiler::media::{PlaneKind, VideoFormat};

use crate::native::Problem;

/// A direction of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    Horizontal,
    Vertical,
}

impl Axis {
    /// Luma samples along this axis.
    pub(crate) fn size(self, format: &VideoFormat) -> u32 {
        match self {
            Self::Horizontal => format.width,
            Self::Vertical => format.height,
        }
    }

    /// Luma samples between two places where `format` can be cut.
    pub(crate) fn step(self, format: &VideoFormat) -> u32 {
        let (sx, sy) = format.layout.chroma_shift();
        match self {
            Self::Horizontal => 1 << sx,
            // A line of each field, with its chroma.
            Self::Vertical => (1 << sy) * if format.scan.is_interlaced() { 2 } else { 1 },
        }
    }

    /// What is wrong with an offset between two places, and the nearest ones.
    pub(crate) fn problem(
        self,
        format: &VideoFormat,
        argument: &'static str,
        offset: i64,
        below: i64,
        above: i64,
    ) -> Problem {
        let step = self.step(format);
        let scan = if self == Self::Vertical && format.scan.is_interlaced() { "interlaced " } else { "" };
        let from = match i64::from(self.size(format)) % i64::from(step) {
            0 => String::new(),
            _ if matches!(argument, "left" | "top") => String::new(),
            _ => format!(" from the {} edge", if self == Self::Horizontal { "left" } else { "top" }),
        };
        Problem {
            argument: Some(argument),
            message: format!(
                "`{argument}` is {offset}px, but {scan}{} is cut at multiples of {step}px{from}",
                format.layout
            ),
            help: Some(format!("use `{argument}: {below}px` or `{argument}: {above}px`")),
        }
    }
}

/// Checks that `offset`, measured from the left or top edge, falls between samples of every plane and field.
pub(crate) fn cuts(format: &VideoFormat, axis: Axis, argument: &'static str, offset: i64) -> Result<(), Problem> {
    let step = i64::from(axis.step(format));
    if offset % step == 0 {
        return Ok(());
    }
    let below = offset / step * step;
    Err(axis.problem(format, argument, offset, below, below + step))
}

/// The column and row of `plane` at luma column `x` and row `y`, for offsets that [`cuts`] has passed.
pub(crate) fn plane_offset(format: &VideoFormat, plane: usize, x: usize, y: usize) -> (usize, usize) {
    match format.plane_kind(plane) {
        PlaneKind::Chroma => {
            let (sx, sy) = format.layout.chroma_shift();
            (x >> sx, y >> sy)
        }
        _ => (x, y),
    }
}
