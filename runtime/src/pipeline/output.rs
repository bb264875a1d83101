//! What an output takes over from the inputs: copied streams, chapters and tags.

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::plan::{CopiedStream, Plan, PlanOutput};

use super::input::Input;
use crate::media::{FileTemplate, Muxer, Template, Way, can_hold, encoder_codec};

/// Templates of everything that an output takes over.
pub(super) struct Sources {
    /// The stream whose tags the encoded picture carries on.
    pub(super) video: Option<Template>,
    /// The copied streams, in the plan's order.
    pub(super) copied: Vec<Template>,
    /// Chapters and tags of the file that the picture comes from.
    pub(super) file: FileTemplate,
}

impl Sources {
    /// What `output` takes over, checked against its container.
    pub(super) fn of(plan: &Plan, output: &PlanOutput, inputs: &[Input]) -> Result<Self, Diagnostic> {
        let template = |stream: &CopiedStream| inputs[stream.input].template(stream.stream);
        let main = output.video.source.or(output.copied.first().copied()).map(|stream| stream.input);
        let sources = Self {
            video: output.video.source.as_ref().map(template).transpose()?,
            copied: output.copied.iter().map(template).collect::<Result<_, _>>()?,
            file: main.map_or_else(FileTemplate::default, |input| FileTemplate::of(&inputs[input].demuxer)),
        };
        sources.check(plan, output)?;
        Ok(sources)
    }

    /// Adds the copied streams to a file, and gives the stream of each that packets are written to.
    pub(super) fn add_copied(&self, muxer: &mut Muxer, tags: bool) -> Result<Vec<Option<usize>>, Diagnostic> {
        let mut targets = Vec::with_capacity(self.copied.len());
        for template in &self.copied {
            let added = muxer.add_copied(template, tags)?;
            targets.push(added.filter(|_| template.way == Way::Packets));
        }
        Ok(targets)
    }

    /// Refuses what the container cannot hold, before a frame is read.
    fn check(&self, plan: &Plan, output: &PlanOutput) -> Result<(), Diagnostic> {
        let container = &output.container;
        if let Some(codec) = encoder_codec(&output.video.encoder)
            && !can_hold(container, &codec)
        {
            return Err(
                refused(output, &format!("{codec} pictures")).help("write to a .mkv file, or encode with x264 or x265")
            );
        }
        for (template, stream) in self.copied.iter().zip(&output.copied) {
            if !can_hold(container, &template.codec) {
                let path = &plan.inputs[stream.input].path;
                let what = format!("{}, which stream {} of {path} is", template.codec, stream.stream);
                return Err(refused(output, &what).help(
                    "write to a .mkv file, or leave the stream out: `drop: [subtitles]` in the output, for example",
                ));
            }
        }
        if self.copied.is_empty() {
            return Ok(());
        }
        // A trial: some combinations and parameters are refused only when the header is written.
        let memory = Box::new(std::io::Cursor::new(Vec::new()));
        let mut muxer = Muxer::new(container, memory, &output.path)?;
        let targets = self.add_copied(&mut muxer, output.metadata)?;
        if targets.iter().any(Option::is_some) { muxer.write_header() } else { Ok(()) }
    }
}

fn refused(output: &PlanOutput, what: &str) -> Diagnostic {
    Diagnostic::new(
        Code::CONTAINER,
        format!("{} is a {} file, which cannot hold {what}", output.path, output.container),
    )
}
