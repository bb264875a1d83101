//! CRC-32 (ISO 3309, as zlib has it): whether bytes on a disk are those that were written.

/// The polynomial with its lowest power first.
const POLYNOMIAL: u32 = 0xedb8_8320;

/// What each byte does to the sum, followed by 0 to 7 zero bytes: eight bytes are worked in at a time.
static TABLES: [[u32; 256]; 8] = tables();

/// A checksum under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crc(u32);

impl Crc {
    pub(super) fn new() -> Self {
        Self(!0)
    }

    /// Works in more bytes.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let mut blocks = bytes.chunks_exact(8);
        for block in &mut blocks {
            let [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7].map(|at: usize| block[at]);
            let first = self.0 ^ u32::from_le_bytes([a, b, c, d]);
            let [a, b, c, d] = first.to_le_bytes();
            let bytes = [h, g, f, e, d, c, b, a];
            self.0 = bytes.iter().zip(&TABLES).fold(0, |sum, (byte, table)| sum ^ table[usize::from(*byte)]);
        }
        for byte in blocks.remainder() {
            self.0 = TABLES[0][usize::from(self.0 as u8 ^ byte)] ^ (self.0 >> 8);
        }
    }

    /// The sum of all bytes so far.
    pub(super) fn sum(self) -> u32 {
        !self.0
    }
}

/// The sum of some bytes.
pub(super) fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.add(bytes);
    crc.sum()
}

const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let (mut sum, mut bit) = (byte as u32, 0);
        while bit < 8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ POLYNOMIAL } else { sum >> 1 };
            bit += 1;
        }
        tables[0][byte] = sum;
        byte += 1;
    }
    let mut zeros = 1;
    while zeros < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before: u32 = tables[zeros - 1][byte];
            tables[zeros][byte] = tables[0][(before & 0xff) as usize] ^ (before >> 8);
            byte += 1;
        }
        zeros += 1;
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_standard() {
        assert_eq!(crc(b""), 0);
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc(b"The quick brown fox jumps over the lazy dog"), 0x414f_a339);
    }

    #[test]
    fn bytes_may_come_in_pieces() {
        let bytes: Vec<u8> = (0..1000_u32).map(|at| (at * 7 + at / 3) as u8).collect();
        let whole = crc(&bytes);
        for cut in [0, 1, 7, 8, 9, 500, 999, 1000] {
            let mut pieces = Crc::new();
            pieces.add(&bytes[..cut]);
            pieces.add(&bytes[cut..]);
            assert_eq!(pieces.sum(), whole, "cut at {cut}");
        }
    }
}
