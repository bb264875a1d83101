//! FFmpeg's frame as an owned value: a picture with reference-counted planes.

use std::ptr::NonNull;

use super::error::{AvError, check};
use super::packet::known;
use super::pixfmt::PixelFormat;
use super::{compat, ff};
use crate::budget::{Account, Reservation};

/// An `AVFrame` that we own. Its planes may be shared with others and are read only.
pub(crate) struct Picture {
    frame: NonNull<ff::AVFrame>,
    /// Its planes in the ledger of the run.
    counted: Option<Reservation>,
}

// SAFETY: a frame is plain data with reference-counted buffers, whose counts are atomic,
// and through a shared `Picture` it can only be read.
unsafe impl Send for Picture {}
// SAFETY: as above.
unsafe impl Sync for Picture {}

impl Picture {
    /// A blank frame.
    pub(crate) fn new() -> Result<Self, AvError> {
        // SAFETY: the function gives a fresh frame or null.
        let frame = NonNull::new(unsafe { ff::av_frame_alloc() }).ok_or(AvError::NO_MEMORY)?;
        Ok(Self { frame, counted: None })
    }

    /// A frame with planes of its own, not yet written.
    pub(crate) fn allocate(format: PixelFormat, width: u32, height: u32) -> Result<Self, AvError> {
        let mut picture = Self::new()?;
        picture.set_shape(format, width, height);
        // SAFETY: a frame with format and size set; the call gives it planes or fails.
        check(unsafe { ff::av_frame_get_buffer(picture.as_mut_ptr(), 0) })?;
        Ok(picture)
    }

    /// Sets what the planes, yet to be attached, hold.
    pub(crate) fn set_shape(&mut self, format: PixelFormat, width: u32, height: u32) {
        let frame = self.get_mut();
        frame.format = format.raw();
        frame.width = width as i32;
        frame.height = height as i32;
    }

    /// Another frame over the same planes, with all its properties.
    pub(crate) fn reference(&self) -> Result<Self, AvError> {
        let mut copy = Self::new()?;
        // SAFETY: both are valid frames, and the target is blank.
        check(unsafe { ff::av_frame_ref(copy.as_mut_ptr(), self.as_ptr()) })?;
        Ok(copy)
    }

    /// Counts its planes as held by `account`, as long as it lives.
    pub(crate) fn count(&mut self, account: &Account) {
        let buffers = self.get().buf.iter().filter(|buffer| !buffer.is_null());
        // SAFETY: a frame's buffers are valid as long as the frame.
        let bytes: usize = buffers.map(|buffer| unsafe { (**buffer).size }).sum();
        self.counted = Some(account.reserve(bytes as u64));
    }

    /// Counts `bytes` more, which are made of it, as held by whoever holds its planes.
    pub(crate) fn count_more(&self, bytes: u64) -> Option<Reservation> {
        self.counted.as_ref().map(|counted| counted.account().reserve(bytes))
    }

    pub(crate) fn as_ptr(&self) -> *const ff::AVFrame {
        self.frame.as_ptr()
    }

    pub(crate) fn as_mut_ptr(&mut self) -> *mut ff::AVFrame {
        self.frame.as_ptr()
    }

    /// The frame's fields.
    pub(crate) fn get(&self) -> &ff::AVFrame {
        // SAFETY: the pointer is valid as long as `self` lives.
        unsafe { self.frame.as_ref() }
    }

    /// The frame's fields, to be changed.
    pub(crate) fn get_mut(&mut self) -> &mut ff::AVFrame {
        // SAFETY: the pointer is valid as long as `self` lives, and nobody else has it.
        unsafe { self.frame.as_mut() }
    }

    /// Its pixel format; `None` for one that this FFmpeg does not describe.
    pub(crate) fn format(&self) -> Option<PixelFormat> {
        PixelFormat::from_raw(self.get().format)
    }

    /// When it is shown, in ticks of its stream, by the packets' times.
    pub(crate) fn time(&self) -> Option<i64> {
        known(self.get().best_effort_timestamp).or(known(self.get().pts))
    }

    /// How long it is shown, in ticks; 0 where the source does not say.
    pub(crate) fn duration(&self) -> i64 {
        compat::duration(self.get()).max(0)
    }

