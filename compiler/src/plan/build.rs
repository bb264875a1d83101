//! The last step: from a checked graph to a plan that can be run.

use std::collections::BTreeMap;

use super::pins::check_pins;
use super::routing::{Route, route};
use super::written::check_written;
use super::{Header, Op, OpId, OpKind, Plan, PlanInput, PlanOutput, Reach, SourceReach, Stage, VideoOut, World};
use crate::diagnostics::{Code, Diagnostic, Label, Sources};
use crate::elaborate::Bindings;
use crate::graph::{Graph, NodeId, NodeKind, Output};
use crate::kernel::Kernel;
use crate::syntax::SourceId;
use crate::syntax::ast::{File, Input, ItemKind};

/// Makes the plan of a graph whose media is known; `None` after a finding that forbids it.
pub fn build(
    file: &File,
    source: SourceId,
    sources: &Sources,
    graph: &Graph,
    bindings: &Bindings,
    world: &dyn World,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Plan> {
    let inputs: Vec<&Input> = file
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            ItemKind::Input(input) => Some(input),
            _ => None,
        })
        .collect();
    let mut plan = Plan::plain(&sources.get(source).name, Vec::new(), Vec::new());
    plan.excerpt = bindings.excerpt;
    // What may be left out, and is, is not read.
    for input in &inputs {
        if let Some(media) = bindings.media.get(&input.name.name) {
            plan.inputs.push(PlanInput {
                name: input.name.name.clone(),
                path: media.path.clone(),
                header: Header::of(media),
            });
        }
    }
    let missing = super::missing(file, &plan.graph, bindings);
    let mut complete = missing.is_empty();
    diagnostics.extend(missing);
    complete &= check_networks(graph, diagnostics);
    let order = graph.topological();
    let ids = op_ids(&order);
    for id in &order {
        match op(graph, *id, &ids, source, sources) {
            Some(op) => plan.ops.push(op),
            None => complete = false,
        }
    }
    if !complete {
        return None;
    }
    complete &= check_pins(&plan, graph, &order, diagnostics);
    let before = diagnostics.len();
    check_written(graph, world, diagnostics);
    complete &= diagnostics.len() == before;
    let reaches = graph.reach();
    let setting = Setting { graph, ids: &ids, reaches: &reaches, inputs: &inputs, bindings, world };
    for output in &graph.outputs {
        match planned_output(output, &setting, diagnostics) {
            Some(output) => plan.outputs.push(output),
            None => complete = false,
        }
    }
    let given: Vec<bool> = inputs.iter().map(|input| bindings.media.contains_key(&input.name.name)).collect();
    number_inputs(&mut plan, &given);
    plan.stages = stages(&plan);
    if let Some(found) = plan.check_excerpt() {
        diagnostics.push(found);
        complete = false;
    }
    complete.then_some(plan)
}

/// What outputs are planned by.
pub(super) struct Setting<'a> {
    graph: &'a Graph,
    ids: &'a BTreeMap<NodeId, OpId>,
    reaches: &'a BTreeMap<NodeId, BTreeMap<NodeId, Reach>>,
    pub(super) inputs: &'a [&'a Input],
    pub(super) bindings: &'a Bindings,
    pub(super) world: &'a dyn World,
}

/// Networks can be declared and checked, but there is nothing yet that runs them.
fn check_networks(graph: &Graph, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let mut none = true;
    for id in graph.dag.node_indices() {
        let node = graph.node(id);
        if let NodeKind::Model { name, file } = &node.kind {
            none = false;
            let mut diagnostic = Diagnostic::new(
                Code::NO_BACKEND,
                format!("`{name}` is a network, {file}, and this version of FrameWright cannot run networks"),
            )
            .help("leave it out, or put a filter of the library in its place: `resize` makes pictures larger");
            diagnostic.labels.extend(node.span.map(|span| Label { span, text: "asked for here".to_owned() }));
            diagnostics.push(diagnostic);
        }
    }
    none
}

/// Counts inputs as the plan does, which has none of those that were left out.
fn number_inputs(plan: &mut Plan, given: &[bool]) {
    let number = |input: &mut usize| *input = given[..*input].iter().filter(|given| **given).count();
    for op in &mut plan.ops {
        if let OpKind::Decode { input, .. } = &mut op.kind {
            number(input);
        }
    }
    for output in &mut plan.outputs {
        output.video.source.iter_mut().for_each(|stream| number(&mut stream.input));
        output.copied.iter_mut().for_each(|stream| number(&mut stream.input));
        output.dropped.iter_mut().for_each(|dropped| number(&mut dropped.stream.input));
    }
}

/// The op of each node in an order.
pub(super) fn op_ids(order: &[NodeId]) -> BTreeMap<NodeId, OpId> {
    order.iter().zip(0..).map(|(id, number)| (*id, OpId(number))).collect()
}

