//! What is in the picture of a plan.

use std::collections::BTreeSet;

use super::costs::{self, Cost};
use crate::estimate::{Estimate, words};
use crate::fusion::wgsl::{Transfers, plane_bytes, side};
use crate::fusion::{Group, GroupStage, Origin, planes_text};
use crate::media::VideoFormat;
use crate::plan::{Backend, Op, OpId, OpKind, Plan, PlanOutput, Window};
use crate::types::{Args, Constant};

/// A plan as boxes in boxes, with lines between.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Content {
    /// The graph's name.
    pub(super) title: String,
    /// What the run takes, if that is known.
    pub(super) summary: Vec<String>,
    pub(super) stages: Vec<Frame>,
    pub(super) groups: Vec<Frame>,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    pub(super) copied: Vec<Copied>,
}

/// A box around others: a stage, or kernels that run as one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Frame {
    pub(super) title: String,
    pub(super) look: Look,
    pub(super) cost: Option<Cost>,
}

/// A box.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) title: String,
    /// Beside the title: `line 12`.
    pub(super) line: Option<String>,
    /// What it is made with, how far it reads.
    pub(super) lines: Vec<String>,
    /// The format that it gives, as far as it is another than it gets.
    pub(super) format: Option<String>,
    /// Why the compiler inserted it.
    pub(super) inserted: Option<String>,
    /// All that is known of it, for those who ask.
    pub(super) hint: String,
    pub(super) look: Look,
    pub(super) cost: Option<Cost>,
    /// Its stage.
    pub(super) stage: usize,
    /// Its group, if it is fused.
    pub(super) group: Option<usize>,
}

/// What a box stands for, and with that its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// Work of the processor.
    Cpu,
    /// Work of a graphics processor.
    Gpu,
    /// A file that is read or written.
    File,
    /// No work.
    Nothing,
}

/// Frames that pass.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    /// What crosses between the processor and a graphics processor, if they do.
    pub(super) crosses: Option<String>,
}

/// Streams that go from one stage to another as they are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Copied {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: String,
}

impl Content {
    /// What is in the picture of `plan`; with costs, if it has been estimated.
    pub(super) fn of(plan: &Plan, estimate: Option<&Estimate>) -> Self {
        let stages = plan.stages.iter().enumerate().map(|(number, stage)| Frame {
            // The box inside says which file.
            title: match stage.name.split_once(' ') {
                Some((what @ ("decode" | "encode"), _)) => what.to_owned(),
                _ => stage.name.clone(),
            },
            look: Look::Nothing,
            // Of a decoder or encoder the box inside says it as well.
            cost: estimate.and_then(|estimate| costs::of_stage(estimate, number)).filter(|cost| {
                cost.slowest || !(stage.name.starts_with("decode ") || stage.name.starts_with("encode "))
            }),
        });
        let content = Self {
            title: plan.graph.clone(),
            summary: estimate.map(costs::summary).unwrap_or_default(),
            stages: stages.collect(),
            groups: Vec::new(),
            nodes: Vec::new(),
            edges: Vec::new(),
            copied: Vec::new(),
        };
        let mut maker =
            Maker { plan, estimate, content, makers: Vec::new(), moved: Transfers::of(plan).ok().flatten() };
        plan.ops.iter().for_each(|op| maker.op(op));
        plan.outputs.iter().enumerate().for_each(|(number, output)| maker.output(number, output));
        maker.content
    }
}

struct Maker<'a> {
    plan: &'a Plan,
    estimate: Option<&'a Estimate>,
    content: Content,
    /// For each op the nodes that make its frames: several, if it is fused and several of its kernels are read.
    makers: Vec<Vec<usize>>,
    moved: Option<Transfers>,
}

