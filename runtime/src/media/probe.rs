//! Probing: what is in a file, with the picture's format read from its first frame.

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::{AudioFormat, MediaInfo, Ratio, StreamInfo, StreamKind, VideoFormat};

use super::decoder::Decoder;
use super::demuxer::Demuxer;
use super::error::AvError;
use super::pixfmt::PixelFormat;
use super::{clip, compat, dictionary, ff, stdin};
use crate::output::is_stdin;

/// Packets that are read in search of a first frame: ten seconds or so of a busy file.
const SEARCH: usize = 5000;
/// Frames whose spacing is looked at.
const SPACING: usize = 100;

/// What is in the file at `path`, or in the sequence of images: `rate` says how many of those are shown in a second.
///
/// The first frame of each video stream is decoded, because colour tags, field
/// order and sample aspect ratio are reliable only there.
///
/// # Errors
/// E1001 if the file is not there, E1002 if it cannot be read, E1003 if it is
/// not media, E1005 if its first video stream has no decoder, E1006 if its
/// pixel format is not one that FrameWright reads, E1007 if it is so damaged
/// that no frame can be decoded; E1011 to E1013 if it is no sequence that can be shown.
pub fn probe(path: &str, rate: Option<Ratio>) -> Result<MediaInfo, Diagnostic> {
    let mut demuxer = Demuxer::open(path, rate)?;
    demuxer.keep(is_stdin(path));
    let formats = first_formats(&mut demuxer)?;
    let mut streams = Vec::with_capacity(demuxer.stream_count());
    for (index, format) in formats.into_iter().enumerate() {
        streams.push(describe(&demuxer, index, format));
    }
    let info = MediaInfo {
        path: path.to_owned(),
        container: demuxer.container(),
        duration: demuxer.seconds(true),
        bytes: bytes(&demuxer, path),
        chapters: demuxer.get().nb_chapters as usize,
        metadata: demuxer.tags(),
        streams,
    };
    if is_stdin(path) {
        demuxer.keep(false);
        stdin::give_back(demuxer);
    }
    Ok(info)
}

fn bytes(demuxer: &Demuxer, path: &str) -> Option<u64> {
    match demuxer.sequence() {
        Some(sequence) => Some(sequence.bytes()),
        None => std::fs::metadata(path).ok().filter(|_| !is_stdin(path)).map(|file| file.len()),
    }
}

fn describe(demuxer: &Demuxer, index: usize, format: Option<VideoFormat>) -> StreamInfo {
    use ff::AVMediaType as Kind;
    let parameters = demuxer.parameters(index);
    let facts = demuxer.facts(index);
    let kind = match parameters.codec_type {
        Kind::AVMEDIA_TYPE_VIDEO if demuxer.is_cover(index) => StreamKind::Cover,
        Kind::AVMEDIA_TYPE_VIDEO => format.map_or(StreamKind::Data, StreamKind::Video),
        Kind::AVMEDIA_TYPE_AUDIO => StreamKind::Audio(audio_format(parameters, &facts)),
        Kind::AVMEDIA_TYPE_SUBTITLE => StreamKind::Subtitle,
        Kind::AVMEDIA_TYPE_ATTACHMENT => StreamKind::Attachment,
        _ => StreamKind::Data,
    };
    StreamInfo {
        index,
        kind,
        codec: stream_codec(demuxer, index),
        language: dictionary::value(&facts.tags, "language").filter(|language| language != "und"),
        title: dictionary::value(&facts.tags, "title"),
        bit_rate: u64::try_from(parameters.bit_rate).ok().filter(|rate| *rate > 0),
        rotation: rotation(demuxer, index),
        packed: is_packed(parameters),
    }
}

/// Whether pictures have components that share memory: rgb24, nv12.
fn is_packed(parameters: &ff::AVCodecParameters) -> bool {
    let is_picture = parameters.codec_type == ff::AVMediaType::AVMEDIA_TYPE_VIDEO;
    let pixels = PixelFormat::from_raw(parameters.format).filter(|_| is_picture);
    pixels.is_some_and(|pixels| pixels.samples().is_some() && !pixels.is_planar())
}

