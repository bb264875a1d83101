//! A stream of an input as the output sees it: all that is needed to write it, without the open input.

use std::ptr::NonNull;

use super::demuxer::{Demuxer, StreamFacts};
use super::error::{AvError, check};
use super::{compat, ff, probe};

/// A stream that is copied, or whose tags an encoded picture carries on.
pub(crate) struct Template {
    parameters: Parameters,
    /// What the container said about it.
    pub(crate) facts: StreamFacts,
    /// Its average rate and the like, for a copied picture.
    pub(crate) side_data: Vec<(ff::AVPacketSideDataType, Vec<u8>)>,
    /// How it gets into the output.
    pub(crate) way: Way,
    /// The codec, for messages.
    pub(crate) codec: String,
}

/// How a stream gets into the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// Packet by packet.
    Packets,
    /// As a whole, with the header: a font.
    Attachment,
    /// As a whole: a cover picture.
    Cover(Vec<u8>),
    /// The muxer writes it by itself, out of tags or chapters.
    Tags,
}

/// Chapters and tags of a file.
#[derive(Default)]
pub(crate) struct FileTemplate {
    /// The file's own tags.
    pub(crate) tags: Vec<(String, String)>,
    /// Its chapters.
    pub(crate) chapters: Vec<Chapter>,
}

/// One chapter.
#[derive(Clone)]
pub(crate) struct Chapter {
    pub(crate) id: i64,
    pub(crate) time_base: ff::AVRational,
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) tags: Vec<(String, String)>,
}

impl Template {
    /// Stream `stream` of an open file.
    pub(crate) fn of(demuxer: &Demuxer, stream: usize) -> Result<Self, AvError> {
        use ff::AVMediaType as Kind;
        let parameters = demuxer.parameters(stream);
        let codec = probe::stream_codec(demuxer, stream);
        let way = match parameters.codec_type {
            Kind::AVMEDIA_TYPE_VIDEO if demuxer.is_cover(stream) => {
                Way::Cover(demuxer.cover(stream).unwrap_or_default().to_vec())
            }
            Kind::AVMEDIA_TYPE_ATTACHMENT => Way::Attachment,
            Kind::AVMEDIA_TYPE_DATA if probe::WRITTEN_FROM_TAGS.contains(&codec.as_str()) => Way::Tags,
            _ => Way::Packets,
        };
        Ok(Self {
            parameters: Parameters::copy_of(parameters)?,
            facts: demuxer.facts(stream),
            // SAFETY: a stream of the open context.
            side_data: unsafe { compat::stream_side_data(demuxer.stream_ptr(stream)) },
            way,
            codec,
        })
    }

    /// Whether it is texts or pictures that are shown for a while.
    pub(crate) fn is_subtitle(&self) -> bool {
        self.parameters().codec_type == ff::AVMediaType::AVMEDIA_TYPE_SUBTITLE
    }

    /// The codec's parameters.
    pub(crate) fn parameters(&self) -> &ff::AVCodecParameters {
        // SAFETY: valid as long as `self` lives.
        unsafe { self.parameters.0.as_ref() }
    }
}

impl FileTemplate {
    /// Chapters and tags of an open file.
    pub(crate) fn of(demuxer: &Demuxer) -> Self {
        let context = demuxer.get();
        let chapters = (0..context.nb_chapters as usize)
            .map(|position| {
                // SAFETY: the context has that many chapters.
                let chapter = unsafe { &**context.chapters.add(position) };
                Chapter {
                    id: chapter.id,
                    time_base: chapter.time_base,
                    start: chapter.start,
                    end: chapter.end,
                    // SAFETY: the chapter's own dictionary.
                    tags: unsafe { super::dictionary::pairs(chapter.metadata) },
                }
            })
            .collect();
        Self { tags: demuxer.tags(), chapters }
    }
}

/// Codec parameters that we own.
struct Parameters(NonNull<ff::AVCodecParameters>);

// SAFETY: plain data, only read once made.
unsafe impl Send for Parameters {}
// SAFETY: as above.
unsafe impl Sync for Parameters {}

impl Parameters {
    fn copy_of(source: &ff::AVCodecParameters) -> Result<Self, AvError> {
        // SAFETY: the function gives fresh parameters or null; the copy is between valid ones.
        unsafe {
            let copy = NonNull::new(ff::avcodec_parameters_alloc()).map(Self).ok_or(AvError::NO_MEMORY)?;
            check(ff::avcodec_parameters_copy(copy.0.as_ptr(), source))?;
            Ok(copy)
        }
    }
}

impl Drop for Parameters {
    fn drop(&mut self) {
        let mut parameters = self.0.as_ptr();
        // SAFETY: we own them; they are not used again.
        unsafe { ff::avcodec_parameters_free(&mut parameters) }
    }
}
