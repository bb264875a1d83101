//! The file of one segment of one output: its encoded packets, as the muxer gets them.
//!
//! A head (mark, version, what the packets were encoded as), then packets, then their number. Head, packets
//! and end each carry a checksum; numbers are little-endian. Only a file that the journal names is complete.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use crc32fast::Hasher;

use crate::media::{Packet, PacketParts};

/// What every such file begins with; the last byte is the version of the form.
const MARK: &[u8; 8] = b"FWRPKT\0\x01";
/// Stands for a time that is not known.
const NO_TIME: i64 = i64::MIN;
const PACKET: u8 = b'P';
const END: u8 = b'E';
/// More than any encoder gives in one packet; what says more is no packet.
const MOST_BYTES: u32 = 1 << 30;
const BUFFER: usize = 1 << 18;

/// What a file says of its packets, before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// Number of the segment.
    pub(super) segment: u64,
    /// Position of the output in the plan.
    pub(super) output: u32,
    /// Checksum of the codec's headers that the container gets.
    pub(super) headers: u32,
}

/// A file that is being written.
pub(super) struct Writer {
    file: BufWriter<File>,
    packets: u64,
    bytes: u64,
    /// Over the checksums of all parts.
    sum: Hasher,
}

/// What a complete file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) packets: u64,
    pub(super) bytes: u64,
    pub(super) sum: u32,
}

impl Writer {
    /// Begins a file, in place of one that may be there.
    pub(super) fn create(path: &Path, head: Head) -> io::Result<Self> {
        let file = BufWriter::with_capacity(BUFFER, File::create(path)?);
        let mut writer = Self { file, packets: 0, bytes: 0, sum: Hasher::new() };
        writer.put(&head.to_bytes())?;
        Ok(writer)
    }

    /// Adds a packet.
    pub(super) fn packet(&mut self, packet: &Packet) -> io::Result<()> {
        self.packets += 1;
        let bytes = packet_to_bytes(&packet.parts())?;
        self.put(&bytes)
    }

    /// Ends the file; on return all of it is on the disk.
    pub(super) fn finish(mut self) -> io::Result<Written> {
        let mut end = vec![END];
        end.extend(self.packets.to_le_bytes());
        self.put(&end)?;
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        Ok(Written { packets: self.packets, bytes: self.bytes, sum: self.sum.finalize() })
    }

    /// Writes a part, and its checksum behind it.
    fn put(&mut self, part: &[u8]) -> io::Result<()> {
        let sum = crc32fast::hash(part).to_le_bytes();
        self.sum.update(&sum);
        self.bytes += (part.len() + sum.len()) as u64;
        self.file.write_all(part)?;
        self.file.write_all(&sum)
    }
}

/// A file that is read back.
pub(super) struct Reader {
    file: BufReader<File>,
    pub(super) head: Head,
    packets: u64,
}

impl Reader {
    /// Opens a file and reads its head.
    ///
    /// # Errors
    /// If it cannot be read, or is no such file.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = BufReader::with_capacity(BUFFER, File::open(path)?);
        let mut part = Part::new(&mut file);
        if part.array::<8>()? != *MARK {
            return Err(damaged("it does not begin like one"));
        }
        let head = Head { segment: part.u64()?, output: part.u32()?, headers: part.u32()? };
        part.end()?;
        Ok(Self { file, head, packets: 0 })
    }

    /// The next packet; `None` after the last, when the file is whole.
    ///
    /// # Errors
    /// If it cannot be read, or its checksum says that it is not what was written.
    pub(super) fn next(&mut self) -> io::Result<Option<Packet>> {
        let mut part = Part::new(&mut self.file);
        match part.array::<1>()?[0] {
            PACKET => {
                let parts = read_packet(&mut part)?;
                part.end()?;
                self.packets += 1;
                Packet::of(&parts).map(Some).map_err(|error| io::Error::other(error.to_string()))
            }
            END => {
                let packets = part.u64()?;
                part.end()?;
                if packets == self.packets { Ok(None) } else { Err(damaged("packets are missing")) }
            }
            _ => Err(damaged("it holds something else than packets")),
        }
    }
}

impl Head {
    fn to_bytes(self) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        bytes.extend(self.segment.to_le_bytes());
        bytes.extend(self.output.to_le_bytes());
        bytes.extend(self.headers.to_le_bytes());
        bytes
    }
}

