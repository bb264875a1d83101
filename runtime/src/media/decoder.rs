//! Decoding one video stream: packets in, pictures out.

use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicU64, Ordering};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::Ratio;

use super::demuxer::Demuxer;
use super::error::{AvError, check};
use super::packet::Packet;
use super::picture::Picture;
use super::{dictionary, ff, ratio};
use crate::memory::no_room;

/// An open decoder.
pub(crate) struct Decoder {
    context: NonNull<ff::AVCodecContext>,
    /// Counted up by the log; lives as long as the context, which points to it.
    checksum_errors: Box<AtomicU64>,
}

// SAFETY: the context is used by one thread at a time, and FFmpeg ties none to a thread.
unsafe impl Send for Decoder {}

impl Decoder {
    /// Opens the decoder of a stream, with `threads` threads of its own.
    pub(crate) fn open(demuxer: &Demuxer, stream: usize, threads: usize) -> Result<Self, Diagnostic> {
        let parameters = demuxer.parameters(stream);
        // SAFETY: the name is a constant text of the library.
        let codec_name = unsafe { dictionary::text(ff::avcodec_get_name(parameters.codec_id)) };
        let refused = |reason: &str| {
            Diagnostic::new(
                Code::NO_DECODER,
                format!("stream {stream} of {} is {codec_name}, which cannot be decoded: {reason}", demuxer.path()),
            )
            .help("install an FFmpeg with this decoder, or convert the file with a program that has it")
        };
        // SAFETY: each call checks its own arguments; the context is freed by `Drop` from the moment it exists.
        unsafe {
            let codec = ff::avcodec_find_decoder(parameters.codec_id);
            if codec.is_null() {
                return Err(refused("this build of FFmpeg has no decoder for it"));
            }
            let context = NonNull::new(ff::avcodec_alloc_context3(codec)).ok_or_else(|| no_room("a decoder"))?;
            let mut decoder = Self { context, checksum_errors: Box::default() };
            check(ff::avcodec_parameters_to_context(context.as_ptr(), parameters))
                .map_err(|error| refused(&error.to_string()))?;
            let counter = ptr::from_ref(&*decoder.checksum_errors).cast_mut().cast();
            let fields = decoder.get_mut();
            fields.opaque = counter;
            fields.pkt_timebase = (*demuxer.stream_ptr(stream)).time_base;
            fields.thread_count = threads as i32;
            // Left alone, a thread count has no effect: the kinds must be named.
            fields.thread_type = ff::FF_THREAD_FRAME | ff::FF_THREAD_SLICE;
            fields.err_recognition |= ff::AV_EF_CRCCHECK;
            check(ff::avcodec_open2(context.as_ptr(), codec, ptr::null_mut())).map_err(|error| match error {
                // It had no room, or none for a thread of its own.
                AvError::NO_MEMORY | AvError::AGAIN => no_room("a decoder"),
                error => refused(&error.to_string()),
            })?;
            Ok(decoder)
        }
    }

    /// Gives the decoder a packet, or with `None` says that there are no more.
    pub(crate) fn send(&mut self, packet: Option<&Packet>) -> Result<(), AvError> {
        let packet = packet.map_or(ptr::null(), Packet::as_ptr);
        // SAFETY: an open decoder, and a valid packet or null.
        check(unsafe { ff::avcodec_send_packet(self.context.as_ptr(), packet) }).map(drop)
    }

    /// The next picture; [`AvError::AGAIN`] if it needs packets first, [`AvError::EOF`] after the last.
    pub(crate) fn receive(&mut self) -> Result<Picture, AvError> {
        let mut picture = Picture::new()?;
        // SAFETY: an open decoder and a blank frame.
        check(unsafe { ff::avcodec_receive_frame(self.context.as_ptr(), picture.as_mut_ptr()) })?;
        Ok(picture)
    }

    /// Forgets all packets and pictures: as if the next packet were the first. Parameters are kept.
    pub(crate) fn flush(&mut self) {
        // SAFETY: an open decoder.
        unsafe { ff::avcodec_flush_buffers(self.context.as_ptr()) }
    }

    /// Pictures in a second, where they themselves say so.
    pub(crate) fn stated_rate(&self) -> Option<Ratio> {
        // SAFETY: valid as long as `self` lives.
        ratio::positive(unsafe { self.context.as_ref() }.framerate)
    }

    /// Failed checksums that the decoder has met since the last call.
    pub(crate) fn take_checksum_errors(&self) -> u64 {
        self.checksum_errors.swap(0, Ordering::Relaxed)
    }

    fn get_mut(&mut self) -> &mut ff::AVCodecContext {
        // SAFETY: valid as long as `self` lives, and nobody else has it.
        unsafe { self.context.as_mut() }
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        let mut context = self.context.as_ptr();
        // SAFETY: we own the context; it is not used again.
        unsafe { ff::avcodec_free_context(&mut context) }
    }
}
