//! A plan for people: what is read, what happens line by line, what is written.

use std::fmt;

use super::{
    Backend, Excerpt, MeasuredValue, Op, OpId, OpKind, Place, Plan, PlanOutput, Reach, Repeats, Schedule, SourceReach,
};
use crate::elaborate::Measured;
use crate::fusion::wgsl::Transfers;
use crate::fusion::{GroupStage, Origin, planes_text};
use crate::media::{ChromaLocation, Matrix, Range, VideoFormat};
use crate::place::Placement;
use crate::resolve::{Class, WarmUp};
use crate::types::{Args, Constant};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "plan of {}", self.graph)?;
        for input in &self.inputs {
            writeln!(f, "\nread {} as `{}`", input.path, input.name)?;
        }
        writeln!(f)?;
        for value in &self.measured {
            writeln!(f, "measured: {value}")?;
        }
        for choice in &self.implementations {
            writeln!(f, "implementation: {choice}")?;
        }
        if !self.measured.is_empty() || !self.implementations.is_empty() {
            writeln!(f)?;
        }
        let own = self.ops.iter().map(|op| heading(op).chars().count());
        let widths = own.chain(self.ops.iter().flat_map(stages).map(|(heading, ..)| 2 + heading.chars().count()));
        // A long heading pushes its own line out, not the whole column.
        let width = widths.filter(|width| *width <= 48).max().unwrap_or(0);
        let mut shown: Option<&VideoFormat> = None;
        for op in &self.ops {
            let heading = heading(op);
            let line = op.line.map_or(String::new(), |line| format!("line {line}"));
            writeln!(f, "  {:>3}  {heading:<width$}  {line:<8}  {}", op.id.0, change(op, shown))?;
            for (heading, line, inserted) in stages(op) {
                let text = format!("{heading:<0$}  {line}", width.saturating_sub(2));
                writeln!(f, "         {}", text.trim_end())?;
                if let Some(reason) = inserted {
                    writeln!(f, "           inserted: {reason}")?;
                }
            }
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
            if let Some(excerpt) = &self.excerpt {
                writeln!(f, "  only {excerpt}{}", numbers(self, output, excerpt))?;
            }
            if let Some(frames) = made_of(self, output) {
                writeln!(f, "  {frames}")?;
            }
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
        writeln!(f, "\nstages, each on its own thread, with what may wait behind it")?;
        for stage in &self.stages {
            let ops: Vec<_> = stage.ops.iter().map(|op| op.0.to_string()).collect();
            let what = if stage.ops.is_empty() { "packets" } else { "frames" };
            let ops = if ops.is_empty() { String::new() } else { format!(" ({})", ops.join(" ")) };
            writeln!(f, "  {}{ops}: {} {what}", stage.name, stage.queue)?;
        }
        let Schedule { threads, decoder_threads, encoder_threads, .. } = self.schedule;
        let shares = [(threads, "filters"), (decoder_threads, "each decoder"), (encoder_threads, "each encoder")];
        let limited: Vec<String> = shares
            .iter()
            .filter(|(threads, _)| *threads > 0)
            .map(|(threads, whose)| format!("{threads} for {whose}"))
            .collect();
        if !limited.is_empty() {
            writeln!(f, "threads: {}", limited.join(", "))?;
        }
        if let Repeats::Near(apart) = self.repeats {
            let percent = apart * 100.0;
            writeln!(
                f,
                "repeats: what costly filters made of a picture is taken for the next ones within {percent} % of it"
            )?;
        }
        for line in self.placement.iter().flat_map(Placement::lines) {
            writeln!(f, "\n{line}")?;
        }
        // A reader that `trim` puts behind leaves the frames between to wait: how many, only the run knows.
        let condition = if self.is_branched() { ", while the branches of a clip stay together in time" } else { "" };
        writeln!(f, "\nframe buffers: at most {}{condition}", bytes(self.buffer_bytes()))?;
        match Transfers::of(self) {
            Ok(Some(moved)) => {
                writeln!(f, "graphics processor: {} bytes up and {} down a frame", moved.bytes_up, moved.bytes_down)
            }
            // A plan of another build, which a run refuses.
            Ok(None) | Err(_) => Ok(()),
        }
    }
}

