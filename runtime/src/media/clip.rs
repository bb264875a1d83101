//! From FFmpeg's pictures to ours: the format of a clip, and its frames without copying.

use std::fmt::Display;
use std::sync::Arc;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::{ChromaLocation, FrameRate, Primaries, Range, Ratio, Scan, Transfer, VideoFormat};

use super::demuxer::StreamFacts;
use super::picture::Picture;
use super::unpack::Unpacked;
use super::{compat, ff, ratio, side_data, tags};
use crate::frame::{Frame, FrameProps, Plane, Storage};

/// What a frame carries for the encoder: the decoder's picture, and how its clip is scanned.
pub(crate) struct Carrier {
    /// The picture as decoded.
    pub(crate) picture: Arc<Picture>,
    /// The scan that the clip's format stated when the frame was decoded.
    pub(crate) scan: Scan,
}

/// The format of a clip whose first picture is `picture`; `place` names the stream in messages.
pub(crate) fn format_of(picture: &Picture, facts: &StreamFacts, place: &str) -> Result<VideoFormat, Diagnostic> {
    let frame = picture.get();
    let pixels = picture.format();
    let samples = pixels.and_then(|pixels| pixels.samples());
    let Some(samples) = samples else {
        let name = pixels.map_or_else(|| format!("number {}", frame.format), |pixels| pixels.name());
        return Err(Diagnostic::new(
            Code::PIXEL_FORMAT,
            format!("{place} has the pixel format {name}, but 8 to 16 bit gray, Y'CbCr or R'G'B' is expected"),
        )
        .help("convert it first, with `ffmpeg -i IN -pix_fmt rgb24 -c:v ffv1 OUT.mkv` for example"));
    };
    let mut format = VideoFormat {
        width: frame.width as u32,
        height: frame.height as u32,
        sar: facts.sar.or_else(|| ratio::positive(frame.sample_aspect_ratio)),
        rate: rate_of(facts),
        time_base: facts.time_base,
        sample: samples.sample,
        layout: samples.layout,
        alpha: samples.alpha,
        matrix: tags::matrix(frame.colorspace),
        primaries: tags::primaries(frame.color_primaries),
        transfer: tags::transfer(frame.color_trc),
        range: range_of(picture),
        chroma_location: tags::chroma_location(frame.chroma_location),
        scan: compat::scan(frame),
        frames: frames_of(facts),
    };
    if let Some(kind) = facts.images {
        kind.complete(&mut format);
    }
    Ok(format)
}

/// The range as tagged, or as the name of the pixel format says (`yuvj420p`).
fn range_of(picture: &Picture) -> Range {
    match tags::range(picture.get().color_range) {
        Range::Unspecified if picture.format().is_some_and(|pixels| pixels.is_full_range()) => Range::Full,
        range => range,
    }
}

/// Sample aspect ratio by the picture itself, which may be another than the container's.
pub(crate) fn sar_of(picture: &Picture) -> Option<Ratio> {
    ratio::positive(picture.get().sample_aspect_ratio)
}

/// The picture as a frame of a clip of format `format`. Samples are shared, not copied.
pub(crate) fn frame_of(picture: Picture, format: &Arc<VideoFormat>, pts: i64, duration: i64) -> Frame {
    let picture = Arc::new(picture);
    let planes = (0..format.planes()).map(|component| plane_of(&picture, format, component)).collect();
    let props = Arc::new(FrameProps { side_data: side_data::read(&picture) });
    let carrier = Arc::new(Carrier { picture, scan: format.scan });
    Frame { format: Arc::clone(format), planes, pts, duration, props, carrier: Some(carrier) }
}

/// Bytes of one plane inside a decoder's picture.
struct Shared {
    picture: Arc<Picture>,
    plane: usize,
    rows: usize,
    row_bytes: usize,
}

impl Storage for Shared {
    fn bytes(&self) -> &[u8] {
        self.picture.plane_bytes(self.plane, self.rows, self.row_bytes).map_or(&[], |(bytes, _)| bytes)
    }
}

