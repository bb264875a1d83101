//! Machine code against the interpreter of kernels, bit for bit.

mod dump;
mod functions;
mod integers;
mod kernels;
mod rows;
mod speed;

use fwr_compiler::kernel::{CodeMap, Stored};
use fwr_compiler::media::{PlaneKind, Range, SampleType};

use crate::cpu::row::Element;

/// Codes of this many bits.
fn codes(bits: u8, kind: PlaneKind, range: Range) -> Stored {
    let sample = SampleType::Uint(bits);
    let map = CodeMap::new(sample.scale(kind, range), sample.max_code().unwrap_or(0));
    if bits == 8 { Stored::Byte(map) } else { Stored::Word(map) }
}

/// Every way in which rows are stored.
fn elements() -> Vec<Element> {
    let stored = [
        codes(8, PlaneKind::Luma, Range::Limited),
        codes(8, PlaneKind::Chroma, Range::Full),
        codes(8, PlaneKind::Rgb, Range::Full),
        codes(10, PlaneKind::Luma, Range::Limited),
        codes(10, PlaneKind::Chroma, Range::Limited),
        codes(16, PlaneKind::Chroma, Range::Limited),
        codes(16, PlaneKind::Rgb, Range::Full),
        Stored::Half,
        Stored::Single,
    ];
    stored.into_iter().map(Element::Stored).chain([Element::Nominal]).collect()
}
