//! What the first frame of an output says of all of them: the encoder and the file are set up by it.

use fwr_compiler::media::VideoFormat;
use serde::{Deserialize, Serialize};

use crate::frame::{Frame, SideData};

/// The first frame without its samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Opening {
    /// The format of every frame.
    pub(crate) format: VideoFormat,
    /// FFmpeg's `AVFrameSideDataType`, and the bytes.
    side_data: Vec<(u32, Vec<u8>)>,
}

impl Opening {
    /// What `frame`, the first of its clip, says.
    pub(crate) fn of(frame: &Frame) -> Self {
        let side_data = frame.props.side_data.iter().map(|data| (data.kind, data.bytes.clone()));
        Self { format: (*frame.format).clone(), side_data: side_data.collect() }
    }

    /// Its side data.
    pub(crate) fn side_data(&self) -> Vec<SideData> {
        self.side_data.iter().map(|(kind, bytes)| SideData { kind: *kind, bytes: bytes.clone() }).collect()
    }
}
