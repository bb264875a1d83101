//! Pixel formats by FFmpeg's own descriptors: which samples a format holds, and where.

use std::ffi::c_int;
use std::sync::OnceLock;

use fwr_compiler::media::{Layout, SampleType, VideoFormat};

use super::{dictionary, ff};

/// A pixel format that this FFmpeg describes.
#[derive(Clone, Copy)]
pub(crate) struct PixelFormat {
    id: ff::AVPixelFormat,
    descriptor: &'static ff::AVPixFmtDescriptor,
}

/// What a pixel format holds, in our words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Samples {
    /// Colour model and subsampling.
    pub(crate) layout: Layout,
    /// Storage of a sample.
    pub(crate) sample: SampleType,
    /// Whether there is an alpha component.
    pub(crate) alpha: bool,
}

/// Where one component lies in memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Component {
    /// Memory plane.
    pub(crate) plane: usize,
    /// Bytes from one sample to the next.
    pub(crate) step: usize,
    /// Bytes before the first sample.
    pub(crate) offset: usize,
    /// Bits below the value's lowest.
    pub(crate) shift: u32,
}

// SAFETY: descriptors are constants of the library.
unsafe impl Send for PixelFormat {}
// SAFETY: as above.
unsafe impl Sync for PixelFormat {}

impl PixelFormat {
    /// The format with this number.
    pub(crate) fn from_raw(raw: c_int) -> Option<Self> {
        all().iter().copied().find(|format| format.raw() == raw)
    }

    /// The format with this identifier.
    pub(crate) fn from_id(id: ff::AVPixelFormat) -> Option<Self> {
        Self::from_raw(id as c_int)
    }

    pub(crate) fn raw(self) -> c_int {
        self.id as c_int
    }

    pub(crate) fn id(self) -> ff::AVPixelFormat {
        self.id
    }

    /// FFmpeg's name for it: `yuv420p10le`.
    pub(crate) fn name(self) -> String {
        // SAFETY: descriptors hold a constant name.
        unsafe { dictionary::text(self.descriptor.name) }
    }

    /// Whether the format itself says full range (the deprecated `yuvj` formats).
    pub(crate) fn is_full_range(self) -> bool {
        self.name().starts_with("yuvj")
    }

    /// Whether samples are indices into a palette.
    pub(crate) fn has_palette(self) -> bool {
        self.has(ff::AV_PIX_FMT_FLAG_PAL)
    }

    /// Whether multi-byte samples have their high byte first.
    pub(crate) fn is_big_endian(self) -> bool {
        self.has(ff::AV_PIX_FMT_FLAG_BE)
    }

    /// What it holds; `None` where no type of ours can hold it without loss.
    pub(crate) fn samples(self) -> Option<Samples> {
        let refused = ff::AV_PIX_FMT_FLAG_BITSTREAM | ff::AV_PIX_FMT_FLAG_HWACCEL | ff::AV_PIX_FMT_FLAG_BAYER;
        let name = self.name();
        // XYZ is no R'G'B' or Y'CbCr, and the luma samples of uyyvyy411 are not evenly spaced.
        if self.has(refused) || name.starts_with("xyz") || name == "uyyvyy411" {
            return None;
        }
        if self.has_palette() {
            return Some(Samples { layout: Layout::Rgb, sample: SampleType::Uint(8), alpha: true });
        }
        let components = self.components();
        let depth = self.descriptor.comp[0].depth;
        if (1..components).any(|component| self.descriptor.comp[component].depth != depth) {
            return None;
        }
        let sample = match (self.has(ff::AV_PIX_FMT_FLAG_FLOAT), depth) {
            (true, 16) => SampleType::F16,
            (true, 32) => SampleType::F32,
            (false, 8..=16) => SampleType::Uint(depth as u8),
            _ => return None,
        };
        let alpha = self.has(ff::AV_PIX_FMT_FLAG_ALPHA);
        let layout = match (components - usize::from(alpha), self.has(ff::AV_PIX_FMT_FLAG_RGB)) {
            (1, false) => Layout::Gray,
            (3, true) => Layout::Rgb,
            (3, false) => {
                let shift = (u32::from(self.descriptor.log2_chroma_w), u32::from(self.descriptor.log2_chroma_h));
                let yuv =
                    [Layout::Yuv420, Layout::Yuv422, Layout::Yuv444, Layout::Yuv411, Layout::Yuv410, Layout::Yuv440];
                yuv.into_iter().find(|layout| layout.chroma_shift() == shift)?
            }
            _ => return None,
        };
        Some(Samples { layout, sample, alpha })
    }

