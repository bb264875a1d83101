//! How often what is found in frames falls into each of some bins.

/// Frames that were looked at, and what was counted in them.
#[derive(Debug)]
pub(crate) struct Counts {
    pub(crate) frames: u64,
    pub(crate) bins: Vec<u64>,
}

impl Counts {
    /// None, of no frame.
    pub(crate) fn new(bins: usize) -> Self {
        Self { frames: 0, bins: vec![0; bins] }
    }

    /// All of it, for [`Counts::restore`].
    pub(crate) fn save(&self) -> Vec<u64> {
        std::iter::once(self.frames).chain(self.bins.iter().copied()).collect()
    }

    /// Takes what was saved by one like it; whether it is such.
    pub(crate) fn restore(&mut self, saved: &[u64]) -> bool {
        let Some((frames, bins)) = saved.split_first().filter(|(_, bins)| bins.len() == self.bins.len()) else {
            return false;
        };
        self.frames = *frames;
        self.bins.copy_from_slice(bins);
        true
    }
}
