//! An open media file: its streams, and its packets one after another.

use std::collections::VecDeque;
use std::ffi::CString;
use std::fs;
use std::io::Read as _;
use std::ptr;
use std::sync::Arc;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::Ratio;

use super::entry::Entry;
use super::error::{AvError, check};
use super::packet::{Packet, known};
use super::sequence::{ImageKind, Images, Sequence};
use super::{dictionary, ff, late, log, ratio, stdin};
use crate::memory;
use crate::output::is_stdin;
use crate::wait::Stop;

/// A file that is read.
pub(crate) struct Demuxer {
    context: *mut ff::AVFormatContext,
    path: String,
    /// Packets that were read and are read again.
    kept: VecDeque<Packet>,
    /// Whether those that are read are kept.
    keeps: bool,
    /// What packets are read from, where that is a sequence of images.
    images: Option<Images>,
}

// SAFETY: the context is used by one thread at a time, and FFmpeg ties none to a thread.
unsafe impl Send for Demuxer {}

/// What the container says about a stream.
#[derive(Debug, Clone)]
pub(crate) struct StreamFacts {
    /// Seconds in one tick.
    pub(crate) time_base: Ratio,
    /// Average frame rate by the container, and the rate at which all timestamps can be written.
    pub(crate) average_rate: Option<Ratio>,
    pub(crate) base_rate: Option<Ratio>,
    /// Sample aspect ratio, the container's before the codec's.
    pub(crate) sar: Option<Ratio>,
    /// Number of frames, where written in the file.
    pub(crate) frames: Option<u64>,
    /// First timestamp and length, in ticks.
    pub(crate) start: Option<i64>,
    pub(crate) duration: Option<i64>,
    /// `AV_DISPOSITION_*` flags.
    pub(crate) disposition: i32,
    pub(crate) tags: Vec<(String, String)>,
    /// What its pictures are, where each is a file of its own.
    pub(crate) images: Option<ImageKind>,
}

impl Demuxer {
    /// Opens a file and finds out what streams it has; of a sequence of images, so many are shown in a second, or as
    /// many as the images say.
    pub(crate) fn open(path: &str, rate: Option<Ratio>) -> Result<Self, Diagnostic> {
        late::load()?;
        log::install();
        if is_stdin(path) {
            return stdin::open();
        }
        if let Some(sequence) = Sequence::of(path)? {
            return Images::open(sequence, rate);
        }
        let head = read_head(path)?;
        // The scheme keeps names such as `concat:a` or `pipe:` plain file names.
        Self::open_url(path, &format!("file:{path}"), &head, ptr::null_mut())
    }

