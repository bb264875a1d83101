//! How long a file says that it is, in bytes: shorter means that its end is missing, however little.
//!
//! Matroska states the length of its segment (RFC 8794 and 9559), RIFF the
//! length of its chunks, ISO base media (ISO/IEC 14496-12) that of each box.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Bytes that are missing at the end of the file at `path`; 0 if none are, or if its kind does not say.
pub(crate) fn missing_bytes(path: &str) -> u64 {
    let Ok(mut file) = File::open(path) else { return 0 };
    let Ok(length) = file.metadata().map(|metadata| metadata.len()) else { return 0 };
    stated(&mut file, length).unwrap_or(0).saturating_sub(length)
}

fn stated(file: &mut (impl Read + Seek), length: u64) -> Option<u64> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(128).read_to_end(&mut head).ok()?;
    match head.get(..4)? {
        [0x1a, 0x45, 0xdf, 0xa3] => matroska(&head),
        b"RIFF" => Some(8 + u64::from(u32::from_le_bytes(head.get(4..8)?.try_into().ok()?))),
        _ if head.get(4..8)? == b"ftyp" => boxes(file, length),
        _ => None,
    }
}

/// The end of the segment, which follows the EBML header.
fn matroska(head: &[u8]) -> Option<u64> {
    let (header, at) = variable_length(head, 4)?;
    let segment = at + usize::try_from(header?).ok()?;
    if head.get(segment..segment + 4)? != [0x18, 0x53, 0x80, 0x67] {
        return None;
    }
    let (size, at) = variable_length(head, segment + 4)?;
    Some(at as u64 + size?)
}

/// A variable-length number and where it ends. All ones stand for a length that was not known.
fn variable_length(bytes: &[u8], at: usize) -> Option<(Option<u64>, usize)> {
    let first = *bytes.get(at)?;
    let extra = first.leading_zeros() as usize;
    let marker = 0x80u8.checked_shr(extra as u32).filter(|marker| *marker > 0)?;
    let rest = bytes.get(at + 1..at + 1 + extra)?;
    let value = rest.iter().fold(u64::from(first & (marker - 1)), |value, byte| value << 8 | u64::from(*byte));
    let unknown = (1u64 << (7 * (extra + 1))) - 1;
    Some(((value != unknown).then_some(value), at + 1 + extra))
}

/// The end of the last box that begins inside the file.
fn boxes(file: &mut (impl Read + Seek), length: u64) -> Option<u64> {
    let mut at = 0u64;
    // A box has 8 bytes at least; fewer at the end are no box.
    while at + 8 <= length {
        file.seek(SeekFrom::Start(at)).ok()?;
        let mut head = [0; 16];
        let read = file.read(&mut head).ok()?;
        let size = match u32::from_be_bytes(head[..4].try_into().ok()?) {
            0 => return Some(length),
            1 if read == 16 => u64::from_be_bytes(head[8..].try_into().ok()?),
            size => u64::from(size),
        };
        if size < 8 || !head[4..8].iter().all(|letter| letter.is_ascii_graphic() || *letter == b' ' || *letter == 0xa9)
        {
            return Some(length);
        }
        at = at.checked_add(size)?;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn stated_by(bytes: &[u8]) -> Option<u64> {
        stated(&mut Cursor::new(bytes), bytes.len() as u64)
    }

    #[test]
    fn each_kind_states_its_length() {
        let matroska =
            [&[0x1a, 0x45, 0xdf, 0xa3, 0x82, 1, 2, 0x18, 0x53, 0x80, 0x67, 0x41, 0x00][..], &[0; 9]].concat();
        assert_eq!(stated_by(&matroska), Some(13 + 256));
        let live = [0x1a, 0x45, 0xdf, 0xa3, 0x80, 0x18, 0x53, 0x80, 0x67, 0xff, 0, 0];
        assert_eq!(stated_by(&live), None);
        assert_eq!(stated_by(b"RIFF\x10\x00\x00\x00AVI LIST"), Some(24));
        let mp4 = [&b"\0\0\0\x0cftypisom"[..], b"\0\0\0\x40mdat", &[0; 20]].concat();
        assert_eq!(stated_by(&mp4), Some(12 + 64));
        let open = [&b"\0\0\0\x0cftypisom"[..], b"\0\0\0\0mdat", &[0; 20]].concat();
        assert_eq!(stated_by(&open), Some(40));
        assert_eq!(stated_by(b"nothing of the kind"), None);
        assert_eq!(stated_by(&[]), None);
    }
}
