//! Uncompressed 8-bit clips in Y4M, of 4:2:0 or luma alone, whole in memory.

use std::path::Path;

/// A clip: its header line, and the samples of each frame.
pub(crate) struct Raw {
    header: String,
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) frames: Vec<Vec<u8>>,
}

impl Raw {
    pub(crate) fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let end = bytes.iter().position(|byte| *byte == b'\n').expect("a header");
        let header = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let number = |letter: char| -> usize {
            let word = header.split(' ').find_map(|word| word.strip_prefix(letter)).expect("a size");
            word.parse().expect("a number")
        };
        let (width, height) = (number('W'), number('H'));
        let chroma = if header.contains(" Cmono") { 0 } else { 2 * width.div_ceil(2) * height.div_ceil(2) };
        let size = width * height + chroma;
        let mut frames = Vec::new();
        let mut rest = &bytes[end + 1..];
        while let Some(line) = rest.iter().position(|byte| *byte == b'\n') {
            frames.push(rest[line + 1..][..size].to_vec());
            rest = &rest[line + 1 + size..];
        }
        Self { header, width, height, frames }
    }

    /// All but so many frames at either end.
    pub(crate) fn without_ends(mut self, count: usize) -> Self {
        self.frames.truncate(self.frames.len().saturating_sub(count));
        self.frames.drain(..count.min(self.frames.len()));
        self
    }

    /// Luma of all frames.
    pub(crate) fn luma(&self) -> impl Iterator<Item = u8> {
        self.frames.iter().flat_map(|frame| frame[..self.width * self.height].iter().copied())
    }

    /// Both planes of colour of all frames.
    pub(crate) fn colour(&self) -> impl Iterator<Item = u8> {
        self.frames.iter().flat_map(|frame| frame[self.width * self.height..].iter().copied())
    }

    pub(crate) fn write(&self, path: &Path) {
        let mut bytes = format!("{}\n", self.header).into_bytes();
        for frame in &self.frames {
            bytes.extend(b"FRAME\n");
            bytes.extend(frame);
        }
        std::fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}
