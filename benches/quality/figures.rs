//! What is asked of restored clips, and the cells of tables that say it.

use std::path::Path;

use super::pixels;
use super::raw::Raw;
use super::score::{EDGE, Score, score};

/// A table of a suite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Figures {
    /// How close luma is to the original.
    Fidelity,
    /// How close the planes of colour are to the original.
    Colour,
    /// What was mended of what was damaged, and what is changed of a clip that never was.
    Repairs,
    /// How alike neighbouring frames are, and how much of the detail is left.
    Steadiness,
}

/// The clips that a cell is about.
pub(crate) struct Files<'a> {
    pub(crate) made: &'a Path,
    pub(crate) damaged: &'a Path,
    pub(crate) original: &'a Path,
    /// The original restored as if it were damaged.
    pub(crate) of_clean: Option<&'a Path>,
    pub(crate) frames: u32,
}

/// A cell of a table.
pub(crate) struct Cell {
    pub(crate) text: String,
    /// Its first figure, of which the mean is given.
    pub(crate) first: f64,
}

impl Figures {
    /// What the cells hold.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Fidelity => "PSNR (dB), SSIM, shimmer (thousandths of white), of luma:",
            Self::Colour => "PSNR of both planes of colour (dB):",
            Self::Repairs => {
                "Luma that was off by more than 10 codes and is off by less than half of that now (%); \
                 luma changed by more than a code where the clean clip is restored (%):"
            }
            Self::Steadiness => {
                "PSNR between neighbouring frames in the middle of the picture (dB, at most 60); \
                 differences between neighbouring samples there, of those in the original (%):"
            }
        }
    }

    /// What the mean of the first figure is called.
    pub(crate) fn mean(self) -> &'static str {
        match self {
            Self::Fidelity | Self::Colour | Self::Steadiness => "mean PSNR",
            Self::Repairs => "mean mended",
        }
    }

    /// Whether a clean clip is to be restored as well.
    pub(crate) fn want_clean(self) -> bool {
        self == Self::Repairs
    }

    /// Judges a clip.
    pub(crate) fn cell(self, files: &Files<'_>) -> Cell {
        let read = |path: &Path| Raw::read(path).without_ends(EDGE as usize);
        let original = || read(files.original);
        let (first, text) = match self {
            Self::Fidelity => {
                let Score { psnr, ssim, shimmer } = score(files.made, files.original, files.frames);
                (psnr, format!("{psnr:.2} · {ssim:.4} · {:.1}", shimmer * 1e3))
            }
            Self::Colour => {
                let psnr = pixels::psnr_of_colour(&read(files.made), &original());
                (psnr, format!("{psnr:.2}"))
            }
            Self::Repairs => {
                let original = original();
                let mended = 100.0 * pixels::mended(&read(files.made), &read(files.damaged), &original);
                let changed = files.of_clean.map(|path| 100.0 * pixels::changed(&read(path), &original));
                (mended, format!("{mended:.1} · {}", changed.map_or("–".to_owned(), |share| format!("{share:.4}"))))
            }
            Self::Steadiness => {
                let (made, original) = (read(files.made), original());
                let (alike, sharp) = (pixels::steadiness(&made), pixels::detail(&made) / pixels::detail(&original));
                (alike, format!("{alike:.2} · {:.0}", 100.0 * sharp))
            }
        };
        Cell { text, first }
    }
}
