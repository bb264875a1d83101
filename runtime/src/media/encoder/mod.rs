//! Encoding a picture: frames in, packets out. One file for each encoder of the library.

mod build;
mod dpx_header;
mod ffv1;
mod hdr;
mod images;
mod raw;
mod samples;
mod x264;
mod x265;

pub use build::encoder_build;

use std::collections::BTreeMap;
use std::ffi::CString;
use std::ptr::{self, NonNull};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::{Ratio, Scan, VideoFormat};
use fwr_compiler::types::Args;

use dpx_header::DpxHeader;

use super::dictionary::Dictionary;
use super::error::{AvError, check};
use super::packet::Packet;
use super::pixfmt::{PixelFormat, Samples};
use super::{export, ff, ratio, tags};
use crate::frame::{Frame, SideData};
use crate::memory;

/// An encoder that a graph can name.
pub(crate) struct Choice {
    /// Its name in the library.
    name: &'static str,
    /// FFmpeg's name for it.
    codec: &'static str,
    /// FFmpeg options that the settings stand for.
    options: fn(&Setup<'_>) -> Vec<(&'static str, String)>,
    /// Whether closed captions in the picture survive.
    keeps_captions: bool,
}

/// Every encoder that a graph can name.
const CHOICES: &[Choice] =
    &[images::DPX, images::EXR, ffv1::CHOICE, images::PNG, raw::CHOICE, images::TIFF, x264::CHOICE, x265::CHOICE];

/// What an encoder is opened for.
pub(crate) struct Setup<'a> {
    /// Its settings, checked against its declaration.
    pub(crate) args: &'a Args,
    /// The frames that come.
    pub(crate) format: &'a VideoFormat,
    /// The first frame's side data.
    pub(crate) side_data: &'a [SideData],
    /// Threads that it may use.
    pub(crate) threads: usize,
    /// Whether the container wants the codec's headers for itself.
    pub(crate) global_header: bool,
}

/// An open encoder.
pub(crate) struct Encoder {
    context: NonNull<ff::AVCodecContext>,
    pixels: PixelFormat,
    time_base: Ratio,
    name: &'static str,
    keeps_captions: bool,
    /// What each packet gets that is an image of such a header.
    header: Option<DpxHeader>,
    /// How long each frame is shown that is inside the encoder, by its time.
    durations: BTreeMap<i64, i64>,
    /// Frames that came, and whether they were all.
    sent: (u64, bool),
}

// SAFETY: the context is used by one thread at a time, and FFmpeg ties none to a thread.
unsafe impl Send for Encoder {}

/// The codec of an encoder of the library, in FFmpeg's spelling; `None` for a name that is not there.
pub fn encoder_codec(name: &str) -> Option<String> {
    let choice = CHOICES.iter().find(|choice| choice.name == name)?;
    let codec = find(choice).ok()?;
    // SAFETY: a codec of the library, whose name is a constant text.
    Some(unsafe { super::dictionary::text(ff::avcodec_get_name((*codec).id)) })
}

