//! What is beside the ends of a row: its own samples again.

use std::ops::Range;

use fwr_compiler::kernel::Border;

/// Fills the columns of `row` that are beside the plane from those inside.
///
/// `row` is columns `columns` of a plane that is `width` columns wide, and has all of it that `border` asks for.
///
/// # Panics
/// If it has not.
pub(super) fn pad<T: Copy>(row: &mut [T], columns: Range<isize>, width: usize, border: Border) {
    let start = columns.start;
    let beside = (start..columns.end.min(0)).chain(columns.start.max(width as isize)..columns.end);
    for column in beside {
        let inside = border.inside(column, width) as isize;
        row[(column - start) as usize] = row[(inside - start) as usize];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn padded(width: usize, beside: isize, border: Border) -> Vec<usize> {
        let mut row = vec![99; width + 2 * beside as usize];
        (0..width).for_each(|column| row[beside as usize + column] = column);
        pad(&mut row, -beside..width as isize + beside, width, border);
        row
    }

    #[test]
    fn edges_are_repeated_or_mirrored() {
        assert_eq!(padded(3, 2, Border::Clamp), [0, 0, 0, 1, 2, 2, 2]);
        assert_eq!(padded(3, 2, Border::Mirror), [2, 1, 0, 1, 2, 1, 0]);
        assert_eq!(padded(1, 2, Border::Mirror), [0, 0, 0, 0, 0]);
        assert_eq!(padded(2, 3, Border::Mirror), [1, 0, 1, 0, 1, 0, 1, 0]);
    }

    #[test]
    fn a_tile_inside_the_plane_stays_as_it_is() {
        let mut row = [7, 8, 9];
        pad(&mut row, 2..5, 10, Border::Clamp);
        assert_eq!(row, [7, 8, 9]);
    }
}
