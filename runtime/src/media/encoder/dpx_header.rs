//! What FFmpeg leaves out of the header of a DPX image: what its colours are, and how long it is shown.
//!
//! SMPTE ST 268-1, tables 1 to 5. FFmpeg writes the generic part alone, 1664 bytes, and calls every image linear; the
//! film's and the television's parts, which have the frame rate, are put behind it.

use fwr_compiler::media::{Primaries, Transfer, VideoFormat};

/// Bytes of the generic header, and of all that comes before samples.
const GENERIC: usize = 1664;
const WHOLE: usize = 2048;

/// Places in the header.
const OFFSET_TO_IMAGE: usize = 4;
const FILE_SIZE: usize = 16;
const INDUSTRY_SIZE: usize = 28;
const TRANSFER: usize = 801;
const COLORIMETRIC: usize = 802;
/// Where texts end and numbers begin in the film's part, and where texts begin again.
const FILM_NUMBERS: std::ops::Range<usize> = 1712..1732;
const FILM_RATE: usize = 1724;
const TELEVISION: usize = 1920;
const TELEVISION_RATE: usize = 1940;

const USER_DEFINED: u8 = 0;
const LINEAR: u8 = 2;
const LOGARITHMIC: u8 = 3;
const UNSPECIFIED: u8 = 4;
const BT709: u8 = 6;
const BT601_625: u8 = 7;
const BT601_525: u8 = 8;

/// Fields of the header that are the same in every image of a clip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DpxHeader {
    transfer: u8,
    colorimetric: u8,
    rate: Option<f32>,
}

impl DpxHeader {
    /// That of a clip.
    pub(super) fn of(format: &VideoFormat) -> Self {
        let rate = format.rate.filter(|rate| !rate.variable).map(|rate| rate.fps.to_f64() as f32);
        Self { transfer: transfer(format.transfer), colorimetric: colorimetric(format.primaries), rate }
    }

    /// Bytes of an image with this header, of one that FFmpeg gives; `None` if that is not as it should be.
    pub(super) fn size(image: &[u8]) -> Option<usize> {
        let known = image.len() >= GENERIC && image.starts_with(b"SDPX");
        let at = image.get(OFFSET_TO_IMAGE..OFFSET_TO_IMAGE + 4)?;
        (known && at == (GENERIC as u32).to_be_bytes()).then(|| image.len() + WHOLE - GENERIC)
    }

    /// Writes an image with this header into `target`, which is as long as [`DpxHeader::size`] says.
    pub(super) fn write(self, image: &[u8], target: &mut [u8]) {
        let size = target.len();
        let (head, samples) = image.split_at(GENERIC);
        target[..GENERIC].copy_from_slice(head);
        target[WHOLE..].copy_from_slice(samples);
        let mut put = |place: usize, bytes: [u8; 4]| target[place..place + 4].copy_from_slice(&bytes);
        put(OFFSET_TO_IMAGE, (WHOLE as u32).to_be_bytes());
        put(FILE_SIZE, (size as u32).to_be_bytes());
        put(INDUSTRY_SIZE, ((WHOLE - GENERIC) as u32).to_be_bytes());
        // Texts that are not known are empty, numbers are all ones.
        target[GENERIC..TELEVISION].fill(0);
        target[FILM_NUMBERS].fill(0xff);
        target[TELEVISION..WHOLE].fill(0xff);
        target[TRANSFER] = self.transfer;
        target[COLORIMETRIC] = self.colorimetric;
        if let Some(rate) = self.rate {
            for place in [FILM_RATE, TELEVISION_RATE] {
                target[place..place + 4].copy_from_slice(&rate.to_be_bytes());
            }
        }
    }
}

fn transfer(transfer: Transfer) -> u8 {
    match transfer {
        Transfer::Linear => LINEAR,
        Transfer::Log100 | Transfer::Log316 => LOGARITHMIC,
        Transfer::Bt709 => BT709,
        Transfer::Smpte170m => BT601_525,
        Transfer::Gamma28 => BT601_625,
        Transfer::Unspecified => UNSPECIFIED,
        _ => USER_DEFINED,
    }
}

fn colorimetric(primaries: Primaries) -> u8 {
    match primaries {
        Primaries::Bt709 => BT709,
        Primaries::Bt470bg => BT601_625,
        Primaries::Smpte170m => BT601_525,
        Primaries::Unspecified => UNSPECIFIED,
        _ => USER_DEFINED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_where_the_standard_has_them() {
        let header = DpxHeader { transfer: transfer(Transfer::Bt709), colorimetric: 6, rate: Some(24.0) };
        let mut image = vec![7; GENERIC + 100];
        image[..4].copy_from_slice(b"SDPX");
        image[4..8].copy_from_slice(&1664_u32.to_be_bytes());
        let mut whole = vec![0; DpxHeader::size(&image).expect("an image of FFmpeg's")];
        header.write(&image, &mut whole);
        assert_eq!(whole[4..8], 2048_u32.to_be_bytes());
        assert_eq!(whole[16..20], (2048_u32 + 100).to_be_bytes());
        assert_eq!((whole[801], whole[802]), (6, 6));
        assert_eq!((&whole[1940..1944], &whole[1724..1728]), (&[0x41, 0xc0, 0, 0][..], &[0x41, 0xc0, 0, 0][..]));
        assert!(whole[2048..].iter().all(|sample| *sample == 7));
        assert_eq!(DpxHeader::size(&[0; 2000]), None);
    }
}
