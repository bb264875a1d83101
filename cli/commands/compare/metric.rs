//! Which measures a comparison shows.

use fwr_compiler::diagnostics::{Code, Diagnostic, nearest};
use fwr_compiler::media::{Layout, VideoFormat};

/// A measure of the library, as a comparison shows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Metric {
    pub(super) name: &'static str,
    /// What it is measured on.
    pub(super) of: Of,
    /// Whether more of it is worse.
    pub(super) more_is_worse: bool,
    /// Whether R'G'B' clips have it.
    rgb: bool,
}

/// What something is measured on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// The clip beside its original.
    Both,
    /// Each by itself.
    Each,
}

/// All of them, in the order in which they are shown.
const ALL: &[Metric] = &[
    Metric { name: "psnr", of: Of::Both, more_is_worse: false, rgb: true },
    Metric { name: "ssim", of: Of::Both, more_is_worse: false, rgb: true },
    Metric { name: "ms_ssim", of: Of::Both, more_is_worse: false, rgb: true },
    Metric { name: "xpsnr", of: Of::Both, more_is_worse: false, rgb: true },
    Metric { name: "shimmer", of: Of::Both, more_is_worse: true, rgb: false },
    Metric { name: "drift", of: Of::Both, more_is_worse: true, rgb: true },
    Metric { name: "noise_level", of: Of::Each, more_is_worse: true, rgb: false },
    Metric { name: "flicker", of: Of::Each, more_is_worse: true, rgb: false },
    Metric { name: "blockiness", of: Of::Each, more_is_worse: true, rgb: false },
    Metric { name: "brightness", of: Of::Each, more_is_worse: true, rgb: false },
];

impl Metric {
    /// Those that are named, in that order; without a name all that there are for clips of this format.
    ///
    /// # Errors
    /// If a name is none of them.
    pub(super) fn chosen(names: &[String], format: &VideoFormat) -> Result<Vec<Self>, Diagnostic> {
        if names.is_empty() {
            return Ok(ALL.iter().copied().filter(|metric| metric.rgb || format.layout != Layout::Rgb).collect());
        }
        names
            .iter()
            .map(|name| {
                let found = ALL.iter().copied().find(|metric| metric.name == name.trim());
                found.ok_or_else(|| {
                    let known: Vec<&str> = ALL.iter().map(|metric| metric.name).collect();
                    let help = match nearest(name, known.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("there are {}", known.join(", ")),
                    };
                    Diagnostic::new(Code::NOT_FOUND, format!("clips cannot be compared by `{name}`")).help(help)
                })
            })
            .collect()
    }
}
