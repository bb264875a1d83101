//! What comes with pictures besides samples: HDR metadata, captions, timecodes.

use super::ff::{self, AVFrameSideDataType as OfFrame, AVPacketSideDataType as OfStream};
use super::picture::Picture;
use crate::frame::SideData;

/// Kinds that describe the shot or accompany it, and stay true when samples are filtered.
const CARRIED: &[OfFrame] = &[
    OfFrame::AV_FRAME_DATA_A53_CC,
    OfFrame::AV_FRAME_DATA_STEREO3D,
    OfFrame::AV_FRAME_DATA_DISPLAYMATRIX,
    OfFrame::AV_FRAME_DATA_AFD,
    OfFrame::AV_FRAME_DATA_MASTERING_DISPLAY_METADATA,
    OfFrame::AV_FRAME_DATA_GOP_TIMECODE,
    OfFrame::AV_FRAME_DATA_SPHERICAL,
    OfFrame::AV_FRAME_DATA_CONTENT_LIGHT_LEVEL,
    OfFrame::AV_FRAME_DATA_ICC_PROFILE,
    OfFrame::AV_FRAME_DATA_S12M_TIMECODE,
    OfFrame::AV_FRAME_DATA_DYNAMIC_HDR_PLUS,
    OfFrame::AV_FRAME_DATA_SEI_UNREGISTERED,
];

/// Kinds of a frame that stand for the whole stream, and the stream's kind for each.
const OF_STREAM: &[(OfFrame, OfStream)] = &[
    (OfFrame::AV_FRAME_DATA_MASTERING_DISPLAY_METADATA, OfStream::AV_PKT_DATA_MASTERING_DISPLAY_METADATA),
    (OfFrame::AV_FRAME_DATA_CONTENT_LIGHT_LEVEL, OfStream::AV_PKT_DATA_CONTENT_LIGHT_LEVEL),
    (OfFrame::AV_FRAME_DATA_STEREO3D, OfStream::AV_PKT_DATA_STEREO3D),
    (OfFrame::AV_FRAME_DATA_SPHERICAL, OfStream::AV_PKT_DATA_SPHERICAL),
    (OfFrame::AV_FRAME_DATA_ICC_PROFILE, OfStream::AV_PKT_DATA_ICC_PROFILE),
    (OfFrame::AV_FRAME_DATA_DISPLAYMATRIX, OfStream::AV_PKT_DATA_DISPLAYMATRIX),
];

/// Kinds of a stream that stay true when its picture is encoded anew.
pub(crate) const KEPT_OF_STREAM: &[OfStream] = &[
    OfStream::AV_PKT_DATA_DISPLAYMATRIX,
    OfStream::AV_PKT_DATA_STEREO3D,
    OfStream::AV_PKT_DATA_SPHERICAL,
    OfStream::AV_PKT_DATA_MASTERING_DISPLAY_METADATA,
    OfStream::AV_PKT_DATA_CONTENT_LIGHT_LEVEL,
    OfStream::AV_PKT_DATA_ICC_PROFILE,
];

/// Closed captions in the picture, which few codecs can hold.
pub(crate) const CAPTIONS: u32 = OfFrame::AV_FRAME_DATA_A53_CC as u32;
/// The display that a shot was graded on.
pub(crate) const MASTERING_DISPLAY: u32 = OfFrame::AV_FRAME_DATA_MASTERING_DISPLAY_METADATA as u32;
/// The brightest pixel and frame of a clip.
pub(crate) const LIGHT_LEVEL: u32 = OfFrame::AV_FRAME_DATA_CONTENT_LIGHT_LEVEL as u32;

/// The side data of a picture that goes on with it.
pub(crate) fn read(picture: &Picture) -> Vec<SideData> {
    let frame = picture.get();
    (0..frame.nb_side_data as usize)
        // SAFETY: the frame has that many pieces, each with bytes as long as it says.
        .map(|position| unsafe { &**frame.side_data.add(position) })
        .filter(|data| CARRIED.contains(&data.type_))
        .map(|data| SideData {
            kind: data.type_ as u32,
            // SAFETY: as above.
            bytes: unsafe { std::slice::from_raw_parts(data.data, data.size) }.to_vec(),
        })
        .collect()
}

/// The kinds of a picture's side data that stand for the whole stream.
pub(crate) fn of_stream(picture: &Picture) -> Vec<u32> {
    let belongs = |data: &SideData| OF_STREAM.iter().any(|(kind, _)| *kind as u32 == data.kind);
    read(picture).iter().filter(|data| belongs(data)).map(|data| data.kind).collect()
}

/// Gives a picture the side data that it lacks.
pub(crate) fn attach(picture: &mut Picture, side_data: &[SideData]) {
    for data in side_data {
        let Some(kind) = CARRIED.iter().copied().find(|kind| *kind as u32 == data.kind) else { continue };
        // SAFETY: a valid frame; new side data is as long as what is copied into it.
        unsafe {
            if !ff::av_frame_get_side_data(picture.as_ptr(), kind).is_null() {
                continue;
            }
            let added = ff::av_frame_new_side_data(picture.as_mut_ptr(), kind, data.bytes.len());
            if !added.is_null() {
                std::ptr::copy_nonoverlapping(data.bytes.as_ptr(), (*added).data, data.bytes.len());
            }
        }
    }
}

/// The side data of a first frame that belongs on its stream.
pub(crate) fn for_stream(side_data: &[SideData]) -> impl Iterator<Item = (OfStream, &[u8])> {
    side_data.iter().filter_map(|data| {
        let (_, kind) = OF_STREAM.iter().find(|(kind, _)| *kind as u32 == data.kind)?;
        Some((*kind, data.bytes.as_slice()))
    })
}
