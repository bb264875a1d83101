//! YUV4MPEG2: a line of text about the clip, then every frame as it is behind a word.
//!
//! FFmpeg's own muxer takes frames only from its own decoders, and not the packets that encoders give; in this the form
//! of `yuv4mpeg(5)` of the MJPEG tools is written, with FFmpeg's names for more than 8 bits.

use fwr_compiler::media::{ChromaLocation, Layout, Range, Ratio, Scan, VideoFormat};

use super::error::AvError;
use super::packet::Packet;

const FRAME: &[u8] = b"FRAME\n";

/// A clip on its way into a file.
pub(super) struct Y4m {
    /// The first line, until it is written.
    header: Option<String>,
}

impl Y4m {
    /// A clip of this format.
    ///
    /// # Errors
    /// What there is no place for, in words that follow "cannot hold".
    pub(super) fn new(format: &VideoFormat) -> Result<Self, String> {
        let Some(rate) = format.rate.filter(|rate| !rate.variable) else {
            return Err("frames that are not equally spaced: it has no times".to_owned());
        };
        if format.alpha {
            return Err("alpha".to_owned());
        }
        let Some(colours) = colours(format) else {
            return Err(format!("{} {} pictures", format.layout, format.sample));
        };
        let scan = match format.scan {
            Scan::Progressive => 'p',
            Scan::Tff => 't',
            Scan::Bff => 'b',
        };
        let range = match format.range {
            Range::Limited => " XCOLORRANGE=LIMITED",
            Range::Full => " XCOLORRANGE=FULL",
            _ => "",
        };
        let (fps, sar) = (rate.fps, format.sar.unwrap_or(Ratio::new(0, 1)));
        // An aspect that is not known is 0:0 here.
        let (num, den) = if sar.is_positive() { (sar.num(), sar.den()) } else { (0, 0) };
        let header = format!(
            "YUV4MPEG2 W{} H{} F{}:{} I{scan} A{num}:{den} C{colours}{range}\n",
            format.width,
            format.height,
            fps.num(),
            fps.den()
        );
        Ok(Self { header: Some(header) })
    }

    /// The bytes of the file for a packet of whole samples.
    pub(super) fn frame(&mut self, packet: &Packet) -> Result<Packet, AvError> {
        let mut bytes = self.header.take().unwrap_or_default().into_bytes();
        bytes.reserve_exact(FRAME.len() + packet.size());
        bytes.extend_from_slice(FRAME);
        bytes.extend_from_slice(packet.bytes());
        let mut framed = Packet::still(&bytes)?;
        framed.shift(packet.dts().or(packet.pts()).unwrap_or(0));
        framed.set_duration(packet.duration());
        Ok(framed)
    }
}

/// The layout and depth, in the words of the format; `None` where it has none.
fn colours(format: &VideoFormat) -> Option<String> {
    if format.sample.is_float() {
        return None;
    }
    let bits = format.sample.bits();
    let name = match (format.layout, bits) {
        (Layout::Yuv420, 8) => match format.chroma_location {
            ChromaLocation::Left => "420mpeg2",
            ChromaLocation::TopLeft => "420paldv",
            _ => "420jpeg",
        },
        (Layout::Yuv411, 8) => "411",
        (Layout::Yuv420, _) => "420",
        (Layout::Yuv422, _) => "422",
        (Layout::Yuv444, _) => "444",
        (Layout::Gray, _) => "mono",
        _ => return None,
    };
    Some(match (format.layout, bits) {
        (_, 8) => name.to_owned(),
        (Layout::Gray, 9 | 10 | 12 | 16) => format!("{name}{bits}"),
        (Layout::Gray, _) => return None,
        _ => format!("{name}p{bits}"),
    })
}
