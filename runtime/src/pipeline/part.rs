//! An output that is a part of a whole: which packets of copied streams belong to its picture.

use fwr_compiler::media::Ratio;

use crate::media::{Packet, Template};

/// The time that the picture takes, and what of the copied streams falls into it.
///
/// A packet belongs to it if it is shown at or after the first frame and before the end of the last. What follows a
/// packet may need it, so a stream begins with one that needs no other. A subtitle belongs to it as long as it is still
/// to be read.
pub(super) struct Part {
    /// Seconds at which the first frame is shown, and at which the last one ends.
    start: f64,
    end: f64,
    streams: Vec<Stream>,
    /// Whether times start at zero.
    zero: bool,
}

struct Stream {
    /// Its packets are shown one by one, each for its own time.
    lingers: bool,
    begun: bool,
}

impl Part {
    /// A part, in a file of a container, with copied streams.
    pub(super) fn new(container: &str, copied: &[Template]) -> Self {
        let stream = |template: &Template| Stream { lingers: template.is_subtitle(), begun: false };
        // Players of these take times as they are only from zero on.
        let zero = matches!(container, "mp4" | "mov");
        let streams = copied.iter().map(stream).collect();
        Self { start: f64::INFINITY, end: f64::NEG_INFINITY, streams, zero }
    }

    /// Learns of a packet of the picture; the first is the first that is shown.
    pub(super) fn show(&mut self, packet: &Packet, base: Ratio) {
        let Some(pts) = packet.pts() else { return };
        let seconds = |ticks: i64| ticks as f64 * base.to_f64();
        self.start = self.start.min(seconds(pts));
        self.end = self.end.max(seconds(pts + packet.duration()));
    }

    /// Whether a packet of a copied stream is not before the part.
    pub(super) fn has_reached(&mut self, stream: usize, packet: &Packet, base: Ratio) -> bool {
        let Some(stream) = self.streams.get_mut(stream) else { return true };
        let Some(pts) = packet.pts().or(packet.dts()) else { return stream.begun };
        let seconds = |ticks: i64| ticks as f64 * base.to_f64();
        let still_shown = stream.lingers && seconds(pts + packet.duration()) > self.start;
        let reached = seconds(pts) >= self.start || still_shown;
        stream.begun |= reached && packet.is_key();
        reached && stream.begun
    }

    /// Whether a packet comes after the last frame so far.
    pub(super) fn is_over(&self, packet: &Packet, base: Ratio) -> bool {
        packet.pts().or(packet.dts()).is_some_and(|ticks| ticks as f64 * base.to_f64() >= self.end)
    }

    /// Seconds at which the last frame so far ends.
    pub(super) fn end(&self) -> f64 {
        self.end
    }

    /// Whether times start at zero; otherwise they are those of the whole.
    pub(super) fn starts_at_zero(&self) -> bool {
        self.zero
    }
}