impl Maker<'_> {
    fn op(&mut self, op: &Op) {
        let made = match &op.kind {
            OpKind::Part { output } => vec![self.made_by(op.inputs.first(), *output as usize)],
            OpKind::Fused(group) => self.group(op, group),
            _ => vec![self.single(op)],
        };
        self.makers.push(made);
    }

    /// The node whose frames an op reads.
    fn made_by(&self, op: Option<&OpId>, output: usize) -> usize {
        let made = op.and_then(|op| self.makers.get(op.0 as usize));
        made.and_then(|made| made.get(output).or(made.first())).copied().unwrap_or(0)
    }

    fn single(&mut self, op: &Op) -> usize {
        let before = op.inputs.first().map(|input| &self.plan.ops[input.0 as usize].format);
        let cost = self.estimate.and_then(|estimate| costs::of_op(estimate, op.id));
        let stage = self.stage_of(op.id);
        let node = Node {
            line: op.line.map(|line| format!("line {line}")),
            hint: hint(&op.name, op_args(op), &op.format, op.inserted.as_deref()),
            look: match op.kind {
                OpKind::Decode { .. } => Look::File,
                OpKind::Retag => Look::Nothing,
                _ => look(op.backend),
            },
            cost,
            stage,
            group: None,
            inserted: op.inserted.clone(),
            title: op.name.clone(),
            lines: Vec::new(),
            format: before.and_then(|before| changed(before, &op.format)),
        };
        let node = match &op.kind {
            OpKind::Decode { input, stream } => {
                let path = self.plan.inputs.get(*input).map_or("", |input| &input.path);
                let (size, tags) = formats(&op.format);
                Node {
                    title: last_name(path).to_owned(),
                    lines: vec![format!("{} · stream {stream}", op.name), size, tags],
                    hint: hint(path, None, &op.format, None),
                    cost: self.estimate.and_then(|estimate| costs::of_codec(estimate, stage)),
                    ..node
                }
            }
            OpKind::Retag => Node { lines: vec!["tags only, no work".to_owned()], ..node },
            _ => {
                let planes = if let OpKind::Kernel { planes, .. } = &op.kind { &planes[..] } else { &[] };
                let lines = said(op_args(op)).into_iter().chain(on(op_args(op), planes));
                Node { lines: lines.chain(in_time(op.window)).collect(), ..node }
            }
        };
        let number = self.add(node);
        for input in &op.inputs {
            self.edge(self.made_by(Some(input), 0), number, op.backend, *input);
        }
        number
    }

    /// The kernels of a fused op; gives those whose frames leave it.
    fn group(&mut self, op: &Op, group: &Group) -> Vec<usize> {
        let number = self.content.groups.len();
        let cost = self.estimate.and_then(|estimate| costs::of_op(estimate, op.id));
        let title = format!("{} kernels in one pass", group.stages.len());
        self.content.groups.push(Frame { title, look: look(op.backend), cost });
        let first = self.content.nodes.len();
        for stage in &group.stages {
            let before = match stage.inputs.first() {
                Some(Origin::Input(input)) => {
                    op.inputs.get(*input as usize).map(|input| &self.plan.ops[input.0 as usize].format)
                }
                Some(Origin::Stage(read)) => group.stages.get(*read as usize).map(|stage| &stage.format),
                None => None,
            };
            let node = self.kernel(stage, before, (self.stage_of(op.id), number), look(op.backend));
            let node = self.add(node);
            for origin in &stage.inputs {
                match origin {
                    Origin::Input(input) => {
                        if let Some(read) = op.inputs.get(*input as usize).copied() {
                            self.edge(self.made_by(Some(&read), 0), node, op.backend, read);
                        }
                    }
                    Origin::Stage(read) => self.line(first + *read as usize, node, None),
                }
            }
        }
        group.outputs.iter().map(|output| first + *output as usize).collect()
    }

    fn kernel(&self, stage: &GroupStage, before: Option<&VideoFormat>, at: (usize, usize), look: Look) -> Node {
        let far = stage.kernel.support();
        let window = Window { before: far.before, after: far.after };
        let args = Some(&stage.args);
        Node {
            title: stage.name.clone(),
            line: stage.line.map(|line| format!("line {line}")),
            lines: said(args).into_iter().chain(on(args, &stage.planes)).chain(in_time(window)).collect(),
            format: before.and_then(|before| changed(before, &stage.format)),
            inserted: stage.inserted.clone(),
            hint: hint(&stage.name, args, &stage.format, stage.inserted.as_deref()),
            look,
            cost: None,
            stage: at.0,
            group: Some(at.1),
        }
    }

    fn output(&mut self, number: usize, output: &PlanOutput) {
        let encoders = self.content.stages.len() - self.plan.outputs.len().min(self.content.stages.len());
        let stage = encoders + number;
        let video = &output.video;
        let mut lines = vec![video.encoder.clone()];
        lines.extend(said(Some(&video.args)));
        lines.push(output.container.clone());
        let dropped: Vec<String> = output
            .dropped
            .iter()
            .map(|dropped| {
                let input = self.plan.inputs.get(dropped.stream.input).map_or("", |input| &input.name);
                format!("without {input}:{}, {}", dropped.stream.stream, dropped.reason)
            })
            .collect();
        let about = format!("{}\n{} ({})\n{}", output.path, video.encoder, video.args, output.container);
        let node = Node {
            title: last_name(&output.path).to_owned(),
            line: None,
            lines,
            format: None,
            inserted: None,
            hint: std::iter::once(about).chain(dropped).collect::<Vec<_>>().join("\n"),
            look: Look::File,
            cost: self.estimate.and_then(|estimate| costs::of_codec(estimate, stage)),
            stage,
            group: None,
        };
        let node = self.add(node);
        self.edge(self.made_by(Some(&video.op), 0), node, Backend::Cpu, video.op);
        for (input, read) in self.plan.inputs.iter().enumerate() {
            let streams = output.copied.iter().filter(|stream| stream.input == input).count();
            let decodes = |op: &Op| matches!(op.kind, OpKind::Decode { input: of, .. } if of == input);
            let from = self.plan.ops.iter().find(|op| decodes(op)).map(|op| self.stage_of(op.id));
            let Some(from) = from.filter(|_| streams > 0) else { continue };
            let label = match streams {
                1 => format!("1 stream of {} copied", read.name),
                _ => format!("{streams} streams of {} copied", read.name),
            };
            self.content.copied.push(Copied { from, to: stage, label });
        }
    }

    fn add(&mut self, node: Node) -> usize {
        self.content.nodes.push(node);
        self.content.nodes.len() - 1
    }

    fn stage_of(&self, op: OpId) -> usize {
        self.plan.stages.iter().position(|stage| stage.ops.contains(&op)).unwrap_or(0)
    }

    /// A line to what an op on `backend` reads: the frames of `read`.
    fn edge(&mut self, from: usize, to: usize, backend: Backend, read: OpId) {
        let Some(moved) = &self.moved else { return self.line(from, to, None) };
        let op = &self.plan.ops[read.0 as usize];
        let here = side(self.plan, op);
        let to_gpu = backend == Backend::Gpu && self.content.nodes[to].look == Look::Gpu;
        let crossing = match here {
            Backend::Cpu if to_gpu => Some((&moved.up, "to the GPU")),
            Backend::Gpu if !to_gpu && self.content.nodes[to].look != Look::Nothing => Some((&moved.down, "back")),
            _ => None,
        };
        let crosses = crossing.map(|(planes, what)| {
            // Planes may come from further up, where others only pass frames on.
            let bytes = |planes: &BTreeSet<(OpId, usize)>| -> u64 {
                let of = planes.iter().filter(|(id, _)| *id == read);
                of.map(|(id, plane)| plane_bytes(&self.plan.ops[id.0 as usize].format, *plane)).sum()
            };
            match bytes(planes) {
                0 => what.to_owned(),
                count => format!("{} {what}", words::size(count as f64)),
            }
        });
        self.line(from, to, crosses);
    }

    fn line(&mut self, from: usize, to: usize, crosses: Option<String>) {
        if !self.content.edges.iter().any(|edge| edge.from == from && edge.to == to) {
            self.content.edges.push(Edge { from, to, crosses });
        }
    }
}

