//! Lines and columns of places in a text.

/// Where the lines of a text start.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// `line:column`, both from 1; columns count characters.
    pub(super) fn place(&self, offset: u32) -> String {
        let offset = (offset as usize).min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let column = self.text.get(self.starts[line]..offset).map_or(0, |before| before.chars().count());
        format!("{}:{}", line + 1, column + 1)
    }
}
