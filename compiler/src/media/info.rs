//! What probing a media file says: its streams and what each holds.

use serde::{Deserialize, Serialize};

use super::{Ratio, VideoFormat};

/// A probed media file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MediaInfo {
    /// The path as given.
    pub path: String,
    /// The container, in FFmpeg's spelling: `matroska,webm`.
    pub container: String,
    /// Length in seconds, where the container says.
    pub duration: Option<f64>,
    /// Bytes of the file, where it is one.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// Streams in the file's order; `index` is the position here.
    pub streams: Vec<StreamInfo>,
    /// Number of chapters.
    pub chapters: usize,
    /// Tags of the file itself.
    pub metadata: Vec<(String, String)>,
}

/// One stream of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StreamInfo {
    /// Its position in the file, from 0.
    pub index: usize,
    /// What it holds.
    pub kind: StreamKind,
    /// The codec, in FFmpeg's spelling: `h264`.
    pub codec: String,
    /// Language tag, if any.
    pub language: Option<String>,
    /// Title tag, if any.
    pub title: Option<String>,
    /// Bits per second, where known.
    pub bit_rate: Option<u64>,
    /// Degrees by which players turn the picture, if at all: what phones write.
    #[serde(default)]
    pub rotation: Option<i32>,
    /// Whether the samples of its pictures come interleaved, and are taken apart before a filter reads them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub packed: bool,
}

/// What a stream holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamKind {
    /// Pictures; the format is that of the first decoded frame.
    Video(VideoFormat),
    /// A still cover picture.
    Cover,
    /// Sound.
    Audio(AudioFormat),
    /// Text or bitmap subtitles.
    Subtitle,
    /// A file inside the file: a font, say.
    Attachment,
    /// Timed data: timecode, captions, telemetry.
    Data,
}

/// The type of a sound stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioFormat {
    /// Samples in a second, in Hz.
    pub sample_rate: u32,
    /// Number of channels.
    pub channels: u32,
    /// Channel layout in FFmpeg's spelling: `stereo`.
    pub layout: String,
    /// Sample type in FFmpeg's spelling: `s16`.
    pub sample: String,
    /// Seconds in one tick of the timestamps.
    pub time_base: Ratio,
}

impl StreamKind {
    /// What a graph or a person calls this kind.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Video(_) => "video",
            Self::Cover => "cover",
            Self::Audio(_) => "audio",
            Self::Subtitle => "subtitle",
            Self::Attachment => "attachment",
            Self::Data => "data",
        }
    }
}

impl MediaInfo {
    /// A Matroska file of one picture and nothing else, whose header says nothing of its length.
    pub fn of_picture(path: impl Into<String>, codec: impl Into<String>, format: VideoFormat) -> Self {
        let stream = StreamInfo {
            index: 0,
            kind: StreamKind::Video(format),
            codec: codec.into(),
            language: None,
            title: None,
            bit_rate: None,
            rotation: None,
            packed: false,
        };
        Self {
            path: path.into(),
            container: "matroska".to_owned(),
            duration: None,
            bytes: None,
            streams: vec![stream],
            chapters: 0,
            metadata: Vec::new(),
        }
    }

    /// The stream that `input.video` means: the first that is a moving picture.
    pub fn first_video(&self) -> Option<(&StreamInfo, &VideoFormat)> {
        self.streams.iter().find_map(|stream| match &stream.kind {
            StreamKind::Video(format) => Some((stream, format)),
            _ => None,
        })
    }
}
