//! Checksums of what is written, told while it is written: CRC-32 as in ISO 3309 and in zip files, which other
//! programs can check.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use crc32fast::Hasher;
use fwr_compiler::media::Layout;

use crate::frame::Frame;
use crate::media::Target;

/// Bytes of a file that have a checksum of their own, so that a change of some does not ask for all of them again.
const BLOCK: u64 = 1 << 20;

/// The checksum of all frames of a clip, one after the other, without padding: what
/// `ffmpeg -i FILE -map 0:v:0 -f hash -hash crc32 -` says of a file that holds them without loss.
#[derive(Debug, Default)]
pub(crate) struct FrameSum(Hasher);

impl FrameSum {
    /// Adds a frame. Planes of RGB come in FFmpeg's order: green, blue, red.
    pub(crate) fn add(&mut self, frame: &Frame) {
        let colors = frame.format.layout == Layout::Rgb;
        for place in 0..frame.planes.len() {
            let place = if colors && place < 3 { (place + 1) % 3 } else { place };
            let view = frame.planes[place].view();
            for y in 0..view.height {
                self.0.update(view.row_bytes(y));
            }
        }
    }

    /// The checksum of all frames so far.
    pub(crate) fn value(&self) -> u32 {
        self.0.clone().finalize()
    }
}

/// The checksum of a file that is written, in which places may be written again.
#[derive(Debug, Default)]
pub(crate) struct FileSum {
    /// Of each whole block; `None` where something was written again.
    blocks: Vec<Option<u32>>,
    /// Of the last block so far, if nothing of it was written again.
    last: Option<Hasher>,
    end: u64,
}

/// A place to write to that sums up what is written.
pub(crate) struct Summed {
    target: Box<dyn Target>,
    sum: Arc<Mutex<FileSum>>,
    position: u64,
}

impl Summed {
    /// Writes into `target` what is summed up in `sum`.
    pub(crate) fn new(target: Box<dyn Target>, sum: Arc<Mutex<FileSum>>) -> Self {
        Self { target, sum, position: 0 }
    }
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.target.write(bytes)?;
        self.sum.lock().unwrap_or_else(PoisonError::into_inner).add(self.position, &bytes[..written]);
        self.position += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.target.flush()
    }
}

impl Seek for Summed {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.position = self.target.seek(to)?;
        Ok(self.position)
    }
}

impl FileSum {
    /// Notes that `bytes` are written at `position`.
    pub(crate) fn add(&mut self, position: u64, mut bytes: &[u8]) {
        if position > self.end {
            // A hole: the block that it begins in and all up to here are told from the file.
            self.forget(self.end, position);
            self.end = position;
        } else if position < self.end {
            let again = (self.end - position).min(bytes.len() as u64);
            self.forget(position, position + again);
            bytes = &bytes[again as usize..];
        }
        while !bytes.is_empty() {
            if self.end.is_multiple_of(BLOCK) {
                self.close();
                self.last = Some(Hasher::new());
            }
            let room = BLOCK - self.end % BLOCK;
            let (now, later) = bytes.split_at(room.min(bytes.len() as u64) as usize);
            if let Some(last) = &mut self.last {
                last.update(now);
            }
            self.end += now.len() as u64;
            bytes = later;
        }
    }

    /// Puts the last block among the whole ones, if there is one that is not there.
    fn close(&mut self) {
        let whole = (self.end / BLOCK) as usize;
        if self.blocks.len() < whole {
            self.blocks.push(self.last.take().map(Hasher::finalize));
        }
        self.blocks.resize(whole, None);
    }

    fn forget(&mut self, from: u64, to: u64) {
        if to > self.end && to / BLOCK > self.end / BLOCK {
            self.close();
            self.blocks.resize((to / BLOCK) as usize, None);
        }
        for block in from / BLOCK..=(to.max(from + 1) - 1) / BLOCK {
            match self.blocks.get_mut(block as usize) {
                Some(known) => *known = None,
                None => self.last = None,
            }
        }
    }

    /// The checksum of the whole file, which is there to be read: blocks that were written to again are.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn value(&self, file: &mut (impl Read + Seek)) -> io::Result<u32> {
        let mut whole = Hasher::new();
        let mut at = 0;
        while at < self.end {
            let length = (self.end - at).min(BLOCK);
            let known = match self.blocks.get((at / BLOCK) as usize) {
                Some(known) => *known,
                None => self.last.clone().map(Hasher::finalize),
            };
            let sum = match known {
                Some(sum) => sum,
                None => read(file, at, length)?,
            };
            whole.combine(&Hasher::new_with_initial_len(sum, length));
            at += length;
        }
        Ok(whole.finalize())
    }
}

/// The checksum of a part of a file.
fn read(file: &mut (impl Read + Seek), at: u64, length: u64) -> io::Result<u32> {
    let mut bytes = vec![0; length as usize];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut bytes)?;
    Ok(crc32fast::hash(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn it_is_that_of_the_file_whatever_is_written_again(
            writes in prop::collection::vec((0_u64..4, 0_u64..3 * BLOCK, 1_usize..2 * BLOCK as usize), 1..8)
        ) {
            let sum = Arc::new(Mutex::new(FileSum::default()));
            let mut file = tempfile::tempfile().expect("a file");
            let mut target = Summed::new(Box::new(file.try_clone().expect("a handle")), Arc::clone(&sum));
            for (number, (kind, place, length)) in writes.into_iter().enumerate() {
                // Three in four go on at the end, as muxers write.
                let to = if kind == 0 { SeekFrom::Start(place) } else { SeekFrom::End(0) };
                target.seek(to).expect("seekable");
                let bytes: Vec<u8> = (0..length).map(|at| (at * 31 + number * 7) as u8).collect();
                target.write_all(&bytes).expect("writable");
            }
            let found = sum.lock().expect("whole").value(&mut file).expect("readable");
            let mut all = Vec::new();
            file.seek(SeekFrom::Start(0)).expect("seekable");
            file.read_to_end(&mut all).expect("readable");
            prop_assert_eq!(found, crc32fast::hash(&all));
        }
    }
}
