//! One time line for recordings whose clock was set back in the middle.
//!
//! In transport and program streams the sender's clock may start anew: where a
//! programme begins, where recordings were joined. Times would then go back,
//! which no output can hold. Everything after such a place is moved so that it
//! follows what came before; all streams move by the same amount.

use fwr_compiler::media::Ratio;

use crate::media::{Packet, rescale};

/// Microseconds by which a stream may go back without its clock having been set back.
const TOLERANCE: i64 = 500_000;
/// How far apart two streams may be when they pass the same place.
const APART: i64 = 10_000_000;
const MICROSECONDS: (i64, i64) = (1, 1_000_000);

/// The times of an input's streams.
pub(super) struct Timeline {
    /// What is added to the times of the newest part.
    offset: i64,
    streams: Vec<Stream>,
    /// How often the clock was set back.
    pub(super) jumps: u64,
}

#[derive(Clone, Copy, Default)]
struct Stream {
    offset: i64,
    /// When the next packet is due.
    next: Option<i64>,
}

impl Timeline {
    pub(super) fn new(streams: usize) -> Self {
        Self { offset: 0, streams: vec![Stream::default(); streams], jumps: 0 }
    }

    /// Moves a packet to where it belongs.
    pub(super) fn place(&mut self, packet: &mut Packet, base: Ratio) {
        let microseconds = Ratio::from(MICROSECONDS);
        let stream = &mut self.streams[packet.stream()];
        if let Some(dts) = packet.dts() {
            let raw = rescale(dts, base, microseconds);
            if let Some(next) = stream.next
                && raw + stream.offset < next - TOLERANCE
            {
                // Another stream may have met the same place before.
                if (raw + self.offset - next).abs() > APART || self.offset == stream.offset {
                    self.offset = next - raw;
                    self.jumps += 1;
                }
                stream.offset = self.offset;
            }
            stream.next = Some(raw + stream.offset + rescale(packet.duration(), base, microseconds));
        }
        if stream.offset != 0 {
            packet.shift(rescale(stream.offset, microseconds, base));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_goes_on() {
        let base = Ratio::new(1, 1000);
        let mut line = Timeline::new(2);
        let mut place = |stream: usize, time: i64| {
            let mut packet = Packet::still(&[0]).expect("a packet");
            packet.set_stream(stream);
            packet.set_duration(40);
            packet.shift(time);
            line.place(&mut packet, base);
            packet.pts().expect("a time")
        };
        assert_eq!([place(0, 5000), place(1, 5010), place(0, 5040)], [5000, 5010, 5040]);
        // The picture's clock is set back first, while sound of the old part still comes.
        assert_eq!([place(0, 0), place(1, 5050), place(1, 10), place(0, 40)], [5080, 5050, 5090, 5120]);
        // A gap stays a gap.
        assert_eq!([place(0, 20_000), place(1, 20_010)], [25_080, 25_090]);
        assert_eq!(line.jumps, 1);
    }
}