fn plane_of(picture: &Arc<Picture>, format: &VideoFormat, component: usize) -> Plane {
    let (width, height) = format.plane_size(component);
    let sample = format.sample;
    let pixels = picture.format().expect("the clip's format was made from it");
    let row_bytes = width * sample.bytes();
    let plane = pixels.component(component).plane;
    let aligned = |bytes: &[u8], stride: usize| {
        (bytes.as_ptr() as usize).is_multiple_of(sample.bytes()) && stride.is_multiple_of(sample.bytes())
    };
    let (storage, stride): (Arc<dyn Storage>, usize) = match picture.plane_bytes(plane, height, row_bytes) {
        Some((bytes, stride)) if pixels.is_planar() && aligned(bytes, stride) => {
            (Arc::new(Shared { picture: Arc::clone(picture), plane, rows: height, row_bytes }), stride)
        }
        _ => {
            let unpacked = Unpacked::new(picture, pixels, format, component);
            let stride = unpacked.stride();
            (Arc::new(unpacked), stride)
        }
    };
    Plane::new(storage, stride, (width, height), sample)
}

/// Constant where the average rate is the rate that all timestamps fit, or half of it (fields counted singly).
fn rate_of(facts: &StreamFacts) -> Option<FrameRate> {
    let near = |a: f64, b: f64| (a / b - 1.0).abs() < 0.005;
    match (facts.average_rate, facts.base_rate) {
        (Some(average), Some(base)) => {
            let (mean, finest) = (average.to_f64(), base.to_f64());
            if near(mean, finest) {
                Some(FrameRate { fps: base, variable: false })
            } else {
                Some(FrameRate { fps: average, variable: !near(mean * 2.0, finest) })
            }
        }
        (Some(fps), None) | (None, Some(fps)) => Some(FrameRate { fps, variable: false }),
        (None, None) => None,
    }
}

fn frames_of(facts: &StreamFacts) -> Option<u64> {
    facts.frames.or_else(|| {
        let seconds = facts.duration? as f64 * facts.time_base.to_f64();
        let estimate = seconds * facts.average_rate.or(facts.base_rate)?.to_f64();
        (0.5..1e12).contains(&estimate).then(|| estimate.round() as u64)
    })
}

/// Whether a later picture of the stream still is of the clip's format; if not, what changed.
///
/// `first_sar` is the first picture's own. A tag that is missing on one side is no change: some
/// streams repeat their tags only now and then.
pub(crate) fn difference(picture: &Picture, first: &VideoFormat, first_sar: Option<Ratio>) -> Option<String> {
    let frame = picture.get();
    let size = (frame.width as u32, frame.height as u32);
    if size != (first.width, first.height) {
        return Some(format!("the size changes from {}x{} to {}x{}", first.width, first.height, size.0, size.1));
    }
    let samples = picture.format().and_then(|pixels| pixels.samples());
    if samples != Some(super::pixfmt::Samples::of(first)) {
        let name = picture.format().map_or_else(|| "an unknown one".to_owned(), |pixels| pixels.name());
        return Some(format!("the pixel format changes from {} {} to {name}", first.layout, first.sample));
    }
    let matrix = tags::matrix(frame.colorspace);
    if matrix != first.matrix && frame.colorspace != ff::AVColorSpace::AVCOL_SPC_UNSPECIFIED {
        return Some(format!("the matrix changes from {} to {matrix}", first.matrix));
    }
    let range = range_of(picture);
    // Without a tag, a range is meant all the same.
    if range != Range::Unspecified && range != first.effective_range() {
        return Some(format!("the range changes from {} to {range}", first.effective_range()));
    }
    let tags = [
        stated_change(
            "set of primaries",
            first.primaries,
            tags::primaries(frame.color_primaries),
            Primaries::Unspecified,
        ),
        stated_change("transfer", first.transfer, tags::transfer(frame.color_trc), Transfer::Unspecified),
        stated_change(
            "chroma location",
            first.chroma_location,
            tags::chroma_location(frame.chroma_location),
            ChromaLocation::Unspecified,
        ),
    ];
    let sar = first_sar.zip(sar_of(picture)).filter(|(first, later)| first != later);
    let sar = sar.map(|(first, later)| format!("the sample aspect ratio changes from {first} to {later}"));
    tags.into_iter().flatten().next().or(sar)
}

fn stated_change<T: PartialEq + Display>(name: &str, first: T, later: T, unstated: T) -> Option<String> {
    let changes = first != later && first != unstated && later != unstated;
    changes.then(|| format!("the {name} changes from {first} to {later}"))
}