/// The turn of a stream's display matrix: nine numbers, of which the first two are cosine and sine in 16.16.
fn rotation(demuxer: &Demuxer, index: usize) -> Option<i32> {
    // SAFETY: the demuxer has the stream, and is open.
    let side_data = unsafe { compat::stream_side_data(demuxer.stream_ptr(index)) };
    let matrix = ff::AVPacketSideDataType::AV_PKT_DATA_DISPLAYMATRIX;
    let (_, bytes) = side_data.into_iter().find(|(kind, _)| *kind == matrix)?;
    let number =
        |place: usize| Some(f64::from(i32::from_ne_bytes(bytes.get(4 * place..4 * place + 4)?.try_into().ok()?)));
    let turn = number(1)?.atan2(number(0)?).to_degrees().round() as i32;
    (turn != 0).then_some(turn)
}

/// Data streams that muxers write by themselves: timecode out of a tag, the chapter track out of the chapters.
pub(crate) const WRITTEN_FROM_TAGS: &[&str] = &["tmcd", "chapters"];

/// The codec in FFmpeg's spelling; for data without one the container's four letters (`tmcd`), and
/// `chapters` for the track that MOV files keep chapter titles in.
pub(crate) fn stream_codec(demuxer: &Demuxer, stream: usize) -> String {
    let parameters = demuxer.parameters(stream);
    let tag = parameters.codec_tag.to_le_bytes();
    if parameters.codec_type == ff::AVMediaType::AVMEDIA_TYPE_DATA {
        if &tag == b"text" && demuxer.get().nb_chapters > 0 {
            return "chapters".to_owned();
        }
        if parameters.codec_id == ff::AVCodecID::AV_CODEC_ID_NONE && tag.iter().all(u8::is_ascii_graphic) {
            return String::from_utf8_lossy(&tag).into_owned();
        }
    }
    // SAFETY: the name is a constant text of the library.
    unsafe { dictionary::text(ff::avcodec_get_name(parameters.codec_id)) }
}

fn audio_format(parameters: &ff::AVCodecParameters, facts: &super::demuxer::StreamFacts) -> AudioFormat {
    let mut layout = [0 as std::ffi::c_char; 128];
    // SAFETY: the text buffer is as long as stated and ended with a zero byte.
    let layout = unsafe {
        ff::av_channel_layout_describe(&parameters.ch_layout, layout.as_mut_ptr(), layout.len());
        dictionary::text(layout.as_ptr())
    };
    AudioFormat {
        sample_rate: parameters.sample_rate.max(0) as u32,
        channels: parameters.ch_layout.nb_channels.max(0) as u32,
        layout,
        sample: sample_name(parameters.format),
        time_base: facts.time_base,
    }
}

fn sample_name(raw: i32) -> String {
    use ff::AVSampleFormat as S;
    let known = [
        S::AV_SAMPLE_FMT_U8,
        S::AV_SAMPLE_FMT_S16,
        S::AV_SAMPLE_FMT_S32,
        S::AV_SAMPLE_FMT_FLT,
        S::AV_SAMPLE_FMT_DBL,
        S::AV_SAMPLE_FMT_U8P,
        S::AV_SAMPLE_FMT_S16P,
        S::AV_SAMPLE_FMT_S32P,
        S::AV_SAMPLE_FMT_FLTP,
        S::AV_SAMPLE_FMT_DBLP,
        S::AV_SAMPLE_FMT_S64,
        S::AV_SAMPLE_FMT_S64P,
    ];
    known.into_iter().find(|format| *format as i32 == raw).map_or_else(String::new, |format| {
        // SAFETY: the name is a constant text of the library.
        unsafe { dictionary::text(ff::av_get_sample_fmt_name(format)) }
    })
}

