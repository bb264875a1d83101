//! Where an output is written: one file, or a file for each of its images.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::plan::{Plan, PlanOutput};
use fwr_compiler::types::Constant;

use crate::integrity::{FileSum, Summed};
use crate::media::{self, Muxer, images_of};
use crate::output::{ImageWriter, OutputFile, OutputImages};
use crate::wait::{Patient, Stop};

/// An output on its way to its name. Dropped before it is committed, it leaves nothing behind.
#[derive(Debug)]
pub(super) enum Target {
    File(OutputFile),
    Images(OutputImages),
}

/// What is written into.
pub(super) enum Place {
    File(File, Option<Arc<Mutex<FileSum>>>),
    Images(ImageWriter),
}

impl Target {
    /// Creates what an output is written to, in `folder`, if there is one.
    pub(super) fn create(
        plan: &Plan,
        output: &PlanOutput,
        force: bool,
        inputs: &[String],
        folder: Option<&Path>,
    ) -> Result<Self, Diagnostic> {
        if images_of(&output.path).is_some() {
            let first = first_number(plan, output);
            return OutputImages::create(&output.path, force, inputs, folder, first).map(Self::Images);
        }
        OutputFile::create(&output.path, force, inputs, folder).map(Self::File)
    }

    /// Something to write into; a checksum goes into `sum`.
    pub(super) fn place(&self, sum: Option<&Arc<Mutex<FileSum>>>) -> Result<Place, Diagnostic> {
        match self {
            Self::File(file) => Ok(Place::File(file.handle()?, sum.cloned())),
            Self::Images(images) => Ok(Place::Images(images.writer(sum.cloned()))),
        }
    }

    /// The checksum of what was written: of images one after another.
    pub(super) fn checksum(&self, sum: &FileSum) -> Result<u32, Diagnostic> {
        match self {
            Self::File(file) => sum.value(&mut file.handle()?).map_err(|error| file.failure(&error)),
            // Nothing of an image is written again, so nothing has to be read.
            Self::Images(_) => sum.value(&mut io::empty()).map_err(|error| super::internal(&error.to_string())),
        }
    }

    /// Gives what was written its name, or its names.
    pub(super) fn commit(self) -> Result<Option<Diagnostic>, Diagnostic> {
        match self {
            Self::File(file) => file.commit().map(|()| None),
            Self::Images(images) => images.commit(),
        }
    }
}

impl Place {
    /// What writes a container into it; `path` names it in messages.
    ///
    /// A pipe that nobody reads is waited for until the run is to stop.
    pub(super) fn muxer(self, container: &str, path: &str, stop: &Stop) -> Result<Muxer, Diagnostic> {
        let patient = |file| -> Box<dyn media::Target> {
            match Patient::new(file, stop.clone()) {
                Ok(pipe) => Box::new(pipe),
                Err(file) => Box::new(file),
            }
        };
        match self {
            Self::File(file, None) => Muxer::new(container, patient(file), path),
            Self::File(file, Some(sum)) => Muxer::new(container, Box::new(Summed::new(patient(file), sum)), path),
            Self::Images(images) => Muxer::images(container, images, path),
        }
    }
}

/// The number of the first image that is written: a part of a clip has the numbers that it has in the whole.
fn first_number(plan: &Plan, output: &PlanOutput) -> u64 {
    let number = match output.video.args.get("first") {
        Some(Constant::Number(first, _)) => *first as u64,
        _ => 1,
    };
    let format = &plan.ops[output.video.op.0 as usize].format;
    number + plan.excerpt.map_or(0, |excerpt| excerpt.about(format).0)
}