impl Encoder {
    /// Opens the encoder called `name` in the library.
    pub(crate) fn open(name: &str, setup: &Setup<'_>) -> Result<Self, Diagnostic> {
        let choice = CHOICES.iter().chain(samples::CHOICES).find(|choice| choice.name == name).ok_or_else(|| {
            Diagnostic::new(Code::NO_ENCODER, format!("there is no encoder `{name}`, expected {}", names()))
        })?;
        let codec = find(choice)?;
        let format = setup.format;
        let mut choices = pixel_formats(codec);
        if choice.name == "dpx" {
            // Some readers take the order of bytes that the standard prefers, and no other.
            choices.retain(|choice| choice.is_big_endian() || !choice.name().ends_with("le"));
        }
        let pixels = Samples::of(format).pick(&choices).ok_or_else(|| {
            let alpha = if format.alpha { " with alpha" } else { "" };
            Diagnostic::new(
                Code::ENCODE_FAILED,
                format!("{name} cannot hold {} {}{alpha} in this build of FFmpeg", format.layout, format.sample),
            )
            .help("convert the picture before it is encoded: `convert(sample: u16)` for example")
        })?;
        // SAFETY: a codec of the library; the context is freed by `Drop` from the moment it exists.
        let context = NonNull::new(unsafe { ff::avcodec_alloc_context3(codec) })
            .ok_or_else(|| broken(choice.name, AvError::NO_MEMORY))?;
        let mut encoder = Self {
            context,
            pixels,
            time_base: format.time_base,
            name: choice.name,
            keeps_captions: choice.keeps_captions,
            header: (choice.name == "dpx").then(|| DpxHeader::of(format)),
            durations: BTreeMap::new(),
            sent: (0, false),
        };
        encoder.describe(setup);
        let mut options = Dictionary::new();
        options.set("threads", &setup.threads.to_string());
        for (key, value) in (choice.options)(setup) {
            options.set(key, &value);
        }
        // SAFETY: a context made for this codec, and a dictionary of our own.
        check(unsafe { ff::avcodec_open2(context.as_ptr(), codec, options.as_mut_ptr()) }).map_err(
            |error| match error {
                // It had no room, or none for a thread of its own.
                AvError::NO_MEMORY | AvError::AGAIN => broken(choice.name, AvError::NO_MEMORY),
                error => failed(choice.name, &format!("it refuses {format} with {}: {error}", setup.args)),
            },
        )?;
        match options.first_key() {
            Some(key) => Err(failed(choice.name, &format!("this build of FFmpeg does not know its setting {key}"))),
            None => Ok(encoder),
        }
    }

    /// Gives the encoder a frame, or with `None` says that there are no more.
    pub(crate) fn send(&mut self, frame: Option<&Frame>) -> Result<(), Diagnostic> {
        let sent = match frame {
            None => {
                self.sent.1 = true;
                self.send_raw(ptr::null())
            }
            Some(frame) => {
                self.sent.0 += 1;
                self.durations.insert(frame.pts, frame.duration);
                export::picture(frame, self.pixels).and_then(|picture| self.send_raw(picture.as_ptr()))
            }
        };
        sent.map_err(|error| broken(self.name, error))
    }

    /// The next packet, in ticks of [`Encoder::time_base`]; `None` if there is none yet, or after the last.
    pub(crate) fn receive(&mut self) -> Result<Option<Packet>, Diagnostic> {
        let mut packet = Packet::new().map_err(|error| broken(self.name, error))?;
        // SAFETY: an open encoder and a blank packet.
        match check(unsafe { ff::avcodec_receive_packet(self.context.as_ptr(), packet.as_mut_ptr()) }) {
            Ok(_) => {
                if let Some(duration) = packet.pts().and_then(|pts| self.durations.remove(&pts)) {
                    packet.set_duration(duration);
                }
                if let Some(pts) = packet.pts().filter(|_| self.is_never_reordered()) {
                    packet.set_dts(pts);
                }
                match self.header.zip(DpxHeader::size(packet.bytes())) {
                    Some((header, size)) => packet
                        .replaced(size, |image, target| header.write(image, target))
                        .map(Some)
                        .map_err(|error| failed(self.name, &error.to_string())),
                    None => Ok(Some(packet)),
                }
            }
            Err(AvError::AGAIN | AvError::EOF) => Ok(None),
            Err(error) => Err(broken(self.name, error)),
        }
    }

    /// Seconds in one tick of the packets' times.
    pub(crate) fn time_base(&self) -> Ratio {
        self.time_base
    }

    /// The codec's headers, where the container wants them for itself; empty otherwise.
    pub(crate) fn headers(&self) -> &[u8] {
        // SAFETY: valid as long as `self` lives; FFmpeg holds `extradata_size` bytes at `extradata`, unless it is null.
        unsafe {
            let context = self.context.as_ref();
            if context.extradata.is_null() {
                return &[];
            }
            std::slice::from_raw_parts(context.extradata, context.extradata_size.max(0) as usize)
        }
    }

    /// Whether closed captions in the picture survive.
    pub(crate) fn keeps_captions(&self) -> bool {
        self.keeps_captions
    }