fn packet_to_bytes(parts: &PacketParts) -> io::Result<Vec<u8>> {
    let size = |bytes: &[u8]| match u32::try_from(bytes.len()) {
        Ok(size) if size <= MOST_BYTES => Ok(size.to_le_bytes()),
        _ => Err(io::Error::other(format!("a packet of {} bytes cannot be kept", bytes.len()))),
    };
    let mut bytes = Vec::with_capacity(parts.bytes.len() + 64);
    bytes.push(PACKET);
    for time in [parts.pts.unwrap_or(NO_TIME), parts.dts.unwrap_or(NO_TIME), parts.duration] {
        bytes.extend(time.to_le_bytes());
    }
    bytes.extend(parts.flags.to_le_bytes());
    bytes.extend((parts.side_data.len() as u32).to_le_bytes());
    for (kind, data) in &parts.side_data {
        bytes.extend(kind.to_le_bytes());
        bytes.extend(size(data)?);
        bytes.extend(data);
    }
    bytes.extend(size(&parts.bytes)?);
    bytes.extend(&parts.bytes);
    Ok(bytes)
}

fn read_packet(part: &mut Part<'_>) -> io::Result<PacketParts> {
    let time = |ticks: i64| (ticks != NO_TIME).then_some(ticks);
    let (pts, dts, duration) = (time(part.i64()?), time(part.i64()?), part.i64()?);
    let (flags, pieces) = (part.u32()?, part.u32()?);
    let mut side_data = Vec::new();
    for _ in 0..pieces {
        side_data.push((part.u32()?, part.bytes()?));
    }
    Ok(PacketParts { pts, dts, duration, flags, side_data, bytes: part.bytes()? })
}

/// A part of a file on its way in, with the checksum of what is read of it.
struct Part<'a> {
    file: &'a mut BufReader<File>,
    sum: Hasher,
}

impl<'a> Part<'a> {
    fn new(file: &'a mut BufReader<File>) -> Self {
        Self { file, sum: Hasher::new() }
    }

    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes)?;
        self.sum.update(&bytes);
        Ok(bytes)
    }

    fn u32(&mut self) -> io::Result<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> io::Result<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn i64(&mut self) -> io::Result<i64> {
        self.array().map(i64::from_le_bytes)
    }

    /// Bytes with their number before them.
    fn bytes(&mut self) -> io::Result<Vec<u8>> {
        let size = self.u32()?;
        if size > MOST_BYTES {
            return Err(damaged("it states a size that no packet has"));
        }
        let mut bytes = Vec::new();
        // Not all at once: a size that is damaged would ask for memory that the file cannot fill.
        let read = self.file.by_ref().take(u64::from(size)).read_to_end(&mut bytes)?;
        if read < size as usize {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.sum.update(&bytes);
        Ok(bytes)
    }

    /// Reads the checksum, and compares.
    fn end(self) -> io::Result<()> {
        let mut stated = [0; 4];
        self.file.read_exact(&mut stated)?;
        if u32::from_le_bytes(stated) == self.sum.finalize() { Ok(()) } else { Err(damaged("a checksum is wrong")) }
    }
}

fn damaged(how: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, how)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packets() -> Vec<PacketParts> {
        (0..20_i64)
            .map(|at| PacketParts {
                pts: Some(at * 40),
                dts: (at % 3 > 0).then_some(at * 40 - 80),
                duration: at,
                flags: (at % 2) as u32,
                side_data: Vec::new(),
                bytes: (0..at * 31).map(|byte| byte as u8).collect(),
            })
            .collect()
    }

    const HEAD: Head = Head { segment: 3, output: 1, headers: 77 };

    fn write(path: &Path) -> Written {
        let mut writer = Writer::create(path, HEAD).expect("a file");
        for parts in packets() {
            writer.packet(&Packet::of(&parts).expect("a packet")).expect("room");
        }
        writer.finish().expect("room")
    }

    fn read(path: &Path) -> io::Result<Vec<PacketParts>> {
        let mut reader = Reader::open(path)?;
        assert_eq!(reader.head, HEAD);
        let mut found = Vec::new();
        while let Some(packet) = reader.next()? {
            found.push(packet.parts());
        }
        Ok(found)
    }

    #[test]
    fn what_is_written_is_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log");
        let written = write(&path);
        assert_eq!(read(&path).expect("a whole file"), packets());
        assert_eq!(written.packets, 20);
        assert_eq!(written.bytes, std::fs::metadata(&path).expect("a file").len());
        assert_eq!(written, write(&path), "the same packets make the same file");
    }

    #[test]
    fn a_file_that_is_cut_or_changed_anywhere_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log");
        write(&path);
        let whole = std::fs::read(&path).expect("a file");
        for at in 0..whole.len() {
            std::fs::write(&path, &whole[..at]).expect("writable");
            assert!(read(&path).is_err(), "cut at {at}");
            if at % 7 == 0 {
                let mut changed = whole.clone();
                changed[at] ^= 0x10;
                std::fs::write(&path, &changed).expect("writable");
                let found = std::panic::catch_unwind(|| read(&path).is_err());
                // The head is not compared by the file itself: `read` does.
                assert!(found.unwrap_or(true), "changed at {at}");
            }
        }
    }
}
