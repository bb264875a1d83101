//! Writing a media file: streams, chapters and tags first, then packets.

use std::ffi::CString;
use std::ptr;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::{Ratio, VideoFormat};

use super::demuxer::plain;
use super::dictionary::{self, Dictionary};
use super::encoder::Encoder;
use super::error::{AvError, check};
use super::packet::Packet;
use super::sink::{Sink, Target};
use super::template::{FileTemplate, Template, Way};
use super::y4m::Y4m;
use super::{compat, container, ff, ratio, side_data};
use crate::frame::SideData;
use crate::memory;
use crate::output::{ImageWriter, is_stdout};

/// A file that is being written.
pub(crate) struct Muxer {
    context: *mut ff::AVFormatContext,
    sink: Sink,
    container: String,
    /// Where it goes, for messages.
    path: String,
    /// Pictures that are written as the only packet of their stream.
    covers: Vec<(usize, Vec<u8>)>,
    /// What is written between packets, if it is a Y4M file.
    y4m: Option<Y4m>,
    /// Where packets go that are files of their own.
    images: Option<ImageWriter>,
}

// SAFETY: the context is used by one thread at a time, and FFmpeg ties none to a thread.
unsafe impl Send for Muxer {}

/// Tags that describe the old file and would be wrong in the new one.
const OF_THE_OLD_FILE: &[&str] = &["encoder", "encoding_tool", "major_brand", "minor_version", "compatible_brands"];

/// Tags with a stream's size and rate, which are others when it is encoded anew.
const OF_THE_OLD_STREAM: &[&str] = &["encoder", "BPS", "DURATION", "NUMBER_OF_FRAMES", "NUMBER_OF_BYTES"];

impl Muxer {
    /// A file of the given container whose bytes go to `target`; `path` names it in messages.
    pub(crate) fn new(container: &str, target: Box<dyn Target>, path: &str) -> Result<Self, Diagnostic> {
        let format = container::output_format(container).ok_or_else(|| {
            Diagnostic::new(Code::UNKNOWN_CONTAINER, format!("this build of FFmpeg cannot write {container}"))
                .help("name the output .mkv")
        })?;
        let no_memory = |_: AvError| memory::no_room(path);
        let sink = Sink::new(target).map_err(no_memory)?;
        let mut context = ptr::null_mut();
        // SAFETY: a null context asks for a new one; names are not needed when a format is given.
        check(unsafe { ff::avformat_alloc_output_context2(&mut context, format, ptr::null(), ptr::null()) })
            .map_err(no_memory)?;
        // SAFETY: the context was just made. The sink lives as long as the muxer.
        unsafe {
            (*context).pb = sink.context();
            // No random identifiers: the same run gives the same bytes.
            (*context).flags |= ff::AVFMT_FLAG_CUSTOM_IO | ff::AVFMT_FLAG_BITEXACT;
            if is_stdout(path) {
                (*(*context).pb).seekable = 0;
            }
        }
        Ok(Self {
            context,
            sink,
            container: container.to_owned(),
            path: path.to_owned(),
            covers: Vec::new(),
            y4m: None,
            images: None,
        })
    }

    /// Images of the given container, each of which goes into a file of its own.
    pub(crate) fn images(container: &str, images: ImageWriter, path: &str) -> Result<Self, Diagnostic> {
        let nothing = Box::new(std::io::Cursor::new(Vec::new()));
        let mut muxer = Self::new(container, nothing, path)?;
        muxer.images = Some(images);
        Ok(muxer)
    }

    /// Whether encoders should hand their headers to the container.
    pub(crate) fn wants_global_header(container: &str) -> bool {
        // SAFETY: a constant description of the library.
        container::output_format(container)
            .is_some_and(|format| unsafe { (*format).flags } & ff::AVFMT_GLOBALHEADER != 0)
    }