    /// Whether the decoder met damage in it and patched it.
    pub(crate) fn is_patched(&self) -> bool {
        self.get().decode_error_flags != 0 || self.get().flags & ff::AV_FRAME_FLAG_CORRUPT != 0
    }

    /// `rows` rows of memory plane `plane`, each of `row_bytes` bytes and `linesize` apart.
    ///
    /// `None` if the plane is absent, too short, or stored from the bottom up.
    pub(crate) fn plane_bytes(&self, plane: usize, rows: usize, row_bytes: usize) -> Option<(&[u8], usize)> {
        let frame = self.get();
        let (data, stride) = (*frame.data.get(plane)?, usize::try_from(frame.linesize[plane]).ok()?);
        if data.is_null() || stride < row_bytes || rows == 0 {
            return None;
        }
        let length = (rows - 1) * stride + row_bytes;
        if !self.owns(data, length) {
            return None;
        }
        // SAFETY: inside a buffer of the frame, as just checked.
        Some((unsafe { std::slice::from_raw_parts(data, length) }, stride))
    }

    /// One row of memory plane `plane`, whichever way up it is stored. Panics where the picture has no such row.
    pub(crate) fn row(&self, plane: usize, y: usize, row_bytes: usize) -> &[u8] {
        let start = self.row_start(plane, y, row_bytes);
        // SAFETY: inside a buffer of the frame, as just checked.
        unsafe { std::slice::from_raw_parts(start, row_bytes) }
    }

    /// One row of memory plane `plane` of a frame from [`Picture::allocate`]. Panics where it has no such row.
    pub(crate) fn row_mut(&mut self, plane: usize, y: usize, row_bytes: usize) -> &mut [u8] {
        let start = self.row_start(plane, y, row_bytes);
        // SAFETY: inside a buffer of the frame as just checked; a fresh frame's planes are shared with nobody.
        unsafe { std::slice::from_raw_parts_mut(start, row_bytes) }
    }

    /// Where a row begins, which must lie inside the frame's memory. `linesize` may be negative: rows then go down.
    fn row_start(&self, plane: usize, y: usize, row_bytes: usize) -> *mut u8 {
        let frame = self.get();
        assert!(y < frame.height as usize, "row {y} of {}", frame.height);
        let start = frame.data[plane].wrapping_offset(y as isize * frame.linesize[plane] as isize);
        assert!(self.owns(start, row_bytes), "row {y} of plane {plane} has no {row_bytes} bytes");
        start
    }

    /// Whether `length` bytes from `start` on lie in one of the frame's buffers.
    fn owns(&self, start: *const u8, length: usize) -> bool {
        self.get().buf.iter().filter(|buffer| !buffer.is_null()).any(|buffer| {
            // SAFETY: a frame's buffers are valid as long as the frame.
            let (from, size) = unsafe { ((**buffer).data as usize, (**buffer).size) };
            let before = (start as usize).checked_sub(from);
            before.and_then(|before| before.checked_add(length)).is_some_and(|end| end <= size)
        })
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        let mut frame = self.frame.as_ptr();
        // SAFETY: we own the frame; it is not used again.
        unsafe { ff::av_frame_free(&mut frame) }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    #[test]
    fn rows_that_are_not_there_are_refused() {
        let gray = PixelFormat::from_raw(ff::AVPixelFormat::AV_PIX_FMT_GRAY8 as i32).expect("a pixel format");
        let mut picture = Picture::allocate(gray, 40, 3).expect("a picture");
        for y in 0..3 {
            picture.row_mut(0, y, 40).fill(y as u8);
        }
        assert_eq!((0..3).map(|y| picture.row(0, y, 40)[39]).collect::<Vec<_>>(), [0, 1, 2]);
        assert!(picture.plane_bytes(0, 3, 40).is_some());
        assert!(picture.plane_bytes(0, 3000, 40).is_none());
        for (plane, y, row_bytes) in [(0, 3, 40), (0, usize::MAX, 40), (0, 2, 1 << 20), (0, 0, usize::MAX), (1, 0, 1)] {
            assert!(catch_unwind(|| picture.row(plane, y, row_bytes).len()).is_err(), "{plane} {y} {row_bytes}");
        }
    }
}