/// The format of each stream that is a moving picture, by its first frame.
fn first_formats(demuxer: &mut Demuxer) -> Result<Vec<Option<VideoFormat>>, Diagnostic> {
    let count = demuxer.stream_count();
    let mut formats: Vec<Option<VideoFormat>> = vec![None; count];
    let mut decoders: Vec<Option<Decoder>> = Vec::with_capacity(count);
    let mut first_video = None;
    for stream in 0..count {
        let moving =
            demuxer.parameters(stream).codec_type == ff::AVMediaType::AVMEDIA_TYPE_VIDEO && !demuxer.is_cover(stream);
        decoders.push(match moving.then(|| Decoder::open(demuxer, stream, 1)) {
            None => None,
            Some(Ok(decoder)) => Some(decoder),
            // A graph can only mean the first; others may be copied though nobody can decode them.
            Some(Err(error)) if first_video.is_none() => return Err(error),
            Some(Err(_)) => None,
        });
        if moving {
            first_video.get_or_insert(stream);
        }
    }
    let mut times: Vec<Vec<i64>> = vec![Vec::new(); count];
    // What is looked at of a pipe is held in memory; uncompressed frames there have a fixed rate.
    let spacing = match demuxer.container().as_str() {
        "yuv4mpegpipe" => 2,
        _ => SPACING,
    };
    for packet in 0..SEARCH {
        let spaced = |stream: usize| formats[stream].is_none() || times[stream].len() >= spacing;
        if decoders.iter().all(Option::is_none) && (0..count).all(spaced) {
            break;
        }
        let packet = match demuxer.read() {
            Ok(Some(found)) => Some(found),
            Err(AvError::BAD_DATA) if packet + 1 < SEARCH => continue,
            _ => None,
        };
        if let Some(packet) = &packet {
            times[packet.stream()].extend(packet.pts());
        }
        for stream in 0..count {
            let mine = packet.as_ref().is_none_or(|packet| packet.stream() == stream);
            let Some(decoder) = decoders[stream].as_mut().filter(|_| mine) else { continue };
            // What is damaged here is reported by the run; another packet may give a picture.
            let _ = decoder.send(packet.as_ref());
            if let Ok(picture) = decoder.receive() {
                let place = format!("stream {stream} of {}", demuxer.path());
                match clip::format_of(&picture, &demuxer.facts(stream), &place) {
                    Ok(format) => formats[stream] = Some(format),
                    Err(error) if first_video == Some(stream) => return Err(error),
                    Err(_) => {}
                }
                decoders[stream] = None;
            }
        }
        if packet.is_none() {
            break;
        }
    }
    if let Some(stream) = first_video.filter(|stream| formats[*stream].is_none()) {
        return Err(Diagnostic::new(
            Code::DAMAGED_INPUT,
            format!("no frame of stream {stream} of {} can be decoded: it is damaged or cut off", demuxer.path()),
        )
        .help("copy the file again from where it came"));
    }
    for (stream, format) in formats.iter_mut().enumerate() {
        if let Some(format) = format {
            complete(format, demuxer, stream, &mut times[stream]);
        }
    }
    Ok(formats)
}

/// Fills in what only the file as a whole, or more than one frame, tells.
fn complete(format: &mut VideoFormat, demuxer: &Demuxer, stream: usize, times: &mut [i64]) {
    if let Some(rate) = &mut format.rate
        && is_uneven(times)
    {
        rate.variable = true;
        // Length times rate says nothing then.
        format.frames = demuxer.facts(stream).frames;
    } else if format.frames.is_none()
        && let (Some(seconds), Some(rate)) = (demuxer.seconds(true), format.rate)
    {
        format.frames = Some((seconds * rate.fps.to_f64()).round() as u64);
    }
}

/// Whether frames are not equally spaced, beyond what rounding to ticks explains.
///
/// The last few are left out: frames that are shown before them may still be to come.
fn is_uneven(times: &mut [i64]) -> bool {
    const REORDERED: usize = 16;
    times.sort_unstable();
    let settled = &times[..times.len().saturating_sub(REORDERED)];
    let steps = || settled.windows(2).map(|pair| pair[1] - pair[0]);
    match (steps().min(), steps().max()) {
        (Some(shortest), Some(longest)) => longest - shortest > 1.max(longest / 50),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_uneven;

    fn spaced(count: i64, at: impl Fn(i64) -> i64) -> Vec<i64> {
        (0..count).map(at).collect()
    }

    #[test]
    fn rounding_to_ticks_is_not_uneven() {
        assert!(!is_uneven(&mut spaced(100, |n| n * 1001 / 30)));
        assert!(!is_uneven(&mut spaced(100, |n| n * 512)));
        assert!(!is_uneven(&mut []));
    }

    #[test]
    fn a_change_of_pace_is_uneven() {
        assert!(is_uneven(&mut spaced(100, |n| if n < 30 { n * 40 } else { 1200 + (n - 30) * 55 })));
    }
}