    /// The open context, to describe its stream.
    pub(crate) fn context(&self) -> *const ff::AVCodecContext {
        self.context.as_ptr()
    }

    /// Whether there were so few frames that they are decoded in the order that they are shown in.
    ///
    /// x265 learns how far decoding runs ahead from a frame behind those, and without one takes what memory held.
    fn is_never_reordered(&self) -> bool {
        matches!(self.sent, (..=2, true))
    }

    fn send_raw(&mut self, frame: *const ff::AVFrame) -> Result<(), AvError> {
        // SAFETY: an open encoder, and a valid frame or null.
        check(unsafe { ff::avcodec_send_frame(self.context.as_ptr(), frame) }).map(drop)
    }

    fn describe(&mut self, setup: &Setup<'_>) {
        let format = setup.format;
        // SAFETY: valid as long as `self` lives, and nobody else has it.
        let context = unsafe { self.context.as_mut() };
        context.width = format.width as i32;
        context.height = format.height as i32;
        context.pix_fmt = self.pixels.id();
        context.time_base = ratio::to_av(format.time_base);
        context.framerate = ratio::to_av(format.rate.map_or(Ratio::new(0, 1), |rate| rate.fps));
        context.sample_aspect_ratio = ratio::to_av(format.sar.unwrap_or(Ratio::new(0, 1)));
        context.colorspace = tags::av_matrix(format.matrix);
        context.color_primaries = tags::av_primaries(format.primaries);
        context.color_trc = tags::av_transfer(format.transfer);
        context.color_range = tags::av_range(format.range);
        context.chroma_sample_location = tags::av_chroma_location(format.chroma_location);
        // Woven fields: the line of the first field comes first in memory only for the top one.
        context.field_order = match format.scan {
            Scan::Progressive => ff::AVFieldOrder::AV_FIELD_PROGRESSIVE,
            Scan::Tff => ff::AVFieldOrder::AV_FIELD_TB,
            Scan::Bff => ff::AVFieldOrder::AV_FIELD_BT,
        };
        if setup.global_header {
            context.flags |= ff::AV_CODEC_FLAG_GLOBAL_HEADER as i32;
        }
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        let mut context = self.context.as_ptr();
        // SAFETY: we own the context; it is not used again.
        unsafe { ff::avcodec_free_context(&mut context) }
    }
}

fn names() -> String {
    CHOICES.iter().map(|choice| choice.name).collect::<Vec<_>>().join(", ")
}

/// What an error of an encoder that is open means.
fn broken(name: &str, error: AvError) -> Diagnostic {
    match error {
        AvError::NO_MEMORY => memory::no_room(&format!("encoder {name}")),
        error => failed(name, &error.to_string()),
    }
}

fn failed(name: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(Code::ENCODE_FAILED, format!("encoder {name} failed: {reason}"))
        .help(format!("`fwr doc {name}` shows what it takes"))
}

fn find(choice: &Choice) -> Result<*const ff::AVCodec, Diagnostic> {
    let name = CString::new(choice.codec).expect("constant names have no zero byte");
    // SAFETY: a text that ends with a zero byte.
    let codec = unsafe { ff::avcodec_find_encoder_by_name(name.as_ptr()) };
    if codec.is_null() {
        return Err(Diagnostic::new(
            Code::NO_ENCODER,
            format!("encoder {} needs {}, which this build of FFmpeg lacks", choice.name, choice.codec),
        )
        .help("install an FFmpeg built with it, or choose another encoder"));
    }
    Ok(codec)
}

/// The pixel formats that an encoder takes.
fn pixel_formats(codec: *const ff::AVCodec) -> Vec<PixelFormat> {
    let mut formats = Vec::new();
    // SAFETY: a codec of the library; its list ends with NONE and may be null.
    unsafe {
        let mut next = (*codec).pix_fmts;
        while !next.is_null() && *next != ff::AVPixelFormat::AV_PIX_FMT_NONE {
            formats.extend(PixelFormat::from_id(*next));
            next = next.add(1);
        }
    }
    // Without a list it takes them all.
    if formats.is_empty() { super::pixfmt::all().to_vec() } else { formats }
}
