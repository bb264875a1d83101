//! Where the samples of a plane sit along one axis of the picture.

use fwr_compiler::media::{ChromaLocation, PlaneKind, VideoFormat};

/// The samples of a plane along one axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Grid {
    /// Samples of the plane.
    pub(crate) length: usize,
    /// Samples of the luma plane.
    luma: usize,
    /// Luma samples for each sample of this plane.
    spacing: f64,
    /// Luma coordinate of this plane's first sample; the first luma sample is at 0.
    offset: f64,
}

impl Grid {
    /// The columns of plane `plane`.
    pub(crate) fn columns(format: &VideoFormat, plane: usize) -> Self {
        let spacing = spacing(format, plane).0;
        let offset = match format.chroma_location {
            ChromaLocation::Center | ChromaLocation::Top | ChromaLocation::Bottom => (spacing - 1.0) / 2.0,
            _ => 0.0,
        };
        Self { length: format.plane_size(plane).0, luma: format.width as usize, spacing, offset }
    }

    /// The rows of plane `plane` in a progressive frame.
    pub(crate) fn rows(format: &VideoFormat, plane: usize) -> Self {
        let spacing = spacing(format, plane).1;
        Self {
            length: format.plane_size(plane).1,
            luma: format.height as usize,
            spacing,
            offset: vertical_offset(format, spacing),
        }
    }

    /// The rows of one field of plane `plane`: of the top field if `parity` is 0, of the bottom field if it is 1.
    pub(crate) fn field_rows(format: &VideoFormat, plane: usize, parity: usize) -> Self {
        let frame = Self::rows(format, plane);
        let offset = match format.chroma_location {
            ChromaLocation::TopLeft | ChromaLocation::Top | ChromaLocation::BottomLeft | ChromaLocation::Bottom => {
                frame.offset
            }
            // H.262 §6.1.1.8: a frame's lines of chroma keep their places when they are dealt out to the
            // fields, so at 4:2:0 they sit 1/4 of a field's line down in the top field, and 3/4 in the bottom one.
            _ => ((frame.spacing - 1.0) * parity as f64 + frame.offset) / 2.0,
        };
        let lines = |rows: usize| (rows + 1 - parity) / 2;
        Self { length: lines(frame.length), luma: lines(frame.luma), offset, ..frame }
    }

    /// For each sample of `to`: the coordinate on this grid is `slope · index + start`,
    /// where this grid's first sample reaches from 0 to 1.
    pub(crate) fn map_to(&self, to: &Self) -> (f64, f64) {
        let scale = self.luma as f64 / to.luma as f64;
        let slope = to.spacing * scale / self.spacing;
        let start = ((to.offset + 0.5) * scale - 0.5 - self.offset) / self.spacing + 0.5;
        (slope, start)
    }
}

fn spacing(format: &VideoFormat, plane: usize) -> (f64, f64) {
    match format.plane_kind(plane) {
        PlaneKind::Chroma => {
            let (sx, sy) = format.layout.chroma_shift();
            (f64::from(1u32 << sx), f64::from(1u32 << sy))
        }
        _ => (1.0, 1.0),
    }
}

fn vertical_offset(format: &VideoFormat, spacing: f64) -> f64 {
    match format.chroma_location {
        ChromaLocation::TopLeft | ChromaLocation::Top => 0.0,
        ChromaLocation::BottomLeft | ChromaLocation::Bottom => spacing - 1.0,
        _ => (spacing - 1.0) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use super::*;
    use crate::support::format;

    #[test]
    fn left_chroma_lies_on_even_columns_and_between_rows() {
        let subsampled = format(16, 16, "u8", Layout::Yuv420);
        let full = format(16, 16, "u8", Layout::Yuv444);
        let (slope, start) = Grid::columns(&subsampled, 1).map_to(&Grid::columns(&full, 1));
        // Column 0 of luma is the centre of chroma sample 0, column 2 that of chroma sample 1.
        assert_eq!((slope, start), (0.5, 0.5));
        let (slope, start) = Grid::rows(&subsampled, 1).map_to(&Grid::rows(&full, 1));
        assert_eq!((slope, start), (0.5, 0.25));
    }

    #[test]
    fn fields_hold_their_chroma_a_quarter_off() {
        let subsampled = format(16, 16, "u8", Layout::Yuv420);
        let full = format(16, 16, "u8", Layout::Yuv444);
        for (parity, row_0_in_chroma) in [(0, -0.125), (1, -0.375)] {
            let (_, start) = Grid::field_rows(&subsampled, 1, parity).map_to(&Grid::field_rows(&full, 1, parity));
            assert_eq!(start - 0.5, row_0_in_chroma);
        }
    }
}
