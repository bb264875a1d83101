//! What a suite is, and who can take part in one.

use super::damage::Damage;
use super::figures::Figures;

/// A kind of damage and those who mend it.
pub(crate) struct Suite {
    /// What it is called on the command line.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// What was done to the clips.
    pub(crate) about: &'static str,
    pub(crate) damage: Damage,
    /// The tables of it.
    pub(crate) figures: &'static [Figures],
    /// Masks of ours that are judged as well.
    pub(crate) masks: Option<Masks>,
    /// How many times over the clip is taken that time is measured on.
    pub(crate) times: u32,
    pub(crate) entries: fn() -> Vec<Entry>,
}

/// Where the damage is, in graphs of ours.
pub(crate) struct Masks {
    /// As it is found in the damaged clip.
    pub(crate) found: &'static str,
    /// As it was put on the clean one.
    pub(crate) truth: &'static str,
}

/// Somebody who takes part.
pub(crate) struct Entry {
    /// What it is to be compared with.
    pub(crate) class: &'static str,
    pub(crate) name: &'static str,
    pub(crate) how: How,
    /// Frames made of one.
    pub(crate) rate: u32,
}

/// What is run.
pub(crate) enum How {
    /// Our own: the filter that it is about, and what comes behind the clip or is made of `source`, which it is called.
    Fwr { filter: &'static str, steps: &'static str, quality: Option<&'static str> },
    /// A filter graph.
    Ffmpeg(&'static str),
    /// One that looks at the clip, and one that restores it.
    FfmpegTwice([&'static str; 2]),
    /// A script that makes `o` of `c`.
    VapourSynth(String),
    /// The same for an older core.
    Older(String),
}

impl Entry {
    /// The settings in a line.
    pub(crate) fn settings(&self) -> String {
        let text = match &self.how {
            How::Fwr { steps, quality: None, .. } => steps.trim_start_matches(" |> ").to_owned(),
            How::Fwr { steps, quality: Some(quality), .. } => {
                format!("{}, --quality {quality}", steps.trim_start_matches(" |> "))
            }
            How::Ffmpeg(filters) => (*filters).to_owned(),
            How::FfmpegTwice(passes) => passes.join(", then "),
            How::VapourSynth(body) | How::Older(body) => body.trim().to_owned(),
        };
        text.lines().collect::<Vec<_>>().join("; ")
    }
}

/// Our own filter.
pub(crate) fn fwr(class: &'static str, name: &'static str, filter: &'static str, steps: &'static str) -> Entry {
    Entry { class, name, how: How::Fwr { filter, steps, quality: None }, rate: 1 }
}

/// A filter graph of FFmpeg.
pub(crate) fn ffmpeg(class: &'static str, name: &'static str, filters: &'static str) -> Entry {
    Entry { class, name, how: How::Ffmpeg(filters), rate: 1 }
}

/// A script of VapourSynth.
pub(crate) fn vapoursynth(class: &'static str, name: &'static str, body: impl Into<String>) -> Entry {
    Entry { class, name, how: How::VapourSynth(body.into()), rate: 1 }
}