    /// Adds the encoded picture; `source` is the stream whose tags it carries on.
    pub(crate) fn add_encoded(
        &mut self,
        encoder: &Encoder,
        format: &VideoFormat,
        first_frame: &[SideData],
        source: Option<&Template>,
        tags: bool,
    ) -> Result<usize, Diagnostic> {
        if self.container == container::Y4M {
            let clip = Y4m::new(format).map_err(|what| {
                Diagnostic::new(Code::CONTAINER, format!("{} is YUV4MPEG2, which cannot hold {what}", self.path))
                    .help("write to a .nut file or pipe, which holds any picture and its times")
            })?;
            self.y4m = Some(clip);
        }
        let stream = self.add_stream(encoder.time_base())?;
        // SAFETY: a fresh stream of our context, and an open encoder.
        unsafe {
            check(ff::avcodec_parameters_from_context((*stream).codecpar, encoder.context()))
                .map_err(|error| self.refusal("the encoded picture", error))?;
            let sar = ratio::to_av(format.sar.unwrap_or(Ratio::new(0, 1)));
            (*stream).sample_aspect_ratio = sar;
            (*(*stream).codecpar).sample_aspect_ratio = sar;
            if let Some(rate) = format.rate.filter(|rate| !rate.variable) {
                (*stream).avg_frame_rate = ratio::to_av(rate.fps);
                (*stream).r_frame_rate = ratio::to_av(rate.fps);
            }
            for (kind, bytes) in side_data::for_stream(first_frame) {
                compat::add_stream_side_data(stream, kind, bytes);
            }
            if let Some(source) = source {
                (*stream).disposition = source.facts.disposition;
                for (kind, bytes) in &source.side_data {
                    if side_data::KEPT_OF_STREAM.contains(kind) {
                        compat::add_stream_side_data(stream, *kind, bytes);
                    }
                }
                let kept = |name: &str| {
                    let stem = name.split('-').next().unwrap_or(name);
                    let old = OF_THE_OLD_STREAM.iter().any(|tag| tag.eq_ignore_ascii_case(stem));
                    (tags || name == "language") && !old && !name.starts_with("_STATISTICS")
                };
                set_tags(&mut (*stream).metadata, &source.facts.tags, kept);
            }
            Ok((*stream).index as usize)
        }
    }

    /// Adds a stream that is copied; `None` if the muxer writes it by itself, out of tags or chapters.
    pub(crate) fn add_copied(&mut self, source: &Template, tags: bool) -> Result<Option<usize>, Diagnostic> {
        if source.way == Way::Tags {
            return Ok(None);
        }
        let stream = self.add_stream(source.facts.time_base)?;
        let parameters = source.parameters();
        // SAFETY: a fresh stream of our context; the parameters are copied.
        unsafe {
            let target = (*stream).codecpar;
            check(ff::avcodec_parameters_copy(target, parameters))
                .map_err(|error| self.refusal(&source.codec, error))?;
            (*target).codec_tag = self.codec_tag(parameters);
            (*stream).disposition = source.facts.disposition;
            (*stream).avg_frame_rate = source.facts.average_rate.map_or((*stream).avg_frame_rate, ratio::to_av);
            (*stream).duration = source.facts.duration.unwrap_or(0);
            if let Some(sar) = source.facts.sar {
                (*stream).sample_aspect_ratio = ratio::to_av(sar);
            }
            fix_block_align(target);
            for (kind, bytes) in &source.side_data {
                compat::add_stream_side_data(stream, *kind, bytes);
            }
            // What a file inside the file is called is no decoration.
            let kept = |name: &str| {
                tags && !name.eq_ignore_ascii_case("encoder") || ["language", "filename", "mimetype"].contains(&name)
            };
            set_tags(&mut (*stream).metadata, &source.facts.tags, kept);
            let index = (*stream).index as usize;
            match &source.way {
                Way::Cover(bytes) if self.container == "matroska" => {
                    attach_cover(stream, bytes, &source.codec).map_err(|error| self.refusal("the cover", error))?;
                }
                Way::Cover(bytes) => self.covers.push((index, bytes.clone())),
                _ => {}
            }
            Ok(Some(index))
        }
    }