fn look(backend: Backend) -> Look {
    if backend == Backend::Cpu { Look::Cpu } else { Look::Gpu }
}

fn op_args(op: &Op) -> Option<&Args> {
    match &op.kind {
        OpKind::Kernel { args, .. } | OpKind::Native { args, .. } => Some(args),
        _ => None,
    }
}

/// The name of a file without its folder.
fn last_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Arguments, a line each, without those that change nothing.
fn said(args: Option<&Args>) -> Option<String> {
    let same = Constant::Name("same".to_owned());
    let said = args.into_iter().flat_map(|args| &args.0).filter(|(_, value)| **value != same);
    let said: Vec<String> = said.map(|(name, value)| format!("{name}:\u{a0}{}", short(value))).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// The planes that it works on, if its arguments do not say so.
fn on(args: Option<&Args>, planes: &[bool]) -> Option<String> {
    let said = args.is_some_and(|args| args.get("planes").is_some());
    planes_text(planes).filter(|_| !said && planes.contains(&true))
}

/// A value with no more digits than can be told apart.
fn short(value: &Constant) -> String {
    match value {
        Constant::Number(number, unit) => format!("{}{unit}", (number * 1e4).round() / 1e4),
        value => value.brief(),
    }
}

/// `2 frames before, 1 after`
fn in_time(window: Window) -> Option<String> {
    let frames = |count: u32| format!("{count} frame{}", if count == 1 { "" } else { "s" });
    match (window.before, window.after) {
        (0, 0) => None,
        (before, 0) => Some(format!("sees {} before", frames(before))),
        (0, after) => Some(format!("sees {} after", frames(after))),
        (before, after) => Some(format!("sees {} before, {after} after", frames(before))),
    }
}

/// A format in two lines: what a frame measures, and what its tags say.
fn formats(format: &VideoFormat) -> (String, String) {
    let all = format.to_string();
    let sample = format!(" {}", format.sample);
    match all.find(&sample) {
        Some(at) => {
            let (size, tags) = all.split_at(at + sample.len());
            (size.to_owned(), tags.trim().replace("sar ", "sar\u{a0}"))
        }
        None => (all, String::new()),
    }
}

/// What of a format is another than before.
fn changed(before: &VideoFormat, after: &VideoFormat) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    if (before.width, before.height) != (after.width, after.height) {
        said.push(format!("{}x{}", after.width, after.height));
    }
    if let (true, Some(rate)) = (before.rate != after.rate, after.rate) {
        said.push(format!("{}fps", rate.fps));
    }
    if (before.layout, before.alpha) != (after.layout, after.alpha) {
        said.push(format!("{}{}", after.layout, if after.alpha { "+alpha" } else { "" }));
    }
    if before.sample != after.sample {
        said.push(after.sample.to_string());
    }
    let tags: [(bool, String); 6] = [
        (before.range != after.range, after.range.to_string()),
        (before.matrix != after.matrix, after.matrix.to_string()),
        (before.transfer != after.transfer, after.transfer.to_string()),
        (before.primaries != after.primaries, after.primaries.to_string()),
        (before.scan != after.scan, after.scan.to_string()),
        (before.sar != after.sar, after.sar.map_or(String::new(), |sar| format!("sar {sar}"))),
    ];
    said.extend(tags.into_iter().filter(|(differs, text)| *differs && !text.is_empty()).map(|(_, text)| text));
    (!said.is_empty()).then(|| said.join(" "))
}