    /// Opens what FFmpeg knows as `url`; `path` names it in messages, and `head` is its first bytes as far as they are
    /// known.
    /// It is read from `source` instead of by FFmpeg itself, unless that is null; it is not freed.
    pub(super) fn open_url(
        path: &str,
        url: &str,
        head: &[u8],
        source: *mut ff::AVIOContext,
    ) -> Result<Self, Diagnostic> {
        let not_media = |reason: String| {
            Diagnostic::new(Code::NOT_MEDIA, format!("{path} is not a media file that FFmpeg knows: {reason}"))
                .help("name a video file; `fwr probe FILE` shows what is in one")
        };
        let refused = |error: AvError| match error.errno() {
            Some(libc::ENOMEM) => memory::no_room(&format!("what {path} holds")),
            // Not what is in it is wrong, but where it is.
            Some(code @ (libc::EIO | libc::EACCES | libc::ESTALE | libc::ENXIO)) => {
                let reason = plain(&std::io::Error::from_raw_os_error(code));
                Diagnostic::new(Code::INPUT_UNREADABLE, format!("{path} cannot be read: {reason}"))
                    .help("copy the file to another disk, as far as that goes")
            }
            _ => not_media(error.to_string()),
        };
        let url = CString::new(url)
            .map_err(|_| Diagnostic::new(Code::INPUT_MISSING, format!("{path:?} has a zero byte in its name")))?;
        let mut context = ptr::null_mut();
        if !source.is_null() {
            // SAFETY: a new context, if there is room for one; what it reads from outlives it.
            unsafe {
                context = ff::avformat_alloc_context();
                if context.is_null() {
                    return Err(refused(AvError::NO_MEMORY));
                }
                (*context).pb = source;
            }
        }
        // SAFETY: a null context asks for a new one; either is freed by the call if it fails.
        let opened =
            check(unsafe { ff::avformat_open_input(&mut context, url.as_ptr(), ptr::null_mut(), ptr::null_mut()) });
        if let Err(error) = opened {
            let cut = error == AvError::BAD_DATA && head.get(4..8) == Some(b"ftyp");
            return Err(match error {
                _ if cut => no_index(path),
                AvError::BAD_DATA => not_media("its first bytes follow no known format".to_owned()),
                error => refused(error),
            });
        }
        let demuxer = Self { context, path: path.to_owned(), kept: VecDeque::new(), keeps: false, images: None };
        // SAFETY: the context is open.
        check(unsafe { ff::avformat_find_stream_info(context, ptr::null_mut()) }).map_err(refused)?;
        let described = (0..demuxer.stream_count()).any(|stream| demuxer.is_described(stream));
        if !described {
            return Err(not_media("no stream in it can be made out".to_owned()));
        }
        Ok(demuxer)
    }

    /// A context of ours, with one stream whose packets are `images`.
    pub(super) fn of_images(context: *mut ff::AVFormatContext, images: Images) -> Self {
        let path = images.sequence().path().to_owned();
        Self { context, path, kept: VecDeque::new(), keeps: false, images: Some(images) }
    }

    /// The sequence of images that it is, if it is one.
    pub(crate) fn sequence(&self) -> Option<&Arc<Sequence>> {
        self.images.as_ref().map(Images::sequence)
    }

    /// The path as given.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// From now on a pipe that nobody writes is read only until the run is to stop.
    pub(crate) fn stop_with(&self, stop: &Stop) {
        if self.path == stdin::NAME {
            stdin::stop_with(stop);
        }
    }

    /// Number of streams.
    pub(crate) fn stream_count(&self) -> usize {
        self.get().nb_streams as usize
    }

    /// The next packet of any stream; `None` at the end.
    pub(crate) fn read(&mut self) -> Result<Option<Packet>, AvError> {
        if !self.keeps
            && let Some(packet) = self.kept.pop_front()
        {
            return Ok(Some(packet));
        }
        if let Some(images) = &mut self.images {
            return images.read();
        }
        let mut packet = Packet::new()?;
        // SAFETY: an open context and a blank packet.
        match check(unsafe { ff::av_read_frame(self.context, packet.as_mut_ptr()) }) {
            Ok(_) => {
                if self.keeps {
                    self.kept.push_back(packet.reference()?);
                }
                Ok(Some(packet))
            }
            Err(AvError::EOF) => match self.io_error() {
                Some(error) => Err(error),
                None => Ok(None),
            },
            Err(error) => Err(error),
        }
    }

    /// From now on keeps the packets that are read (`true`), or reads those again before any other.
    pub(super) fn keep(&mut self, keeps: bool) {
        self.keeps = keeps;
    }

    /// Leaves out the packets of a stream from now on.
    pub(crate) fn discard(&mut self, stream: usize) {
        // SAFETY: an index below the stream count, as `stream_ptr` checks.
        unsafe { (*self.stream_ptr(stream)).discard = ff::AVDiscard::AVDISCARD_ALL }
    }

