//! Tables for people: columns as wide as their widest cell.

/// The lines of a table; columns from `numbers` on are set to the right, the last to the left.
pub(crate) fn lines(rows: &[Vec<String>], numbers: usize) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = widths[column];
            if column >= numbers && column + 1 < columns {
                format!("{cell:>width$}")
            } else {
                format!("{cell:<width$}")
            }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let rows = [vec!["file", "frames", "what"], vec!["a long name", "7", "done"]];
        let rows = rows.map(|row| row.into_iter().map(str::to_owned).collect());
        assert_eq!(super::lines(&rows, 1), ["file         frames  what", "a long name       7  done"]);
    }
}