fn hint(name: &str, args: Option<&Args>, format: &VideoFormat, inserted: Option<&str>) -> String {
    let mut lines = vec![match args.filter(|args| !args.0.is_empty()) {
        Some(args) => format!("{name} ({args})"),
        None => name.to_owned(),
    }];
    lines.push(format!("gives {format}"));
    lines.extend(inserted.map(|reason| format!("inserted: {reason}")));
    lines.join("\n")
}

impl Node {
    /// All that the box says, a line each.
    pub(super) fn words(&self) -> Vec<String> {
        let mut head = self.title.clone();
        self.line.iter().for_each(|line| head.push_str(&format!(" ({line})")));
        let mut words = vec![head];
        words.extend(self.lines.iter().filter(|line| !line.is_empty()).cloned());
        words.extend(self.format.iter().map(|format| format!("→ {format}")));
        words.extend(self.inserted.iter().map(|reason| format!("inserted: {reason}")));
        words.extend(self.cost.iter().map(Cost::words));
        words.into_iter().map(|line| line.replace('\u{a0}', " ")).collect()
    }
}

impl Frame {
    /// All that its head says.
    pub(super) fn words(&self) -> String {
        let cost = self.cost.as_ref().map_or(String::new(), |cost| format!(" · {}", cost.words()));
        format!("{}{cost}", self.title)
    }
}
