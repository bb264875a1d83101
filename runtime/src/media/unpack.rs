//! Samples in and out of packed memory: rgb24, yuyv422, nv12, p010, big-endian, palettes.
//!
//! One walk over a pixel format's components serves them all, and nothing is
//! rounded or scaled: every code value comes out as it went in.

use std::sync::{Arc, OnceLock};

use fwr_compiler::media::{Layout, VideoFormat};

use super::error::AvError;
use super::picture::Picture;
use super::pixfmt::{Component, PixelFormat};
use crate::budget::Reservation;
use crate::frame::{Frame, Storage};

/// One component of a packed picture as a plane, taken out when it is first looked at.
///
/// A frame that goes to an encoder untouched is thus never unpacked.
pub(crate) struct Unpacked {
    picture: Arc<Picture>,
    format: PixelFormat,
    component: usize,
    width: usize,
    height: usize,
    bytes: usize,
    plane: OnceLock<Apart>,
}

/// The samples by themselves, and their bytes in the ledger of the run.
struct Apart {
    // Words, so that samples of any type are aligned.
    words: Vec<u64>,
    _counted: Option<Reservation>,
}

impl Unpacked {
    /// Component `component` of `picture`, whose clip has the format `clip`.
    pub(crate) fn new(picture: &Arc<Picture>, format: PixelFormat, clip: &VideoFormat, component: usize) -> Self {
        let (width, height) = clip.plane_size(component);
        let bytes = clip.sample.bytes();
        Self { picture: Arc::clone(picture), format, component, width, height, bytes, plane: OnceLock::new() }
    }

    /// Bytes from one row to the next.
    pub(crate) fn stride(&self) -> usize {
        (self.width * self.bytes).next_multiple_of(64)
    }

    fn unpack(&self) -> Vec<u64> {
        let stride = self.stride();
        let mut plane = vec![0u64; stride * self.height / 8];
        let rows = bytemuck::cast_slice_mut::<u64, u8>(&mut plane).chunks_exact_mut(stride);
        if self.format.has_palette() {
            self.unpack_palette(rows);
            return plane;
        }
        let place = self.format.component(self.component);
        let row_bytes = source_row_bytes(place, self.width, self.format);
        for (y, out) in rows.enumerate() {
            let source = self.picture.row(place.plane, y, row_bytes);
            read_row(place, self.format, source, &mut out[..self.width * self.bytes], self.bytes, mask(self.format));
        }
        plane
    }

    fn unpack_palette<'a>(&self, rows: impl Iterator<Item = &'a mut [u8]>) {
        // 256 native words 0xAARRGGBB.
        let palette = self.picture.row(1, 0, 1024);
        let shift = [16, 8, 0, 24][self.component];
        for (y, out) in rows.enumerate() {
            for (index, out) in self.picture.row(0, y, self.width).iter().zip(out) {
                let at = usize::from(*index) * 4;
                let entry = u32::from_ne_bytes([palette[at], palette[at + 1], palette[at + 2], palette[at + 3]]);
                *out = (entry >> shift) as u8;
            }
        }
    }
}

impl Storage for Unpacked {
    fn bytes(&self) -> &[u8] {
        let apart = self.plane.get_or_init(|| {
            let counted = self.picture.count_more((self.stride() * self.height) as u64);
            Apart { words: self.unpack(), _counted: counted }
        });
        bytemuck::cast_slice(&apart.words)
    }
}

/// The frame's samples in a fresh picture of format `target`, which holds just such samples.
pub(crate) fn pack(frame: &Frame, target: PixelFormat) -> Result<Picture, AvError> {
    let clip = &frame.format;
    let mut picture = Picture::allocate(target, clip.width, clip.height)?;
    clear_padding(&mut picture, target, clip);
    let bytes = clip.sample.bytes();
    for (position, plane) in frame.planes.iter().enumerate() {
        let place = target.component(position);
        let row_bytes = source_row_bytes(place, plane.width, target);
        let samples = plane.storage.bytes();
        for y in 0..plane.height {
            let row = &samples[y * plane.stride..][..plane.width * bytes];
            write_row(place, target, row, picture.row_mut(place.plane, y, row_bytes), bytes);
        }
    }
    Ok(picture)
}

