//! From our frames to FFmpeg's pictures, for the encoder: without copying wherever that can be.

use std::ffi::c_void;
use std::sync::Arc;

use fwr_compiler::media::VideoFormat;

use super::clip::Carrier;
use super::error::AvError;
use super::picture::Picture;
use super::pixfmt::PixelFormat;
use super::{compat, ff, ratio, side_data, tags, unpack};
use crate::frame::{Frame, Plane, Storage};

/// Alignment of rows that every encoder's vector code is content with.
const ALIGNMENT: usize = 64;

/// The frame as a picture of pixel format `target`, which holds just such samples.
pub(crate) fn picture(frame: &Frame, target: PixelFormat) -> Result<Picture, AvError> {
    let carrier = frame.carrier.as_ref().and_then(|carrier| carrier.downcast_ref::<Carrier>());
    let mut picture = match carrier {
        Some(carrier) if fits(&carrier.picture, frame, target) => carrier.picture.reference()?,
        _ if target.is_planar() => planar(frame, target)?,
        _ => unpack::pack(frame, target)?,
    };
    describe(&mut picture, frame, carrier);
    Ok(picture)
}

/// Whether a carried picture can go to the encoder as it is.
fn fits(carried: &Picture, frame: &Frame, target: PixelFormat) -> bool {
    let format = &frame.format;
    carried.get().width as u32 == format.width
        && carried.get().height as u32 == format.height
        && carried.format().is_some_and(|pixels| same_memory(pixels, target))
}

/// The `yuvj` formats differ from the plain ones in name only: the range goes with the frame.
fn same_memory(a: PixelFormat, b: PixelFormat) -> bool {
    a.raw() == b.raw()
        || (a.is_planar() && b.is_planar() && a.samples() == b.samples() && a.name().replace("yuvj", "yuv") == b.name())
}

fn planar(frame: &Frame, target: PixelFormat) -> Result<Picture, AvError> {
    if frame.planes.iter().all(is_shareable) { share(frame, target) } else { copy(frame, target) }
}

/// Encoders read whole vectors, so rows must be aligned and the last one as long as the others.
fn is_shareable(plane: &Plane) -> bool {
    let bytes = plane.storage.bytes();
    (bytes.as_ptr() as usize).is_multiple_of(ALIGNMENT)
        && plane.stride.is_multiple_of(ALIGNMENT)
        && bytes.len() >= plane.stride * plane.height
}

fn share(frame: &Frame, target: PixelFormat) -> Result<Picture, AvError> {
    let mut picture = Picture::new()?;
    picture.set_shape(target, frame.format.width, frame.format.height);
    for (position, plane) in frame.planes.iter().enumerate() {
        let bytes = plane.storage.bytes();
        let keeper: *mut Arc<dyn Storage> = Box::into_raw(Box::new(Arc::clone(&plane.storage)));
        // SAFETY: the buffer covers bytes that live as long as `keeper`, which the release callback frees. It is
        // flagged read only, so nobody writes through the pointer.
        let buffer = unsafe {
            ff::av_buffer_create(
                bytes.as_ptr().cast_mut(),
                bytes.len(),
                Some(release),
                keeper.cast(),
                ff::AV_BUFFER_FLAG_READONLY,
            )
        };
        if buffer.is_null() {
            // SAFETY: the callback was not registered, so the box is still ours.
            drop(unsafe { Box::from_raw(keeper) });
            return Err(AvError::NO_MEMORY);
        }
        let target_plane = target.component(position).plane;
        let fields = picture.get_mut();
        fields.buf[position] = buffer;
        fields.data[target_plane] = bytes.as_ptr().cast_mut();
        fields.linesize[target_plane] = plane.stride as i32;
    }
    Ok(picture)
}

unsafe extern "C" fn release(keeper: *mut c_void, _data: *mut u8) {
    // SAFETY: made by `Box::into_raw` in `share`, and called once.
    drop(unsafe { Box::from_raw(keeper.cast::<Arc<dyn Storage>>()) });
}

fn copy(frame: &Frame, target: PixelFormat) -> Result<Picture, AvError> {
    let mut picture = Picture::allocate(target, frame.format.width, frame.format.height)?;
    for (position, plane) in frame.planes.iter().enumerate() {
        let target_plane = target.component(position).plane;
        let row_bytes = plane.width * plane.sample.bytes();
        let bytes = plane.storage.bytes();
        for y in 0..plane.height {
            let row = &bytes[y * plane.stride..][..row_bytes];
            picture.row_mut(target_plane, y, row_bytes).copy_from_slice(row);
        }
    }
    Ok(picture)
}

/// Sets everything but the samples from the frame and its clip's format.
fn describe(picture: &mut Picture, frame: &Frame, carrier: Option<&Carrier>) {
    let format: &VideoFormat = &frame.format;
    side_data::attach(picture, &frame.props.side_data);
    let fields = picture.get_mut();
    fields.pts = frame.pts;
    compat::set_duration(fields, frame.duration);
    // The source's frame types are no business of the encoder.
    fields.pict_type = ff::AVPictureType::AV_PICTURE_TYPE_NONE;
    fields.sample_aspect_ratio = ratio::to_av(format.sar.unwrap_or(fwr_compiler::media::Ratio::new(0, 1)));
    fields.colorspace = tags::av_matrix(format.matrix);
    fields.color_primaries = tags::av_primaries(format.primaries);
    fields.color_trc = tags::av_transfer(format.transfer);
    fields.color_range = tags::av_range(format.range);
    fields.chroma_location = tags::av_chroma_location(format.chroma_location);
    // Single frames of a clip may be flagged otherwise than the clip; that stays unless the clip was given another scan.
    match carrier {
        Some(carrier) if carrier.scan == format.scan => compat::set_scan(fields, compat::scan(carrier.picture.get())),
        _ => compat::set_scan(fields, format.scan),
    }
}
