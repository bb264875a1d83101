//! What the nominal planes of one colour model are in those of another (H.273 §8.3).

use fwr_compiler::media::{Layout, Matrix, VideoFormat};

/// A linear map of three planes, by rows.
pub(super) type Map = [[f64; 3]; 3];

const IDENTITY: Map = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// Whether converting takes the coefficients of a matrix.
pub(super) fn needs_matrix(from: &VideoFormat, to: &VideoFormat) -> bool {
    // Gray has no colour that a matrix could act on.
    if from.layout == Layout::Gray {
        return false;
    }
    let rgb = |format: &VideoFormat| format.layout == Layout::Rgb;
    rgb(from) != rgb(to) || (!rgb(from) && !same_coefficients(from.matrix, to.matrix))
}

/// The planes of `to` in those of `from`, for pairs of formats that `check` has passed.
pub(super) fn between(from: &VideoFormat, to: &VideoFormat) -> Map {
    let gray_to_rgb = from.layout == Layout::Gray && to.layout == Layout::Rgb;
    if gray_to_rgb {
        return [[1.0, 0.0, 0.0]; 3];
    }
    if !needs_matrix(from, to) {
        return IDENTITY;
    }
    let rgb = |format: &VideoFormat| match format.layout {
        Layout::Rgb => IDENTITY,
        _ => to_rgb(format.matrix).unwrap_or(IDENTITY),
    };
    cleaned(product(&inverse(&rgb(to)), &rgb(from)))
}

/// R', G' and B' in Y', Cb and Cr; `None` for matrices that need linear light.
pub(super) fn to_rgb(matrix: Matrix) -> Option<Map> {
    if matrix == Matrix::Ycgco {
        return Some([[1.0, -1.0, 1.0], [1.0, 1.0, 0.0], [1.0, -1.0, -1.0]]);
    }
    let (red, blue) = matrix.luma_weights()?;
    let green = 1.0 - red - blue;
    Some([
        [1.0, 0.0, 2.0 * (1.0 - red)],
        [1.0, -2.0 * (1.0 - blue) * blue / green, -2.0 * (1.0 - red) * red / green],
        [1.0, 2.0 * (1.0 - blue), 0.0],
    ])
}

fn same_coefficients(a: Matrix, b: Matrix) -> bool {
    a == b || (a.luma_weights().is_some() && a.luma_weights() == b.luma_weights())
}

fn product(a: &Map, b: &Map) -> Map {
    std::array::from_fn(|row| std::array::from_fn(|column| (0..3).map(|k| a[row][k] * b[k][column]).sum()))
}

/// By cofactors; the maps here are far from singular.
fn inverse(m: &Map) -> Map {
    let minor = |row: usize, column: usize| {
        let (r, s) = ((row + 1) % 3, (row + 2) % 3);
        let (c, d) = ((column + 1) % 3, (column + 2) % 3);
        m[r][c] * m[s][d] - m[r][d] * m[s][c]
    };
    let determinant: f64 = (0..3).map(|column| m[0][column] * minor(0, column)).sum();
    std::array::from_fn(|row| std::array::from_fn(|column| minor(column, row) / determinant))
}

/// Coefficients that are zero or one but for rounding, made so: a plane that takes no part is not read.
fn cleaned(m: Map) -> Map {
    m.map(|row| {
        row.map(|value| {
            let whole = value.round();
            if (value - whole).abs() < 1e-12 { whole } else { value }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::format;

    #[test]
    fn white_is_luma_and_primaries_reach_the_ends_of_chroma() {
        for matrix in [Matrix::Bt709, Matrix::Bt470bg, Matrix::Smpte240m, Matrix::Bt2020nc, Matrix::Fcc] {
            let mut yuv = format(8, 8, "u8", Layout::Yuv444);
            yuv.matrix = matrix;
            let map = between(&format(8, 8, "u8", Layout::Rgb), &yuv);
            assert!((map[0].iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert!((map[1][2] - 0.5).abs() < 1e-12, "blue is 0.5 of Cb in {matrix}");
            assert!((map[2][0] - 0.5).abs() < 1e-12, "red is 0.5 of Cr in {matrix}");
        }
    }

    #[test]
    fn chroma_never_takes_luma_from_one_matrix_to_another() {
        let mut from = format(8, 8, "u8", Layout::Yuv420);
        from.matrix = Matrix::Bt470bg;
        let map = between(&from, &format(8, 8, "u8", Layout::Yuv420));
        assert_eq!((map[0][0], map[1][0], map[2][0]), (1.0, 0.0, 0.0));
    }
}
