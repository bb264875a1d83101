//! Where FFmpeg's versions differ: fields that moved, each behind one function.

use std::ffi::c_int;

use fwr_compiler::media::Scan;

use super::ff;

/// How the frame's lines relate in time, as the decoder flagged it.
pub(crate) fn scan(frame: &ff::AVFrame) -> Scan {
    #[cfg(ffmpeg_6_1)]
    let (interlaced, top_first) = (
        frame.flags & ff::AV_FRAME_FLAG_INTERLACED as c_int != 0,
        frame.flags & ff::AV_FRAME_FLAG_TOP_FIELD_FIRST as c_int != 0,
    );
    #[cfg(not(ffmpeg_6_1))]
    let (interlaced, top_first) = (frame.interlaced_frame != 0, frame.top_field_first != 0);
    match (interlaced, top_first) {
        (false, _) => Scan::Progressive,
        (true, true) => Scan::Tff,
        (true, false) => Scan::Bff,
    }
}

/// Flags the frame as progressive or as two fields.
pub(crate) fn set_scan(frame: &mut ff::AVFrame, scan: Scan) {
    let (interlaced, top_first) = (scan.is_interlaced(), scan == Scan::Tff);
    #[cfg(ffmpeg_6_1)]
    for (flag, on) in [(ff::AV_FRAME_FLAG_INTERLACED, interlaced), (ff::AV_FRAME_FLAG_TOP_FIELD_FIRST, top_first)] {
        frame.flags = if on { frame.flags | flag as c_int } else { frame.flags & !(flag as c_int) };
    }
    #[cfg(not(ffmpeg_6_1))]
    {
        frame.interlaced_frame = c_int::from(interlaced);
        frame.top_field_first = c_int::from(top_first);
    }
}

/// How long the frame is shown, in ticks; 0 where the source does not say.
pub(crate) fn duration(frame: &ff::AVFrame) -> i64 {
    #[cfg(ffmpeg_6_0)]
    return frame.duration;
    #[cfg(not(ffmpeg_6_0))]
    return frame.pkt_duration;
}

/// Sets how long the frame is shown.
pub(crate) fn set_duration(frame: &mut ff::AVFrame, ticks: i64) {
    #[cfg(ffmpeg_6_0)]
    {
        frame.duration = ticks;
    }
    #[cfg(not(ffmpeg_6_0))]
    {
        frame.pkt_duration = ticks;
    }
}

/// Side data of a stream that stands for all its packets.
///
/// # Safety
/// `stream` is a stream of an open format context.
pub(crate) unsafe fn stream_side_data(stream: *const ff::AVStream) -> Vec<(ff::AVPacketSideDataType, Vec<u8>)> {
    // SAFETY: the caller vouches for the stream; counts and pointers belong together.
    unsafe {
        #[cfg(ffmpeg_6_1)]
        let (first, count) = ((*(*stream).codecpar).coded_side_data, (*(*stream).codecpar).nb_coded_side_data);
        #[cfg(not(ffmpeg_6_1))]
        let (first, count) = ((*stream).side_data, (*stream).nb_side_data);
        (0..count as usize)
            .map(|position| {
                let data = &*first.add(position);
                (data.type_, std::slice::from_raw_parts(data.data, data.size).to_vec())
            })
            .collect()
    }
}

/// Adds side data to a stream, unless it has some of this kind.
///
/// # Safety
/// `stream` is a stream of an open format context whose header is not written yet.
pub(crate) unsafe fn add_stream_side_data(stream: *mut ff::AVStream, kind: ff::AVPacketSideDataType, bytes: &[u8]) {
    // SAFETY: the caller vouches for the stream; the new data is as long as what is copied into it.
    unsafe {
        if stream_side_data(stream).iter().any(|(present, _)| *present == kind) {
            return;
        }
        #[cfg(ffmpeg_6_1)]
        let target = {
            let parameters = (*stream).codecpar;
            let added = ff::av_packet_side_data_new(
                &mut (*parameters).coded_side_data,
                &mut (*parameters).nb_coded_side_data,
                kind,
                bytes.len(),
                0,
            );
            if added.is_null() { std::ptr::null_mut() } else { (*added).data }
        };
        #[cfg(not(ffmpeg_6_1))]
        let target = ff::av_stream_new_side_data(stream, kind, bytes.len());
        if !target.is_null() {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), target, bytes.len());
        }
    }
}

/// The byte pointer of FFmpeg's write callback.
#[cfg(ffmpeg_7_0)]
pub(crate) type WriteBytes = *const u8;
/// The byte pointer of FFmpeg's write callback.
#[cfg(not(ffmpeg_7_0))]
pub(crate) type WriteBytes = *mut u8;
