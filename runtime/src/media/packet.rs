//! One compressed packet of a stream.

use std::ptr::NonNull;
use std::sync::Arc;

use fwr_compiler::media::Ratio;

use super::error::{AvError, check};
use super::{ff, ratio};
use crate::budget::{Account, Reservation};

/// Side data that a muxer writes; what else encoders add says how well a picture came out, and goes nowhere.
const WRITTEN: &[ff::AVPacketSideDataType] = &[ff::AVPacketSideDataType::AV_PKT_DATA_NEW_EXTRADATA];

/// All that a packet is made of, as it can be kept outside of FFmpeg's memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PacketParts {
    /// When it is shown, in ticks.
    pub(crate) pts: Option<i64>,
    /// When it is decoded, in ticks.
    pub(crate) dts: Option<i64>,
    /// How long it is shown, in ticks; 0 where unknown.
    pub(crate) duration: i64,
    /// FFmpeg's `AV_PKT_FLAG_…`.
    pub(crate) flags: u32,
    /// FFmpeg's `AVPacketSideDataType`, and the bytes.
    pub(crate) side_data: Vec<(u32, Vec<u8>)>,
    /// The payload.
    pub(crate) bytes: Vec<u8>,
}

/// A packet that we own.
pub(crate) struct Packet {
    packet: NonNull<ff::AVPacket>,
    /// Its bytes in the ledger of the run; those who share the bytes share it.
    counted: Option<Arc<Reservation>>,
}

// SAFETY: a packet is plain data with reference-counted buffers, whose counts are atomic.
unsafe impl Send for Packet {}

impl Packet {
    /// An empty packet.
    pub(crate) fn new() -> Result<Self, AvError> {
        // SAFETY: the function gives a fresh packet or null.
        let packet = NonNull::new(unsafe { ff::av_packet_alloc() }).ok_or(AvError::NO_MEMORY)?;
        Ok(Self { packet, counted: None })
    }

    /// The one packet of a still picture.
    pub(crate) fn still(bytes: &[u8]) -> Result<Self, AvError> {
        Self::filled(bytes.len(), |target| {
            target.copy_from_slice(bytes);
            Ok(())
        })
    }

    /// A packet of `size` bytes, which `fill` gives; a still picture as long as nobody says when it is shown.
    pub(crate) fn filled(size: usize, fill: impl FnOnce(&mut [u8]) -> Result<(), AvError>) -> Result<Self, AvError> {
        let mut packet = Self::new()?;
        let length = i32::try_from(size).map_err(|_| AvError::NO_MEMORY)?;
        // SAFETY: the call gives the packet a buffer of `size` bytes; they are zeroed before they are shown to anybody.
        let bytes = unsafe {
            check(ff::av_new_packet(packet.as_mut_ptr(), length))?;
            let data = (*packet.as_mut_ptr()).data;
            std::ptr::write_bytes(data, 0, size);
            std::slice::from_raw_parts_mut(data, size)
        };
        fill(bytes)?;
        let fields = packet.get_mut();
        (fields.pts, fields.dts) = (0, 0);
        fields.flags |= ff::AV_PKT_FLAG_KEY;
        Ok(packet)
    }

    /// A packet of what [`Packet::parts`] gave.
    pub(crate) fn of(parts: &PacketParts) -> Result<Self, AvError> {
        let mut packet = Self::still(&parts.bytes)?;
        let fields = packet.get_mut();
        fields.pts = parts.pts.unwrap_or(ff::AV_NOPTS_VALUE);
        fields.dts = parts.dts.unwrap_or(ff::AV_NOPTS_VALUE);
        fields.duration = parts.duration;
        fields.flags = parts.flags as i32;
        for (kind, bytes) in &parts.side_data {
            let Some(kind) = WRITTEN.iter().copied().find(|known| *known as u32 == *kind) else { continue };
            // SAFETY: a packet of ours; the new memory is as long as what is copied into it.
            unsafe {
                let target = ff::av_packet_new_side_data(packet.as_mut_ptr(), kind, bytes.len());
                if target.is_null() {
                    return Err(AvError::NO_MEMORY);
                }
                std::ptr::copy_nonoverlapping(bytes.as_ptr(), target, bytes.len());
            }
        }
        Ok(packet)
    }

    /// All that it is made of but its place in a file.
    pub(crate) fn parts(&self) -> PacketParts {
        let fields = self.get();
        let side_data = (0..fields.side_data_elems.max(0) as usize)
            // SAFETY: the packet has that many pieces, each with bytes as long as it says.
            .map(|position| unsafe { &*fields.side_data.add(position) })
            .filter(|data| WRITTEN.contains(&data.type_))
            .map(|data| {
                // SAFETY: as above.
                (data.type_ as u32, unsafe { std::slice::from_raw_parts(data.data, data.size) }.to_vec())
            });
        PacketParts {
            pts: self.pts(),
            dts: self.dts(),
            duration: self.duration(),
            flags: fields.flags as u32,
            side_data: side_data.collect(),
            bytes: self.bytes().to_vec(),
        }
    }

    /// Another packet over the same bytes.
    pub(crate) fn reference(&self) -> Result<Self, AvError> {
        let mut copy = Self::new()?;
        // SAFETY: both are valid packets, and the target is blank.
        check(unsafe { ff::av_packet_ref(copy.as_mut_ptr(), self.as_ptr()) })?;
        copy.counted.clone_from(&self.counted);
        Ok(copy)
    }

    /// Counts its bytes as held by `account`, until it and all others over the same bytes are gone.
    pub(crate) fn count(&mut self, account: &Account) {
        self.counted = Some(Arc::new(account.reserve(self.size() as u64)));
    }

