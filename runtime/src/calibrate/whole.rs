//! A machine's whole profile, measured.

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::machine::{Measured, Profile};

use super::codecs::{Bench, decoders, encoders};
use super::folder::Folder;
use super::graphics::graphics;
use super::processor::processor;
use super::{go_on, kernels};
use crate::machine::{detect, key};

/// How a machine is measured.
pub struct Asked<'a> {
    /// Whether more kinds of work are measured, and for longer: minutes instead of one.
    pub full: bool,
    /// The day, as `2026-11-21`.
    pub date: String,
    /// Is told what is measured.
    pub progress: &'a dyn Fn(&str),
    /// Says that no more is wanted.
    pub stopped: &'a dyn Fn() -> bool,
}

/// What a run takes that does next to nothing.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    /// Seconds from start to end.
    pub seconds: f64,
    /// MiB of memory at most.
    pub mib: f64,
}

/// Measures this machine. Nothing else should be at work in this process, and little on the machine.
///
/// # Errors
/// E1201 if it is stopped, E1103 if samples cannot be written, E1009 without FFmpeg.
pub fn machine(start: Start, asked: &Asked<'_>) -> Result<Profile, Diagnostic> {
    let found = detect();
    let key = key(&found);
    // What is believed beforehand: kinds of work that are not measured follow it.
    let mut profile = found.completed();
    (asked.progress)("the processor and its memory");
    processor(&mut profile.cpu);
    (profile.cpu.start_seconds, profile.cpu.base_mib) = (start.seconds, start.mib);
    go_on(asked.stopped)?;
    profile.cpu.costs = kernels(&profile.cpu, asked.full, asked.progress)?;
    go_on(asked.stopped)?;
    crate::media::ready()?;
    let folder = Folder::new()?;
    let bench = Bench { full: asked.full, folder: folder.path(), progress: asked.progress, stopped: asked.stopped };
    let measured = decoders(&bench, &profile.decoders)?;
    profile.decoders.extend(measured);
    let measured = encoders(&bench, &profile.encoders)?;
    profile.encoders.extend(measured);
    go_on(asked.stopped)?;
    (asked.progress)("the graphics processor");
    profile.gpus = graphics(profile.cpu.memory_gib).into_iter().collect();
    profile.summary = "this machine".to_owned();
    profile.sources = vec![format!("measured by `fwr calibrate`{}", if asked.full { ", in full" } else { "" })];
    profile.measured = Some(Measured { key, date: asked.date.clone(), full: asked.full });
    Ok(profile)
}
