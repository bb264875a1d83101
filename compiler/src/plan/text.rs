//! A plan for people: what is read, what happens line by line, what is written.

use std::fmt::{self, Write as _};

use super::{Op, OpKind, Plan};
use crate::media::{Matrix, Range, VideoFormat};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "plan of {}", self.graph)?;
        for input in &self.inputs {
            writeln!(f, "\nread {} as `{}`", input.path, input.name)?;
        }
        writeln!(f)?;
        let width = self.ops.iter().map(|op| heading(op).chars().count()).max().unwrap_or(0);
        let mut shown: Option<&VideoFormat> = None;
        for op in &self.ops {
            let heading = heading(op);
            let line = op.line.map_or(String::new(), |line| format!("line {line}"));
            writeln!(f, "  {:>3}  {heading:<width$}  {:<8}  {}", op.id.0, line, change(op, shown))?;
            for note in notes(op) {
                writeln!(f, "       {note}")?;
            }
            shown = Some(&op.format);
        }
        for output in &self.outputs {
            writeln!(f, "\nwrite {} ({})", output.path, output.container)?;
            writeln!(
                f,
                "  picture of {} encoded by {} ({})",
                output.video.op.0, output.video.encoder, output.video.args
            )?;
            let copied: Vec<_> = output
                .copied
                .iter()
                .map(|stream| format!("{}:{}", self.inputs[stream.input].name, stream.stream))
                .collect();
            if !copied.is_empty() {
                writeln!(f, "  streams copied as they are: {}", copied.join(", "))?;
            }
            for dropped in &output.dropped {
                let stream = dropped.stream;
                writeln!(
                    f,
                    "  dropped: stream {} of {}: {}",
                    stream.stream, self.inputs[stream.input].name, dropped.reason
                )?;
            }
            if !output.chapters {
                writeln!(f, "  dropped: chapters")?;
            }
            if !output.metadata {
                writeln!(f, "  dropped: metadata")?;
            }
        }
        writeln!(f, "\nstages, each on its own thread, with the frames that may wait behind it")?;
        for stage in &self.stages {
            let ops: Vec<_> = stage.ops.iter().map(|op| op.0.to_string()).collect();
            writeln!(f, "  {} [{}] {}", stage.name, ops.join(" "), stage.queue)?;
        }
        writeln!(f, "\nframe buffers: at most {}", bytes(self.buffer_bytes()))
    }
}

impl Plan {
    /// The most bytes that frames take at one time: queues, windows, and frames being made.
    ///
    /// The decoder's and encoder's own memory comes on top.
    pub fn buffer_bytes(&self) -> u64 {
        let held: u64 = self.ops.iter().map(|op| u64::from(op.buffered_frames) * op.format.frame_bytes()).sum();
        let queued: u64 = self
            .ops
            .iter()
            .filter(|op| matches!(op.kind, OpKind::Decode { .. }))
            .map(|op| op.format.frame_bytes())
            .chain(self.outputs.iter().map(|output| self.ops[output.video.op.0 as usize].format.frame_bytes()))
            .zip(self.stages.iter().map(|stage| u64::from(stage.queue)).chain(std::iter::repeat(4)))
            .map(|(frame, queue)| frame * (queue + 1))
            .sum();
        held + queued
    }
}

fn heading(op: &Op) -> String {
    let mut text = String::new();
    let inputs: Vec<_> = op.inputs.iter().map(|input| input.0.to_string()).collect();
    let from = if inputs.is_empty() { String::new() } else { format!(" of {}", inputs.join(", ")) };
    let written = match &op.kind {
        OpKind::Decode { stream, .. } => write!(text, "decode {} stream {stream}", op.name),
        OpKind::Kernel { planes, .. } => {
            let on: Vec<_> = (0..planes.len()).filter(|plane| planes[*plane]).map(|plane| plane.to_string()).collect();
            write!(text, "{}{from} on planes {}", op.name, on.join(" "))
        }
        OpKind::Native { args, .. } => write!(text, "{}{from} ({args})", op.name),
        OpKind::Retag => write!(text, "{}{from}", op.name),
    };
    debug_assert!(written.is_ok(), "writing to a string");
    text
}

/// The format, or the part of it that differs from the line above.
fn change(op: &Op, before: Option<&VideoFormat>) -> String {
    match before {
        Some(before) if *before == op.format => "same format".to_owned(),
        _ => op.format.to_string(),
    }
}

fn notes(op: &Op) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(reason) = &op.inserted {
        notes.push(format!("inserted: {reason}"));
    }
    if op.window != super::Window::default() {
        notes.push(format!("sees {} frames before and {} after", op.window.before, op.window.after));
    }
    if matches!(op.kind, OpKind::Decode { .. }) {
        if op.format.range == Range::Unspecified && !op.format.sample.is_float() {
            notes.push(format!("its range is not tagged: read as {}", op.format.effective_range()));
        }
        if op.format.matrix == Matrix::Unspecified && op.format.layout.is_yuv() {
            notes.push("its matrix is not tagged: nothing here depends on it, or the plan would not exist".to_owned());
        }
    }
    notes
}

/// Bytes in the largest binary unit that leaves a number above one.
fn bytes(count: u64) -> String {
    let mib = count as f64 / 1_048_576.0;
    if mib >= 1024.0 { format!("{:.1} GiB", mib / 1024.0) } else { format!("{mib:.1} MiB") }
}