/// Sets every bit, those that no component owns too: the 0 of bgr0 is all ones, as if it were an opaque alpha. Above a
/// sample that has a plane to itself there is nothing.
fn clear_padding(picture: &mut Picture, target: PixelFormat, clip: &VideoFormat) {
    let is_shared = clip.planes() > 1 && target.component(0).plane == target.component(1).plane;
    let filler = if clip.layout == Layout::Rgb && !clip.alpha && is_shared { 0xff } else { 0 };
    for component in 0..clip.planes() {
        let plane = target.component(component).plane;
        let row_bytes = picture.get().linesize[plane].unsigned_abs() as usize;
        for y in 0..clip.plane_size(component).1 {
            picture.row_mut(plane, y, row_bytes).fill(filler);
        }
    }
}

fn mask(format: PixelFormat) -> u32 {
    format.samples().and_then(|samples| samples.sample.max_code()).unwrap_or(u32::MAX)
}

/// Bytes of a row of memory that the component's samples reach into.
fn source_row_bytes(place: Component, width: usize, format: PixelFormat) -> usize {
    place.offset + place.step * width.saturating_sub(1) + word_bytes(place, format)
}

/// Bytes that hold one sample together with the bits below it.
fn word_bytes(place: Component, format: PixelFormat) -> usize {
    let bits = format.samples().map_or(8, |samples| samples.sample.bits()) + place.shift;
    match bits {
        0..=8 => 1,
        9..=16 => 2,
        _ => 4,
    }
}

fn read_row(place: Component, format: PixelFormat, source: &[u8], out: &mut [u8], bytes: usize, mask: u32) {
    let word = word_bytes(place, format);
    let big = format.is_big_endian();
    let sources = source[place.offset..].chunks(place.step);
    if word == 1 && place.shift == 0 {
        sources.zip(out).for_each(|(source, out)| *out = source[0]);
        return;
    }
    for (source, out) in sources.zip(out.chunks_exact_mut(bytes)) {
        let value = (load(&source[..word], big) >> place.shift) & mask;
        match bytes {
            1 => out[0] = value as u8,
            2 => out.copy_from_slice(&(value as u16).to_ne_bytes()),
            _ => out.copy_from_slice(&value.to_ne_bytes()),
        }
    }
}

fn write_row(place: Component, format: PixelFormat, row: &[u8], out: &mut [u8], bytes: usize) {
    let word = word_bytes(place, format);
    let big = format.is_big_endian();
    let mask = mask(format) << place.shift;
    let outs = out[place.offset..].chunks_mut(place.step);
    if word == 1 && mask == 0xff {
        outs.zip(row).for_each(|(out, sample)| out[0] = *sample);
        return;
    }
    for (out, sample) in outs.zip(row.chunks_exact(bytes)) {
        let value = match bytes {
            1 => u32::from(sample[0]),
            2 => u32::from(u16::from_ne_bytes([sample[0], sample[1]])),
            _ => u32::from_ne_bytes([sample[0], sample[1], sample[2], sample[3]]),
        };
        let whole = mask == u32::MAX || word * 8 == mask.count_ones() as usize;
        let kept = if whole { 0 } else { load(&out[..word], big) & !mask };
        store(&mut out[..word], kept | (value << place.shift) & mask, big);
    }
}

fn load(bytes: &[u8], big: bool) -> u32 {
    let fold = |value: u32, byte: &u8| value << 8 | u32::from(*byte);
    if big { bytes.iter().fold(0, fold) } else { bytes.iter().rev().fold(0, fold) }
}

fn store(out: &mut [u8], value: u32, big: bool) {
    let last = out.len() - 1;
    for (position, byte) in out.iter_mut().enumerate() {
        let shift = 8 * if big { last - position } else { position };
        *byte = (value >> shift) as u8;
    }
}
