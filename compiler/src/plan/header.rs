//! What the header of a file says of how much there is to read and decode.

use serde::{Deserialize, Serialize};

use crate::media::{MediaInfo, StreamKind};

/// What is known of a file before it is read: what estimates go by.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Header {
    /// Bytes of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Seconds that it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// Its streams, in the file's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub streams: Vec<StreamHeader>,
}

/// How a stream is coded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StreamHeader {
    /// The codec, in FFmpeg's spelling: `h264`.
    pub codec: String,
    /// Bits a second: as the header says, or what the length of the file leaves for its one picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bit_rate: Option<f64>,
    /// Whether samples come interleaved, and are taken apart before a filter reads them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub packed: bool,
}

impl Header {
    /// What probing found.
    pub fn of(media: &MediaInfo) -> Self {
        let seconds = media.duration.filter(|seconds| *seconds > 0.0);
        let whole = media.bytes.zip(seconds).map(|(bytes, seconds)| 8.0 * bytes as f64 / seconds);
        let is_picture = |kind: &StreamKind| matches!(kind, StreamKind::Video(_));
        let pictures = media.streams.iter().filter(|stream| is_picture(&stream.kind)).count();
        let others = media.streams.iter().filter(|stream| !is_picture(&stream.kind));
        // Sound without a rate is taken for nothing: next to a picture it is little.
        let others: f64 = others.filter_map(|stream| stream.bit_rate).map(|rate| rate as f64).sum();
        let streams = media.streams.iter().map(|stream| {
            let stated = stream.bit_rate.map(|rate| rate as f64);
            let left =
                whole.filter(|_| pictures == 1 && is_picture(&stream.kind)).map(|whole| (whole - others).max(0.0));
            StreamHeader { codec: stream.codec.clone(), bit_rate: stated.or(left), packed: stream.packed }
        });
        Self { bytes: media.bytes, seconds, streams: streams.collect() }
    }

    /// Bits a second of stream `stream`, where known.
    pub fn bit_rate(&self, stream: usize) -> Option<f64> {
        self.streams.get(stream)?.bit_rate
    }
}