pub(super) fn op(
    graph: &Graph,
    id: NodeId,
    ids: &BTreeMap<NodeId, OpId>,
    source: SourceId,
    sources: &Sources,
) -> Option<Op> {
    let node = graph.node(id);
    let kind = match &node.kind {
        NodeKind::Source { input, stream } => OpKind::Decode { input: *input, stream: *stream },
        NodeKind::Kernel { kernel, args, planes } => {
            OpKind::Kernel { kernel: Kernel::clone(kernel), args: args.clone(), planes: planes.clone() }
        }
        NodeKind::Native { args, pixels: Some(pixels), .. } => {
            OpKind::Kernel { kernel: pixels.kernel.clone(), args: args.clone(), planes: pixels.planes.clone() }
        }
        NodeKind::Native { filter, args, work, scratch, .. } => {
            OpKind::Native { filter: filter.clone(), args: args.clone(), work: work.clone(), scratch: *scratch }
        }
        NodeKind::Retag => OpKind::Retag,
        NodeKind::Undecided { .. } | NodeKind::Model { .. } => return None,
    };
    let computes = matches!(kind, OpKind::Kernel { .. } | OpKind::Native { .. });
    Some(Op {
        id: *ids.get(&id)?,
        name: node.name.clone(),
        kind,
        inputs: graph.inputs(id).iter().map(|input| ids.get(input).copied()).collect::<Option<_>>()?,
        format: node.clip.exact()?,
        window: node.window,
        warm_up: node.warm_up,
        class: node.class,
        line: node.span.filter(|span| span.source == source).map(|span| sources.line_column(span).0),
        inserted: node.inserted.clone(),
        buffered_frames: node.window.before + node.window.after + u32::from(computes),
        backend: node.pin.unwrap_or_default(),
        pin: node.pin,
    })
}

fn planned_output(output: &Output, setting: &Setting<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<PlanOutput> {
    let (graph, world) = (setting.graph, setting.world);
    let Some(path) = output.path.clone() else {
        diagnostics.push(
            Diagnostic::new(Code::UNBOUND_INPUT, "no path is given for the output")
                .label(output.span, "")
                .help("say where to write with -o FILE, or write a path after `output`"),
        );
        return None;
    };
    // What cannot be written has been reported by `check_written`.
    let container = world.container_for(&path)?;
    let video = output.video.as_ref()?;
    let op = *setting.ids.get(&video.clip)?;
    let source = origin(graph, video.clip);
    let used = sources_of(graph, video.clip);
    let routed = route(&Route { output, used: &used, container: &container }, setting, diagnostics)?;
    let reaches = setting.reaches.get(&video.clip).into_iter().flatten();
    let reach =
        reaches.filter_map(|(source, reach)| Some(SourceReach { op: *setting.ids.get(source)?, reach: *reach }));
    // Chapters are written before it is known by how much the times of a part are moved.
    let chapters = routed.chapters && (setting.bindings.excerpt.is_none() || container == "matroska");
    Some(PlanOutput {
        path,
        container,
        video: VideoOut {
            op,
            encoder: video.encoder.clone(),
            args: video.args.clone(),
            source,
            reach: reach.collect(),
        },
        copied: routed.copied,
        dropped: routed.dropped,
        chapters,
        metadata: routed.metadata,
    })
}

/// The stream whose tags a picture carries on: the first source upstream of it.
fn origin(graph: &Graph, clip: NodeId) -> Option<super::CopiedStream> {
    let mut id = clip;
    loop {
        match &graph.node(id).kind {
            NodeKind::Source { input, stream } => return Some(super::CopiedStream { input: *input, stream: *stream }),
            _ => id = *graph.inputs(id).first()?,
        }
    }
}

/// Every stream that goes into a picture.
fn sources_of(graph: &Graph, clip: NodeId) -> Vec<super::CopiedStream> {
    let mut found = Vec::new();
    let mut waiting = vec![clip];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if let NodeKind::Source { input, stream } = &graph.node(id).kind {
            found.push(super::CopiedStream { input: *input, stream: *stream });
        }
        waiting.extend(graph.inputs(id).into_iter().filter(|input| seen.insert(*input)));
    }
    found
}

/// One thread decodes each input, one filters, one encodes each output; each of them works on several cores.
pub(crate) fn stages(plan: &Plan) -> Vec<Stage> {
    let mut stages = Vec::new();
    for (index, input) in plan.inputs.iter().enumerate() {
        let ops = ids(plan, |op| matches!(op.kind, OpKind::Decode { input, .. } if input == index));
        if !ops.is_empty() {
            stages.push(Stage { name: format!("decode {}", input.name), ops, queue: plan.schedule.frame_queue });
        }
    }
    let filters = ids(plan, |op| !matches!(op.kind, OpKind::Decode { .. }));
    if !filters.is_empty() {
        stages.push(Stage { name: "filter".to_owned(), ops: filters, queue: plan.schedule.frame_queue });
    }
    for output in &plan.outputs {
        stages.push(Stage {
            name: format!("encode {}", output.path),
            ops: Vec::new(),
            queue: plan.schedule.packet_queue,
        });
    }
    stages
}

fn ids(plan: &Plan, wanted: impl Fn(&Op) -> bool) -> Vec<OpId> {
    plan.ops.iter().filter(|op| wanted(op)).map(|op| op.id).collect()
}