/// `black_level of picture (share: 0.001) = 0.06 over 190 frames`
impl fmt::Display for MeasuredValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.measure, self.clip)?;
        if !self.args.0.is_empty() {
            write!(f, " ({})", self.args)?;
        }
        let Measured { value, frames, tally } = &self.found;
        match value {
            // Six digits are more than any picture needs; the JSON has them all.
            Constant::Number(value, unit) => write!(f, " = {}{unit}", (value * 1e6).round() / 1e6)?,
            value => write!(f, " = {}", value.brief())?,
        }
        write!(f, " over {frames} frame{}", if *frames == 1 { "" } else { "s" })?;
        if !tally.is_empty() {
            let tally: Vec<String> = tally.iter().map(|(what, count)| format!("{count} {what}")).collect();
            write!(f, ": {}", tally.join(", "))?;
        }
        Ok(())
    }
}

impl Plan {
    /// Whether the frames of any op have several readers.
    fn is_branched(&self) -> bool {
        let inputs = self.ops.iter().flat_map(|op| &op.inputs);
        let read: Vec<OpId> = inputs.copied().chain(self.outputs.iter().map(|output| output.video.op)).collect();
        self.ops.iter().any(|op| read.iter().filter(|id| **id == op.id).count() > 1)
    }

    /// The most bytes that frames take at one time: queues, windows, and frames being made.
    ///
    /// The decoder's and encoder's own memory comes on top.
    pub fn buffer_bytes(&self) -> u64 {
        let held: u64 = self.ops.iter().map(|op| u64::from(op.buffered_frames) * op.format.frame_bytes()).sum();
        let decoded = self.ops.iter().filter(|op| matches!(op.kind, OpKind::Decode { .. }));
        let filtered = self.outputs.iter().map(|output| &self.ops[output.video.op.0 as usize]);
        // In each queue its frames, one that is put in and one that is taken out.
        let waiting = u64::from(self.schedule.frame_queue + 2);
        let queued: u64 = decoded.chain(filtered).map(|op| waiting * op.format.frame_bytes()).sum();
        held + queued
    }
}

fn heading(op: &Op) -> String {
    let inputs: Vec<_> = op.inputs.iter().map(|input| input.0.to_string()).collect();
    let from = if inputs.is_empty() { String::new() } else { format!(" of {}", inputs.join(", ")) };
    match &op.kind {
        OpKind::Decode { stream, .. } => format!("decode {} stream {stream}", op.name),
        OpKind::Kernel { args, planes, .. } => {
            format!("{}{from}{}{}", op.name, with(args), on(planes))
        }
        OpKind::Native { args, .. } => format!("{}{from}{}", op.name, with(args)),
        OpKind::Retag => format!("{}{from}", op.name),
        OpKind::Fused(_) => format!("fused{from}"),
        OpKind::Part { .. } => format!("{} out{from}", op.name),
    }
}

/// One line for each kernel of a fused op: what it is called and made with, and where it is asked for.
fn stages(op: &Op) -> Vec<(String, String, Option<String>)> {
    let OpKind::Fused(group) = &op.kind else { return Vec::new() };
    let source = |origin: &Origin| match *origin {
        Origin::Input(input) => op.inputs.get(input as usize).map_or(String::new(), |input| input.0.to_string()),
        Origin::Stage(stage) => group.stages.get(stage as usize).map_or(String::new(), |stage| stage.name.clone()),
    };
    let line = |(number, stage): (usize, &GroupStage)| {
        // What reads the kernel above it, or the one clip there is, need not say so.
        let plain = match stage.inputs[..] {
            [Origin::Stage(read)] => read as usize + 1 == number,
            [Origin::Input(_)] => op.inputs.len() == 1 && number == 0,
            _ => false,
        };
        let from: Vec<String> = stage.inputs.iter().map(source).collect();
        let from = if plain { String::new() } else { format!(" of {}", from.join(", ")) };
        let heading = format!("{}{from}{}{}", stage.name, with(&stage.args), on(&stage.planes));
        (heading, stage.line.map_or(String::new(), |line| format!("line {line}")), stage.inserted.clone())
    };
    group.stages.iter().enumerate().map(line).collect()
}