    pub(crate) fn as_ptr(&self) -> *const ff::AVPacket {
        self.packet.as_ptr()
    }

    pub(crate) fn as_mut_ptr(&mut self) -> *mut ff::AVPacket {
        self.packet.as_ptr()
    }

    fn get(&self) -> &ff::AVPacket {
        // SAFETY: the pointer is valid as long as `self` lives.
        unsafe { self.packet.as_ref() }
    }

    fn get_mut(&mut self) -> &mut ff::AVPacket {
        // SAFETY: the pointer is valid as long as `self` lives, and nobody else has it.
        unsafe { self.packet.as_mut() }
    }

    /// The index of the stream that it belongs to.
    pub(crate) fn stream(&self) -> usize {
        self.get().stream_index.max(0) as usize
    }

    /// Moves it to another stream.
    pub(crate) fn set_stream(&mut self, index: usize) {
        self.get_mut().stream_index = index as i32;
    }

    /// When it is shown, in ticks.
    pub(crate) fn pts(&self) -> Option<i64> {
        known(self.get().pts)
    }

    /// When it is decoded, in ticks.
    pub(crate) fn dts(&self) -> Option<i64> {
        known(self.get().dts)
    }

    /// Sets when it is decoded.
    pub(crate) fn set_dts(&mut self, ticks: i64) {
        self.get_mut().dts = ticks;
    }

    /// How long it is shown, in ticks; 0 where unknown.
    pub(crate) fn duration(&self) -> i64 {
        self.get().duration
    }

    /// Sets how long it is shown.
    pub(crate) fn set_duration(&mut self, ticks: i64) {
        self.get_mut().duration = ticks;
    }

    /// The payload.
    pub(crate) fn bytes(&self) -> &[u8] {
        let data = self.get().data;
        if data.is_null() {
            return &[];
        }
        // SAFETY: FFmpeg holds `size` bytes at `data` as long as the packet does, and nobody writes to them.
        unsafe { std::slice::from_raw_parts(data, self.size()) }
    }

    /// The same packet with another payload of `size` bytes, which `write` makes of what it has.
    pub(crate) fn replaced(&self, size: usize, write: impl FnOnce(&[u8], &mut [u8])) -> Result<Self, AvError> {
        let mut other = Self::filled(size, |target| {
            write(self.bytes(), target);
            Ok(())
        })?;
        let fields = other.get_mut();
        (fields.pts, fields.dts) = (self.get().pts, self.get().dts);
        (fields.duration, fields.flags) = (self.get().duration, self.get().flags);
        Ok(other)
    }

    /// Bytes of payload.
    pub(crate) fn size(&self) -> usize {
        self.get().size.max(0) as usize
    }

    /// Whether it can be decoded without any before it.
    pub(crate) fn is_key(&self) -> bool {
        self.get().flags & ff::AV_PKT_FLAG_KEY != 0
    }

    /// Whether the container says that the bytes are damaged.
    pub(crate) fn is_damaged(&self) -> bool {
        self.get().flags & ff::AV_PKT_FLAG_CORRUPT != 0
    }

    /// Whether its picture is not shown, or it changes what those behind it mean.
    pub(crate) fn is_unusual(&self) -> bool {
        use ff::AVPacketSideDataType::{AV_PKT_DATA_NEW_EXTRADATA, AV_PKT_DATA_PARAM_CHANGE};
        let fields = self.get();
        let changes = (0..fields.side_data_elems.max(0) as usize)
            // SAFETY: the packet has that many pieces.
            .map(|position| unsafe { (*fields.side_data.add(position)).type_ })
            .any(|kind| matches!(kind, AV_PKT_DATA_NEW_EXTRADATA | AV_PKT_DATA_PARAM_CHANGE));
        changes || fields.flags & ff::AV_PKT_FLAG_DISCARD != 0
    }

    /// Converts its times from ticks of `from` to ticks of `to`.
    pub(crate) fn rescale(&mut self, from: Ratio, to: Ratio) {
        // SAFETY: a valid packet and two fractions with positive denominators.
        unsafe { ff::av_packet_rescale_ts(self.packet.as_ptr(), ratio::to_av(from), ratio::to_av(to)) }
    }

    /// Moves its times by `ticks`.
    pub(crate) fn shift(&mut self, ticks: i64) {
        let fields = self.get_mut();
        for time in [&mut fields.pts, &mut fields.dts] {
            if let Some(known) = known(*time) {
                *time = known + ticks;
            }
        }
    }

    /// Forgets where in its old file it was.
    pub(crate) fn forget_position(&mut self) {
        self.get_mut().pos = -1;
    }
}

impl Drop for Packet {
    fn drop(&mut self) {
        let mut packet = self.packet.as_ptr();
        // SAFETY: we own the packet; it is not used again.
        unsafe { ff::av_packet_free(&mut packet) }
    }
}

/// A timestamp, unless it is FFmpeg's mark for none.
pub(crate) fn known(ticks: i64) -> Option<i64> {
    (ticks != ff::AV_NOPTS_VALUE).then_some(ticks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_is_its_parts() {
        let parts = PacketParts {
            pts: Some(12),
            dts: None,
            duration: 3,
            flags: ff::AV_PKT_FLAG_KEY as u32,
            side_data: vec![(WRITTEN[0] as u32, vec![1, 2, 3])],
            bytes: vec![7; 100],
        };
        assert_eq!(Packet::of(&parts).expect("a packet").parts(), parts);
        let empty = PacketParts { dts: Some(-5), ..PacketParts::default() };
        assert_eq!(Packet::of(&empty).expect("a packet").parts(), empty);
    }
}