    /// Adds chapters and the file's own tags.
    pub(crate) fn describe(&mut self, source: &FileTemplate, chapters: bool, tags: bool) -> Result<(), Diagnostic> {
        if chapters {
            self.add_chapters(source).map_err(|error| self.refusal("the chapters", error))?;
        }
        // SAFETY: the context is ours and its header is not written yet.
        unsafe {
            let metadata = &mut (*self.context).metadata;
            if tags {
                set_tags(metadata, &source.tags, |name| !OF_THE_OLD_FILE.contains(&name.to_ascii_lowercase().as_str()));
            }
            dictionary::set(metadata, "encoding_tool", concat!("FrameWright ", env!("CARGO_PKG_VERSION")));
        }
        Ok(())
    }

    /// Writes the header; no stream can be added after it.
    pub(crate) fn write_header(&mut self) -> Result<(), Diagnostic> {
        let mut options = Dictionary::new();
        if self.container == "matroska" {
            // Which stream is a default one is for the source to say.
            options.set("default_mode", "passthrough");
        }
        // SAFETY: our context with all its streams, and a dictionary of our own.
        let written = check(unsafe { ff::avformat_write_header(self.context, options.as_mut_ptr()) });
        written.map_err(|error| self.write_error(error, |muxer| muxer.refusal("these streams together", error)))?;
        for (stream, bytes) in std::mem::take(&mut self.covers) {
            let packet = Packet::still(&bytes).map_err(|error| self.refusal("the cover", error))?;
            self.write(packet, stream)?;
        }
        Ok(())
    }

    /// Seconds in one tick of a stream's times, which the muxer may have changed with the header.
    pub(crate) fn time_base(&self, stream: usize) -> Ratio {
        // SAFETY: a stream that was added before.
        ratio::from_av(unsafe { (**(*self.context).streams.add(stream)).time_base })
    }

    /// Whether times before zero can be written.
    pub(crate) fn holds_negative_times(&self) -> bool {
        // SAFETY: a constant description of the library.
        unsafe { (*(*self.context).oformat).flags & ff::AVFMT_TS_NEGATIVE != 0 }
    }

    /// Writes a packet, whose times are in the stream's ticks. Packets come in order of decoding time.
    pub(crate) fn write(&mut self, mut packet: Packet, stream: usize) -> Result<(), Diagnostic> {
        if let Some(images) = &mut self.images {
            return images.write(packet.bytes()).map_err(|error| io_failure(&self.path, &error));
        }
        if let Some(clip) = &mut self.y4m {
            let framed = clip.frame(&packet);
            packet = framed.map_err(|error| self.refusal("a frame", error))?;
        }
        packet.set_stream(stream);
        packet.forget_position();
        // SAFETY: the header is written, and the packet is valid and of one of its streams.
        let written = check(unsafe { ff::av_write_frame(self.context, packet.as_mut_ptr()) });
        written
            .map_err(|error| {
                self.write_error(error, |muxer| {
                    let at = packet.dts().or(packet.pts()).map(|ticks| ticks as f64 * muxer.time_base(stream).to_f64());
                    let at = at.map_or_else(String::new, |seconds| format!(" at {seconds:.3} s"));
                    Diagnostic::new(
                        Code::CONTAINER,
                        format!("{} cannot hold a packet of stream {stream}{at}: {error}", muxer.path),
                    )
                    .help("write to a .mkv file, or drop the stream")
                })
            })
            .map(drop)
    }