/// ` (black: 0.04)`
fn with(args: &Args) -> String {
    // What is to stay the same is not worth a word.
    let said = args.0.iter().filter(|(_, value)| **value != Constant::Name("same".to_owned()));
    let said: Vec<String> = said.map(|(name, value)| format!("{name}: {}", value.brief())).collect();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}

fn on(planes: &[bool]) -> String {
    planes_text(planes).map_or(String::new(), |on| format!(" {on}"))
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
    match op.pin {
        Some(backend) => notes.push(format!("on the {backend}, as the graph says")),
        None if op.backend == Backend::Gpu => notes.push(format!("on the {}", op.backend)),
        None => {}
    }
    notes.extend(in_time(op));
    if matches!(op.kind, OpKind::Decode { .. }) {
        if op.format.range == Range::Unspecified && !op.format.sample.is_float() {
            notes.push(format!("its range is not tagged: read as {}", op.format.effective_range()));
        }
        if op.format.matrix == Matrix::Unspecified && op.format.layout.is_yuv() {
            notes.push("its matrix is not tagged: nothing here depends on it, or the plan would not exist".to_owned());
        }
        let shared = op.format.layout.chroma_shift() != (0, 0);
        if op.format.chroma_location == ChromaLocation::Unspecified && shared {
            notes.push("where its chroma samples sit is not tagged: read as left".to_owned());
        }
    }
    notes
}

/// What an op needs besides the frame itself, and how its runs compare, in one line.
fn in_time(op: &Op) -> Option<String> {
    let mut words = Vec::new();
    if op.window != super::Window::default() {
        words.push(format!("sees {} frames before and {} after", op.window.before, op.window.after));
    }
    match op.warm_up {
        Some(WarmUp::Frames(frames)) => words.push(format!("exact once it has seen {frames} frames")),
        Some(WarmUp::All) => words.push("depends on every frame before".to_owned()),
        None => {}
    }
    match op.class {
        Class::Exact => {}
        Class::Tolerance => words.push("alike in every run within a tolerance".to_owned()),
        Class::Seeded => words.push("the same for the same seed".to_owned()),
    }
    (!words.is_empty()).then(|| words.join("; "))
}

/// `: frames 250 to 499`, where that is not what is said already.
fn numbers(plan: &Plan, output: &PlanOutput, excerpt: &Excerpt) -> String {
    let format = &plan.ops[output.video.op.0 as usize].format;
    let numbered = |place: Option<Place>| place.is_none_or(|place| place.frame(format).is_some());
    if !numbered(excerpt.from) || !numbered(excerpt.to) {
        return String::new();
    }
    match excerpt.about(format) {
        (first, Some(end)) => format!(": frames {first} to {}", end.saturating_sub(1)),
        (first, None) => format!(": frames {first} to the last"),
    }
}

/// Which frames of its sources a frame of an output is made of, in one line.
fn made_of(plan: &Plan, output: &PlanOutput) -> Option<String> {
    let of = |source: &SourceReach| {
        let (name, reach) = (&plan.ops[source.op.0 as usize].name, source.reach);
        match reach.before {
            Some(before) => {
                let count = before.saturating_add(reach.after).saturating_add(1);
                format!("{count} frames of {name} ({before} before, {} after)", reach.after)
            }
            None => format!("all frames of {name} before it and {} after", reach.after),
        }
    };
    let wide = output.video.reach.iter().filter(|source| source.reach != Reach::NONE);
    let frames: Vec<String> = wide.map(of).collect();
    (!frames.is_empty()).then(|| format!("each frame is made of {}", frames.join(" and ")))
}

/// Bytes in the largest binary unit that leaves a number above one.
fn bytes(count: u64) -> String {
    let mib = count as f64 / 1_048_576.0;
    if mib >= 1024.0 { format!("{:.1} GiB", mib / 1024.0) } else { format!("{mib:.1} MiB") }
}
