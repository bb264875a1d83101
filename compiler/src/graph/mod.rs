//! The graph: what happens to the pictures, independent of the machine it will run on.
//!
//! Contract, held by [`verify`]:
//! - acyclic; an edge runs from the node whose frames are read to the node that
//!   reads them, and its weight is the position among the reader's inputs;
//! - a node's inputs are numbered from 0 without gaps;
//! - a kernel whose planes are known says of each whether it runs;
//! - all plane inputs of a kernel share one format but for their length.
//!
//! Its `Display` is the stable printed form.

mod text;
mod verify;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use petgraph::Direction;
use petgraph::stable_graph::{NodeIndex, StableDiGraph};
use petgraph::visit::EdgeRef;

pub use verify::verify;

use crate::estimate::Work;
use crate::kernel::Kernel;
use crate::media::VideoFormat;
use crate::plan::{Backend, Window};
use crate::resolve::{Class, Pixels, WarmUp};
use crate::syntax::Span;
use crate::types::{Args, ClipType, Stream};

/// Names a node for as long as it exists.
pub type NodeId = NodeIndex<u32>;

/// A checked graph.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// Nodes and the frames that flow between them.
    pub dag: StableDiGraph<Node, usize>,
    /// What is written.
    pub outputs: Vec<Output>,
}

/// One operation on pictures.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is called in messages: the filter's name as a rule.
    pub name: String,
    /// What it does.
    pub kind: NodeKind,
    /// What is known of the frames it gives.
    pub clip: ClipType,
    /// Frames of its inputs that it needs around the current one.
    pub window: Window,
    /// Frames of history that it needs before what it gives is exact; `None` if it remembers nothing.
    pub warm_up: Option<WarmUp>,
    /// How alike two runs of it are.
    pub class: Class,
    /// Where it is asked for.
    pub span: Option<Span>,
    /// Why the compiler inserted it, if nobody asked for it.
    pub inserted: Option<String>,
    /// What has to run it, where the call says so: `on: gpu`.
    pub pin: Option<Backend>,
}

/// The kinds of node.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// A video stream of an input.
    Source {
        /// Position among the graph's inputs.
        input: usize,
        /// Stream index in the file; 0 while the file is not known.
        stream: usize,
    },
    /// A kernel over some planes.
    Kernel {
        /// The pixel program, shared by the copies of a graph.
        kernel: Arc<Kernel>,
        /// The arguments that it was made with.
        args: Args,
        /// For each plane, whether it runs; empty while its planes are not known.
        planes: Vec<bool>,
    },
    /// Native code of the library.
    Native {
        /// Its name there.
        filter: String,
        /// Its arguments.
        args: Args,
        /// The kernel that it is with these arguments on these formats, if it is one.
        pixels: Option<Arc<Pixels>>,
        /// What it does for a frame, where its formats are known.
        work: Work,
        /// Bytes that it needs beside the frames that it reads and writes.
        scratch: u64,
    },
    /// The same samples under another format.
    Retag,
    /// A network.
    Model {
        /// What the graph calls it.
        name: String,
        /// The file of its weights.
        file: String,
    },
    /// A filter whose arguments are not known yet.
    Undecided {
        /// Its name in the library.
        filter: String,
    },
}

/// A file to write.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Where; `None` if only the command line will say.
    pub path: Option<String>,
    /// The picture.
    pub video: Option<Stream>,
    /// Which of the inputs' sound it takes; `None` takes all that is there.
    pub audio: Option<Vec<usize>>,
    /// Kinds of stream that are copied; `None` copies all.
    pub copy: Option<Vec<StreamClass>>,
    /// Kinds of stream that are left out on purpose.
    pub drop: Vec<StreamClass>,
    /// The `output` item.
    pub span: Span,
}

crate::media::named_enum! {
    /// What an `output` can copy or drop.
    StreamClass {
        /// Sound.
        Audio = "audio",
        /// Subtitles.
        Subtitles = "subtitles",
        /// Chapter marks.
        Chapters = "chapters",
        /// Fonts and other files inside the file, cover pictures too.
        Attachments = "attachments",
        /// Timed data: timecode, telemetry.
        Data = "data",
        /// Tags of the file and its streams.
        Metadata = "metadata",
        /// Further video streams.
        Video = "video",
    }
}

impl Graph {
    /// Adds a node that reads `inputs`, in that order.
    pub fn add(&mut self, node: Node, inputs: &[NodeId]) -> NodeId {
        let id = self.dag.add_node(node);
        for (port, input) in inputs.iter().enumerate() {
            self.dag.add_edge(*input, id, port);
        }
        id
    }

    /// The node `id`.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.dag[id]
    }

    /// What is known of a node's frames.
    pub fn clip(&self, id: NodeId) -> &ClipType {
        &self.dag[id].clip
    }

    /// The format of a node's frames, if all of it is known.
    pub fn format(&self, id: NodeId) -> Option<VideoFormat> {
        self.dag[id].clip.exact()
    }

    /// The nodes that `id` reads, in order.
    pub fn inputs(&self, id: NodeId) -> Vec<NodeId> {
        let mut edges: Vec<_> =
            self.dag.edges_directed(id, Direction::Incoming).map(|edge| (*edge.weight(), edge.source())).collect();
        edges.sort_unstable();
        edges.into_iter().map(|(_, source)| source).collect()
    }

    /// All nodes, each after the nodes it reads; among equals in order of creation.
    pub fn topological(&self) -> Vec<NodeId> {
        let mut missing: BTreeMap<NodeId, usize> = BTreeMap::new();
        let mut ready = BinaryHeap::new();
        for id in self.dag.node_indices() {
            let inputs = self.dag.edges_directed(id, Direction::Incoming).count();
            missing.insert(id, inputs);
            if inputs == 0 {
                ready.push(Reverse(id));
            }
        }
        let mut done = Vec::with_capacity(missing.len());
        while let Some(Reverse(id)) = ready.pop() {
            done.push(id);
            for reader in self.dag.neighbors_directed(id, Direction::Outgoing) {
                if let Some(inputs) = missing.get_mut(&reader) {
                    *inputs -= 1;
                    if *inputs == 0 {
                        ready.push(Reverse(reader));
                    }
                }
            }
        }
        done
    }

    /// Makes everything that read `old` read `new` instead, outputs too; `old` stays, unread.
    pub fn replace(&mut self, old: NodeId, new: NodeId) {
        let readers: Vec<_> = self
            .dag
            .edges_directed(old, Direction::Outgoing)
            .map(|edge| (edge.id(), edge.target(), *edge.weight()))
            .filter(|(_, target, _)| *target != new)
            .collect();
        for (edge, target, port) in readers {
            self.dag.remove_edge(edge);
            self.dag.add_edge(new, target, port);
        }
        for output in &mut self.outputs {
            if let Some(video) = &mut output.video
                && video.clip == old
            {
                video.clip = new;
            }
        }
    }
}