    /// What the container says about a stream.
    pub(crate) fn facts(&self, stream: usize) -> StreamFacts {
        let stream_ptr = self.stream_ptr(stream);
        // SAFETY: the stream belongs to the open context.
        let (stream, sar, tags) = unsafe {
            let sar = ff::av_guess_sample_aspect_ratio(self.context, stream_ptr, ptr::null_mut());
            (&*stream_ptr, sar, dictionary::pairs((*stream_ptr).metadata))
        };
        let counted = dictionary::value(&tags, "NUMBER_OF_FRAMES").and_then(|count| count.parse().ok());
        StreamFacts {
            time_base: ratio::from_av(stream.time_base),
            average_rate: ratio::positive(stream.avg_frame_rate),
            base_rate: ratio::positive(stream.r_frame_rate),
            sar: ratio::positive(sar),
            frames: u64::try_from(stream.nb_frames).ok().filter(|count| *count > 0).or(counted),
            start: known(stream.start_time),
            duration: tagged_duration(&tags, stream.time_base).or(known(stream.duration)),
            disposition: stream.disposition,
            tags,
            images: self.sequence().map(|sequence| sequence.kind()),
        }
    }

    /// The codec's parameters.
    pub(crate) fn parameters(&self, stream: usize) -> &ff::AVCodecParameters {
        // SAFETY: every stream has parameters as long as the context is open.
        unsafe { &*(*self.stream_ptr(stream)).codecpar }
    }

    /// How packets of a stream are told that decoding may begin with; `None` if they cannot be.
    pub(crate) fn entry(&self, stream: usize) -> Option<Entry> {
        Entry::of(self.parameters(stream))
    }

    /// Whether the stream is a still cover picture.
    pub(crate) fn is_cover(&self, stream: usize) -> bool {
        // SAFETY: the stream belongs to the open context.
        unsafe { (*self.stream_ptr(stream)).disposition & ff::AV_DISPOSITION_ATTACHED_PIC != 0 }
    }

    /// Whether the stream is sound or a moving picture: something that goes on from its start to its end.
    pub(crate) fn is_continuous(&self, stream: usize) -> bool {
        use ff::AVMediaType::{AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_VIDEO};
        matches!(self.parameters(stream).codec_type, AVMEDIA_TYPE_AUDIO | AVMEDIA_TYPE_VIDEO) && !self.is_cover(stream)
    }

    /// Whether the stream takes time, and may be what the length of the file is counted to.
    pub(crate) fn has_length(&self, stream: usize) -> bool {
        self.parameters(stream).codec_type != ff::AVMediaType::AVMEDIA_TYPE_ATTACHMENT && !self.is_cover(stream)
    }

    /// The bytes of a cover picture.
    pub(crate) fn cover(&self, stream: usize) -> Option<&[u8]> {
        // SAFETY: the stream belongs to the open context; data and size of its packet belong together.
        unsafe {
            let packet = &(*self.stream_ptr(stream)).attached_pic;
            (!packet.data.is_null()).then(|| std::slice::from_raw_parts(packet.data, packet.size as usize))
        }
    }

    /// Tags of the file itself.
    pub(crate) fn tags(&self) -> Vec<(String, String)> {
        // SAFETY: the context is open.
        unsafe { dictionary::pairs(self.get().metadata) }
    }

    /// The container's name, in FFmpeg's spelling.
    pub(crate) fn container(&self) -> String {
        if let Some(sequence) = self.sequence() {
            return sequence.kind().container().to_owned();
        }
        // SAFETY: an open input has a format with a name.
        unsafe { dictionary::text((*self.get().iformat).name) }
    }

    /// Length in seconds as written in the file, or guessed from its size if `guesses` are welcome.
    pub(crate) fn seconds(&self, guesses: bool) -> Option<f64> {
        let context = self.get();
        let guessed = context.duration_estimation_method == ff::AVDurationEstimationMethod::AVFMT_DURATION_FROM_BITRATE;
        let duration = known(context.duration).filter(|duration| *duration > 0)?;
        (guesses || !guessed).then(|| duration as f64 / f64::from(ff::AV_TIME_BASE))
    }