    /// Where component `component` lies. Ours and FFmpeg's order are the same: Y Cb Cr, R G B, alpha last.
    pub(crate) fn component(self, component: usize) -> Component {
        let place = &self.descriptor.comp[component];
        Component {
            plane: place.plane as usize,
            step: place.step as usize,
            offset: place.offset as usize,
            shift: place.shift as u32,
        }
    }

    /// Whether each component has a plane of its own with samples as we store them.
    pub(crate) fn is_planar(self) -> bool {
        let Some(samples) = self.samples() else { return false };
        let foreign_order = self.is_big_endian() != cfg!(target_endian = "big") && samples.sample.bytes() > 1;
        !self.has_palette()
            && !foreign_order
            && (0..self.components()).all(|position| {
                let place = self.component(position);
                let shared = (0..position).any(|other| self.component(other).plane == place.plane);
                !shared && place.step == samples.sample.bytes() && place.offset == 0 && place.shift == 0
            })
    }

    fn components(self) -> usize {
        usize::from(self.descriptor.nb_components)
    }

    fn has(self, flag: c_int) -> bool {
        self.descriptor.flags & flag as u64 != 0
    }
}

impl Samples {
    /// What a clip of ours holds.
    pub(crate) fn of(format: &VideoFormat) -> Self {
        Self { layout: format.layout, sample: format.sample, alpha: format.alpha }
    }

    /// The format among `choices` that holds exactly these samples: one of separate planes if there is one.
    pub(crate) fn pick(self, choices: &[PixelFormat]) -> Option<PixelFormat> {
        let holds =
            |format: &&PixelFormat| format.samples() == Some(self) && !format.is_full_range() && !format.has_palette();
        let planar = choices.iter().filter(holds).find(|format| format.is_planar());
        planar.or_else(|| choices.iter().find(holds)).copied()
    }
}

/// Every pixel format that this FFmpeg describes.
pub(crate) fn all() -> &'static [PixelFormat] {
    static ALL: OnceLock<Vec<PixelFormat>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut formats = Vec::new();
        // SAFETY: null starts the walk over the library's constant descriptors, and each is passed on to get the next.
        unsafe {
            let mut descriptor = ff::av_pix_fmt_desc_next(std::ptr::null());
            while let Some(known) = descriptor.as_ref() {
                formats.push(PixelFormat { id: ff::av_pix_fmt_desc_get_id(descriptor), descriptor: known });
                descriptor = ff::av_pix_fmt_desc_next(descriptor);
            }
        }
        formats
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> PixelFormat {
        all().iter().copied().find(|format| format.name() == name).unwrap_or_else(|| panic!("no format {name}"))
    }

    #[test]
    fn descriptors_say_what_we_say() {
        let cases = [
            ("yuv420p", "yuv420 u8", true),
            ("yuvj422p", "yuv422 u8", true),
            ("yuv411p", "yuv411 u8", true),
            ("yuv410p", "yuv410 u8", true),
            ("yuv440p10le", "yuv440 u10", true),
            ("yuva444p16le", "yuv444 u16 alpha", true),
            ("gbrp", "rgb u8", true),
            ("gbrap12le", "rgb u12 alpha", true),
            ("gbrpf32le", "rgb f32", true),
            ("gray10le", "gray u10", true),
            ("grayf32le", "gray f32", true),
            ("gray16be", "gray u16", false),
            ("ya8", "gray u8 alpha", false),
            ("nv12", "yuv420 u8", false),
            ("p010le", "yuv420 u10", false),
            ("y210le", "yuv422 u10", false),
            ("yuyv422", "yuv422 u8", false),
            ("bgr0", "rgb u8", false),
            ("x2rgb10le", "rgb u10", false),
            ("pal8", "rgb u8 alpha", false),
        ];
        for (name, expected, planar) in cases {
            let format = named(name);
            let samples = format.samples().unwrap_or_else(|| panic!("{name} is refused"));
            let alpha = if samples.alpha { " alpha" } else { "" };
            assert_eq!(format!("{} {}{alpha}", samples.layout, samples.sample), expected, "{name}");
            assert_eq!(format.is_planar(), planar, "{name}");
        }
    }

    #[test]
    fn formats_without_a_type_of_ours_are_refused() {
        for name in ["xyz12le", "uyyvyy411", "bayer_bggr8", "rgb565le", "monob", "vaapi"] {
            assert_eq!(named(name).samples(), None, "{name}");
        }
    }

    #[test]
    fn planes_come_before_packed_forms() {
        let samples = named("rgb24").samples().expect("known");
        assert_eq!(samples.pick(&[named("bgr0"), named("gbrp")]).map(PixelFormat::name).as_deref(), Some("gbrp"));
        assert_eq!(samples.pick(&[named("gray"), named("bgr0")]).map(PixelFormat::name).as_deref(), Some("bgr0"));
        assert!(samples.pick(&[named("gray"), named("pal8")]).is_none());
    }
}
