//! Packets of one encoder behind those of the last: decoding times that go on.
//!
//! An encoder begins to decode before it shows, by as many frames as it moves about. Where the frames before a cut
//! are shorter than those behind it, that can be before the last packet of the encoder before.

use crate::media::Packet;

/// The place behind the last packet.
#[derive(Debug, Default)]
pub(super) struct Splice {
    last: Option<i64>,
}

impl Splice {
    /// Moves a packet's decoding time behind that of the packet before, if it is not.
    ///
    /// There is always room: what is shown behind a cut comes after all that is decoded before it.
    pub(super) fn place(&mut self, packet: &mut Packet) {
        let Some(dts) = packet.dts() else { return };
        let dts = match self.last {
            Some(last) if dts <= last => {
                let behind = packet.pts().map_or(last + 1, |pts| pts.min(last + 1));
                packet.set_dts(behind);
                behind
            }
            _ => dts,
        };
        self.last = Some(dts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::PacketParts;

    #[test]
    fn decoding_times_grow_across_a_cut() {
        let mut splice = Splice::default();
        let mut place = |dts: i64, pts: i64| {
            let parts = PacketParts { pts: Some(pts), dts: Some(dts), ..PacketParts::default() };
            let mut packet = Packet::of(&parts).expect("a packet");
            splice.place(&mut packet);
            packet.dts().expect("a time")
        };
        assert_eq!([place(-80, 0), place(-40, 120), place(0, 40), place(40, 80)], [-80, -40, 0, 40]);
        // The next encoder has longer frames: its first packets would be decoded before the last.
        assert_eq!([place(0, 160), place(100, 460), place(160, 260)], [41, 100, 160]);
    }
}