    /// Says how long it is, of what states no length itself.
    pub(super) fn set_seconds(&mut self, seconds: f64) {
        // SAFETY: the context is open as long as `self` lives, and nobody else has it.
        unsafe { (*self.context).duration = (seconds * f64::from(ff::AV_TIME_BASE)).round() as i64 }
    }

    /// Whether clocks may be set back in the middle of such a file.
    pub(crate) fn has_resets(&self) -> bool {
        if self.images.is_some() {
            return false;
        }
        // SAFETY: an open input has a format.
        unsafe { (*self.get().iformat).flags & ff::AVFMT_TS_DISCONT != 0 }
    }

    /// Where the file's first timestamp is, in seconds.
    pub(crate) fn start_seconds(&self) -> f64 {
        known(self.get().start_time).map_or(0.0, |start| start as f64 / f64::from(ff::AV_TIME_BASE))
    }

    pub(crate) fn get(&self) -> &ff::AVFormatContext {
        // SAFETY: the context is open as long as `self` lives.
        unsafe { &*self.context }
    }

    pub(crate) fn stream_ptr(&self, stream: usize) -> *mut ff::AVStream {
        assert!(stream < self.stream_count(), "{} has no stream {stream}", self.path);
        // SAFETY: below the count, as just checked.
        unsafe { *self.get().streams.add(stream) }
    }

    fn is_described(&self, stream: usize) -> bool {
        self.parameters(stream).codec_type != ff::AVMediaType::AVMEDIA_TYPE_UNKNOWN
    }

    /// An error that reading met and that FFmpeg reports as the end of the file.
    fn io_error(&self) -> Option<AvError> {
        let io = self.get().pb;
        // SAFETY: null, or the open file of the context.
        let error = if io.is_null() { 0 } else { unsafe { (*io).error } };
        check(error).err().filter(|error| *error != AvError::EOF)
    }
}

impl Drop for Demuxer {
    fn drop(&mut self) {
        // SAFETY: we own the context; it is not used again.
        unsafe { ff::avformat_close_input(&mut self.context) }
    }
}

/// The first bytes of a file that must be there, be a file, be readable and not be empty.
fn read_head(path: &str) -> Result<Vec<u8>, Diagnostic> {
    let unreadable =
        |reason: String| Diagnostic::new(Code::INPUT_UNREADABLE, format!("{path} cannot be read: {reason}"));
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
            Diagnostic::new(Code::INPUT_MISSING, format!("{path} does not exist"))
                .help("check the spelling, and the folder you are in")
        }
        _ => unreadable(plain(&error)),
    })?;
    if metadata.is_dir() {
        return Err(unreadable("it is a folder, not a file".to_owned()).help("name one of the files inside it"));
    }
    let mut head = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(16).read_to_end(&mut head))
        .map_err(|error| unreadable(plain(&error)).help(format!("check who may read it: ls -l {path}")))?;
    if head.is_empty() {
        return Err(Diagnostic::new(Code::NOT_MEDIA, format!("{path} is empty, but a media file is expected"))
            .help("copy the file again; nothing of it has arrived"));
    }
    Ok(head)
}

/// The length that Matroska writers leave in a tag, `00:01:02.345000000`, in ticks.
fn tagged_duration(tags: &[(String, String)], time_base: ff::AVRational) -> Option<i64> {
    let text = dictionary::value(tags, "DURATION")?;
    let seconds = text.split(':').try_fold(0.0, |total, part| Some(total * 60.0 + part.trim().parse::<f64>().ok()?))?;
    let ticks = seconds / ratio::positive(time_base)?.to_f64();
    (ticks > 0.0 && ticks < 1e15).then(|| ticks.round() as i64)
}

fn no_index(path: &str) -> Diagnostic {
    Diagnostic::new(
        Code::DAMAGED_INPUT,
        format!(
            "{path} is an MP4 or MOV file without its index: it ends before the part that says where the frames are"
        ),
    )
    .help("copy the file again, or have the recorder repair it; without the index no frame can be found")
}

/// The system's words for an error, without the number behind them.
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    words.to_lowercase()
}