    /// Writes what belongs at the end, and gives the number of bytes of the whole file.
    pub(crate) fn finish(mut self) -> Result<u64, Diagnostic> {
        // SAFETY: the header is written. The trailer flushes the sink.
        let (ended, pending) = unsafe {
            let ended = check(ff::av_write_trailer(self.context));
            (ended, check((*self.sink.context()).error))
        };
        match ended.and(pending) {
            Ok(_) => match self.sink.take_error() {
                None => Ok(self.images.as_ref().map_or(self.sink.length(), ImageWriter::bytes)),
                Some(error) => Err(io_failure(&self.path, &error)),
            },
            Err(error) => Err(self.write_error(error, |muxer| muxer.refusal("what was written", error))),
        }
    }

    fn add_stream(&mut self, time_base: Ratio) -> Result<*mut ff::AVStream, Diagnostic> {
        // SAFETY: our own context, whose header is not written yet.
        unsafe {
            let stream = ff::avformat_new_stream(self.context, ptr::null());
            if stream.is_null() {
                return Err(self.refusal("another stream", AvError::NO_MEMORY));
            }
            (*stream).time_base = ratio::to_av(time_base);
            Ok(stream)
        }
    }

    /// The source's four-letter code, unless it means another codec in this container.
    fn codec_tag(&self, parameters: &ff::AVCodecParameters) -> u32 {
        // SAFETY: constant tables of the library.
        unsafe {
            let tags = (*(*self.context).oformat).codec_tag;
            let mut preferred = 0;
            let keeps = tags.is_null()
                || ff::av_codec_get_id(tags, parameters.codec_tag) == parameters.codec_id
                || ff::av_codec_get_tag2(tags, parameters.codec_id, &mut preferred) == 0;
            if keeps { parameters.codec_tag } else { 0 }
        }
    }

    fn add_chapters(&mut self, source: &FileTemplate) -> Result<(), AvError> {
        let count = source.chapters.len();
        if count == 0 {
            return Ok(());
        }
        // SAFETY: fresh zeroed memory of FFmpeg's, which `avformat_free_context` frees.
        unsafe {
            let list = ff::av_calloc(count, size_of::<*mut ff::AVChapter>()).cast::<*mut ff::AVChapter>();
            if list.is_null() {
                return Err(AvError::NO_MEMORY);
            }
            (*self.context).chapters = list;
            for chapter in &source.chapters {
                let new = ff::av_mallocz(size_of::<ff::AVChapter>()).cast::<ff::AVChapter>();
                if new.is_null() {
                    return Err(AvError::NO_MEMORY);
                }
                (*new).id = chapter.id;
                (*new).time_base = chapter.time_base;
                (*new).start = chapter.start;
                (*new).end = chapter.end;
                set_tags(&mut (*new).metadata, &chapter.tags, |_| true);
                *list.add((*self.context).nb_chapters as usize) = new;
                (*self.context).nb_chapters += 1;
            }
        }
        Ok(())
    }

    fn refusal(&self, what: &str, error: AvError) -> Diagnostic {
        if error == AvError::NO_MEMORY {
            return memory::no_room(&self.path);
        }
        let reason = if error == AvError::BAD_DATA { "it has no place for it".to_owned() } else { error.to_string() };
        Diagnostic::new(
            Code::CONTAINER,
            format!("{} cannot hold {what} in {}: {reason}", self.path, container::long_name(&self.container)),
        )
        .help("write to a .mkv file, or drop what it cannot hold: `drop: [subtitles]`")
    }

    /// The system's own error if there was one, otherwise what `other` makes of it.
    fn write_error(&mut self, error: AvError, other: impl FnOnce(&Self) -> Diagnostic) -> Diagnostic {
        match self.sink.take_error() {
            Some(cause) => io_failure(&self.path, &cause),
            None => match error.errno() {
                Some(code @ (libc::ENOSPC | libc::EDQUOT | libc::EIO)) => {
                    io_failure(&self.path, &std::io::Error::from_raw_os_error(code))
                }
                Some(libc::ENOMEM) => memory::no_room(&self.path),
                _ => other(self),
            },
        }
    }
}

impl Drop for Muxer {
    fn drop(&mut self) {
        // SAFETY: we own the context; the sink is ours to free, after it.
        unsafe { ff::avformat_free_context(self.context) }
    }
}

