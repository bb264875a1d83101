//! A plan that writes nothing: whose frames are looked at to measure them.

use super::build::{op, op_ids};
use super::{Header, MeasuredValue, Op, OpId, OpKind, Plan, PlanInput};
use crate::diagnostics::Sources;
use crate::elaborate::{Bindings, Measured, Request};
use crate::graph::{Graph, Output};
use crate::media::{MediaInfo, VideoFormat};
use crate::passes;
use crate::syntax::SourceId;
use crate::syntax::Span;
use crate::syntax::ast::{File, ItemKind};
use crate::types::{Args, Stream};

/// One pass over clips, in which all that is asked for is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// What is read and worked out; it has no outputs.
    pub plan: Plan,
    /// What is looked at.
    pub looks: Vec<Look>,
}

/// A measure of the frames of an op, or of several ops side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Names what is found, as [`Request::key`] does.
    pub key: String,
    /// The measure's name in the library.
    pub measure: String,
    /// Its arguments besides the clips.
    pub args: Args,
    /// The ops whose frames are looked at.
    pub ops: Vec<OpId>,
    /// Look at this many frames at most, and at fewer if they leave no doubt; `None` looks at all.
    pub quick: Option<u64>,
    /// Bytes that measuring holds besides the frames it looks at.
    pub tables: u64,
}

/// What has to be run so that `requests` can be answered; `None` if a part of the graph cannot be run.
pub fn survey(
    file: &File,
    source: SourceId,
    sources: &Sources,
    graph: &Graph,
    requests: &[Request],
    bindings: &Bindings,
) -> Option<Survey> {
    let mut graph = graph.clone();
    // The passes follow the clips that outputs take.
    graph.outputs = requests.iter().flat_map(looked_at).collect();
    passes::run_all(&mut graph, |_, _| {});
    let order = graph.topological();
    let ids = op_ids(&order);
    let mut ops = order.iter().map(|id| op(&graph, *id, &ids, source, sources)).collect::<Option<Vec<_>>>()?;
    let names = file.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Input(input) => Some(&input.name.name),
        _ => None,
    });
    let names: Vec<&String> = names.collect();
    // Only what is read is opened, and counted among the inputs of this plan.
    let mut read: Vec<usize> = Vec::new();
    for op in &mut ops {
        if let OpKind::Decode { input, .. } = &mut op.kind {
            let position = read.iter().position(|other| other == input).unwrap_or_else(|| {
                read.push(*input);
                read.len() - 1
            });
            *input = position;
        }
    }
    let inputs = read.into_iter().map(|input| {
        let name = (*names.get(input)?).clone();
        let media = bindings.media.get(&name)?;
        Some(PlanInput { name, path: media.path.clone(), header: Header::of(media) })
    });
    let mut looked = graph.outputs.iter().map(|output| ids.get(&output.video.as_ref()?.clip).copied());
    let looks = requests.iter().map(|request| {
        Some(Look {
            key: request.key.clone(),
            measure: request.measure.clone(),
            args: request.args.clone(),
            ops: looked.by_ref().take(request.clips.len()).collect::<Option<_>>()?,
            quick: None,
            tables: 0,
        })
    });
    let looks = looks.collect::<Option<Vec<_>>>()?;
    let inputs = inputs.collect::<Option<Vec<_>>>()?;
    Some(Survey { plan: Plan::plain(&sources.get(source).name, inputs, ops), looks })
}

impl Survey {
    /// A first look at the fields of a picture: stream `stream` of `media`, of this format.
    pub fn of_fields(name: &str, media: &MediaInfo, stream: usize, format: &VideoFormat, frames: u64) -> Self {
        let kind = OpKind::Decode { input: 0, stream };
        let op = Op { buffered_frames: 0, ..Op::plain(OpId(0), name, kind, Vec::new(), format) };
        let look = Look {
            key: name.to_owned(),
            measure: "field_order".to_owned(),
            args: Args::default(),
            ops: vec![OpId(0)],
            quick: Some(frames),
            tables: 0,
        };
        let input = PlanInput { name: name.to_owned(), path: media.path.clone(), header: Header::of(media) };
        Self { plan: Plan::plain(&media.path, vec![input], vec![op]), looks: vec![look] }
    }
}

/// In place of outputs: something that takes each clip.
fn looked_at(request: &Request) -> impl Iterator<Item = Output> {
    request.clips.iter().map(|clip| {
        let video = Stream { clip: *clip, encoder: String::new(), args: Args::default(), span: None };
        Output { path: None, video: Some(video), audio: None, copy: None, drop: Vec::new(), span: request.span }
    })
}

/// What was measured, for people and for the plan.
pub fn values(measured: &[(Request, Measured)], sources: &Sources) -> Vec<MeasuredValue> {
    let value = |(request, found): &(Request, Measured)| MeasuredValue {
        measure: request.measure.clone(),
        args: request.args.clone(),
        clip: match &request.within {
            Some(filter) => format!("{} in {filter}", named(request, sources)),
            None => named(request, sources),
        },
        found: found.clone(),
    };
    measured.iter().map(value).collect()
}

/// The clips of a request, as they are written: `picture`, or `picture and tape.video`.
fn named(request: &Request, sources: &Sources) -> String {
    let clips: Vec<String> = request.clip_spans.iter().map(|span| written(*span, sources)).collect();
    clips.join(" and ")
}

/// A piece of the graph in one line, as it is written there.
fn written(span: Span, sources: &Sources) -> String {
    let text = &sources.get(span.source).text[span.range()];
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
