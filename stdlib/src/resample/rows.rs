//! Rows of single-precision samples that resampling works on.

/// Rows that are worked on at a time.
pub(crate) const LANES: usize = 8;

/// Rows are as long as a multiple of this, so that loops have no remainders.
const CHUNK: usize = 32;

/// Rows of samples in one piece of memory.
#[derive(Debug, Default)]
pub(crate) struct RowBlock {
    samples: Vec<f32>,
    stride: usize,
}

impl RowBlock {
    /// Makes this hold `rows` rows of at least `width` samples; what they hold is left over from before.
    pub(crate) fn resize(&mut self, width: usize, rows: usize) {
        self.stride = width.next_multiple_of(CHUNK);
        if self.samples.len() < self.stride * rows {
            self.samples.resize(self.stride * rows, 0.0);
        }
    }

    /// Row `index`, padding included.
    pub(crate) fn row(&self, index: usize) -> &[f32] {
        &self.samples[index * self.stride..][..self.stride]
    }

    /// Row `index` to write, padding included.
    pub(crate) fn row_mut(&mut self, index: usize) -> &mut [f32] {
        &mut self.samples[index * self.stride..][..self.stride]
    }

    /// The [`LANES`] rows from `first` on.
    pub(crate) fn lanes(&self, first: usize) -> [&[f32]; LANES] {
        std::array::from_fn(|lane| self.row(first + lane))
    }

    /// The [`LANES`] rows from `first` on to write.
    pub(crate) fn lanes_mut(&mut self, first: usize) -> [&mut [f32]; LANES] {
        let mut rows = self.samples[first * self.stride..].chunks_exact_mut(self.stride);
        std::array::from_fn(|_| rows.next().expect("blocks hold whole groups of rows"))
    }
}

/// Samples of a row that are worked on at a time: rows are whole multiples of it.
pub(crate) fn chunks(row: &[f32]) -> &[[f32; CHUNK]] {
    row.as_chunks().0
}

/// The same to write.
pub(crate) fn chunks_mut(row: &mut [f32]) -> &mut [[f32; CHUNK]] {
    row.as_chunks_mut().0
}