/// What a failed write means: a full disk, a quota, a broken medium.
pub(crate) fn io_failure(path: &str, error: &std::io::Error) -> Diagnostic {
    match error.raw_os_error() {
        Some(libc::ENOSPC | libc::EDQUOT) => {
            Diagnostic::new(Code::DISK_FULL, format!("no room is left for {path}; what was written of it is removed"))
                .help("free some space, or write to another disk with -o")
        }
        Some(libc::EPIPE) => Diagnostic::new(
            Code::PIPE_CLOSED,
            format!(
                "the reader of {} has closed the pipe before it had all; the run has stopped",
                if is_stdout(path) { "stdout" } else { path }
            ),
        )
        .help("what was written so far is with the reader"),
        Some(libc::EFBIG) => {
            Diagnostic::new(Code::DISK_FULL, format!("{path} grows beyond the largest file that its disk allows"))
                .help("write to a disk with another file system, with -o")
        }
        _ => Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("{path} cannot be written: {}", plain(error)))
            .help("check the disk, or write to another one with -o"),
    }
}

/// # Safety
/// `*dictionary` is null or a valid dictionary.
unsafe fn set_tags(dictionary: *mut *mut ff::AVDictionary, tags: &[(String, String)], kept: impl Fn(&str) -> bool) {
    for (key, value) in tags.iter().filter(|(key, _)| kept(key)) {
        // SAFETY: the caller vouches for the dictionary.
        unsafe { dictionary::set(dictionary, key, value) }
    }
}

/// Block sizes that demuxers state for compressed sound and muxers take at their word, though they are none.
fn fix_block_align(parameters: *mut ff::AVCodecParameters) {
    // SAFETY: parameters of a fresh stream.
    let parameters = unsafe { &mut *parameters };
    let misleading = match parameters.codec_id {
        ff::AVCodecID::AV_CODEC_ID_MP3 => matches!(parameters.block_align, 1 | 576 | 1152),
        ff::AVCodecID::AV_CODEC_ID_AC3 => true,
        _ => false,
    };
    if misleading {
        parameters.block_align = 0;
    }
}

/// Turns a stream into an attachment that Matroska readers take for the cover.
///
/// # Safety
/// `stream` is a stream of a context whose header is not written yet.
unsafe fn attach_cover(stream: *mut ff::AVStream, bytes: &[u8], codec: &str) -> Result<(), AvError> {
    let (extension, mime) = match codec {
        "png" => ("png", "image/png"),
        "gif" => ("gif", "image/gif"),
        "bmp" => ("bmp", "image/bmp"),
        _ => ("jpg", "image/jpeg"),
    };
    // SAFETY: the caller vouches for the stream; extradata is FFmpeg's memory with its padding.
    unsafe {
        let parameters = (*stream).codecpar;
        let padding = ff::AV_INPUT_BUFFER_PADDING_SIZE as usize;
        let data = ff::av_mallocz(bytes.len() + padding).cast::<u8>();
        if data.is_null() {
            return Err(AvError::NO_MEMORY);
        }
        ptr::copy_nonoverlapping(bytes.as_ptr(), data, bytes.len());
        ff::av_freep(ptr::from_mut(&mut (*parameters).extradata).cast());
        (*parameters).extradata = data;
        (*parameters).extradata_size = bytes.len() as i32;
        (*parameters).codec_type = ff::AVMediaType::AVMEDIA_TYPE_ATTACHMENT;
        (*stream).disposition = 0;
        let metadata = &mut (*stream).metadata;
        for (key, value) in [("filename", format!("cover.{extension}")), ("mimetype", mime.to_owned())] {
            let key_text = CString::new(key).expect("constant");
            if ff::av_dict_get(*metadata, key_text.as_ptr(), ptr::null(), 0).is_null() {
                dictionary::set(metadata, key, &value);
            }
        }
    }
    Ok(())
}
