//! What a fused op of a plan says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kernel::{Expr, Kernel, Load, Statistic, Support};
use crate::media::VideoFormat;
use crate::plan::{OpKind, Window};
use crate::types::Args;

/// Kernels that run as one.
///
/// Contract: stages are in topological order; every stage but the outputs is read by a later one; a stage is
/// read at other frames than the current one only if it reads none and nothing of it depends on the frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The kernels.
    pub stages: Vec<GroupStage>,
    /// The stages whose frames leave the group, in the order in which its readers count them.
    pub outputs: Vec<u32>,
}

/// One kernel of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupStage {
    /// What the op was called.
    pub name: String,
    /// The pixel program.
    pub kernel: Kernel,
    /// For each plane of the output, whether the kernel runs; the others are those of its first input.
    pub planes: Vec<bool>,
    /// Where its inputs come from.
    pub inputs: Vec<Origin>,
    /// What it would give as an op of its own.
    pub format: VideoFormat,
    /// The line of the graph that asked for it, from 1.
    pub line: Option<usize>,
    /// The arguments that it was made with.
    #[serde(default)]
    pub args: Args,
    /// Why the compiler inserted it, if nobody asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inserted: Option<String>,
}

/// Where an input of a stage comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// An input of the group.
    Input(u32),
    /// An earlier stage.
    Stage(u32),
}

impl GroupStage {
    /// Whether the kernel makes this plane; the others are those of the first input.
    pub fn makes(&self, plane: usize) -> bool {
        self.planes.get(plane) == Some(&true)
    }

    /// What plane `plane` is made of: which input, which plane of it, and how far around that is read.
    pub fn reads(&self, plane: usize) -> Vec<(usize, usize, Support)> {
        if !self.makes(plane) {
            return vec![(0, plane, Support::default())];
        }
        let mut found: Vec<(usize, usize, Support)> = Vec::new();
        for node in &self.kernel.nodes {
            let (Expr::Load(Load { input, plane: of, .. }) | Expr::Statistic(Statistic { input, plane: of, .. })) =
                *node
            else {
                continue;
            };
            let (input, of) = (usize::from(input), of.map_or(plane, usize::from));
            let own = node.reach();
            match found.iter_mut().find(|(known, other, _)| (*known, *other) == (input, of)) {
                Some((.., far)) => *far = far.or(own),
                None => found.push((input, of, own)),
            }
        }
        found
    }
}

impl Group {
    /// The group of one kernel, whose inputs are the group's.
    pub fn one(name: &str, kernel: &Kernel, planes: &[bool], format: &VideoFormat) -> Self {
        let stage = GroupStage {
            name: name.to_owned(),
            kernel: kernel.clone(),
            planes: planes.to_vec(),
            inputs: (0..u32::from(kernel.inputs)).map(Origin::Input).collect(),
            format: format.clone(),
            line: None,
            args: Args::default(),
            inserted: None,
        };
        Self { stages: vec![stage], outputs: vec![0] }
    }

    /// The group that an op runs, if it runs kernels.
    pub fn of(name: &str, kind: &OpKind, format: &VideoFormat) -> Option<Self> {
        match kind {
            OpKind::Kernel { kernel, planes, .. } => Some(Self::one(name, kernel, planes, format)),
            OpKind::Fused(group) => Some(group.clone()),
            _ => None,
        }
    }

    /// How far each input is read for the planes that leave.
    pub fn supports(&self, inputs: usize) -> Vec<Support> {
        // For each stage and plane how far which inputs are read.
        let mut reaches: Vec<Vec<BTreeMap<u32, Support>>> = Vec::with_capacity(self.stages.len());
        for stage in &self.stages {
            let reach = |plane: usize| {
                let mut reach: BTreeMap<u32, Support> = BTreeMap::new();
                let mut add = |input: u32, far: Support| {
                    let known = reach.entry(input).or_default();
                    *known = known.or(far);
                };
                for (place, from, own) in stage.reads(plane) {
                    match stage.inputs.get(place) {
                        Some(Origin::Input(input)) => add(*input, own),
                        Some(Origin::Stage(read)) => {
                            let planes = reaches.get(*read as usize);
                            let known = planes.and_then(|planes| planes.get(from)).into_iter().flatten();
                            known.for_each(|(input, far)| add(*input, far.beyond(own)));
                        }
                        None => {}
                    }
                }
                reach
            };
            reaches.push((0..stage.format.planes()).map(reach).collect());
        }
        let mut found = vec![Support::default(); inputs];
        let leaving = self.outputs.iter().filter_map(|output| reaches.get(*output as usize)).flatten().flatten();
        for (input, far) in leaving {
            if let Some(known) = found.get_mut(*input as usize) {
                *known = known.or(*far);
            }
        }
        found
    }

    /// Frames of its inputs that one frame needs.
    pub fn window(&self, inputs: usize) -> Window {
        let far = self.supports(inputs).into_iter().fold(Support::default(), Support::or);
        Window { before: far.before, after: far.after }
    }
}

/// `on plane 0 2`, if a kernel leaves some planes as they are.
pub(crate) fn planes_text(planes: &[bool]) -> Option<String> {
    let on: Vec<String> = (0..planes.len()).filter(|plane| planes[*plane]).map(|plane| plane.to_string()).collect();
    (on.len() < planes.len()).then(|| format!("on plane {}", on.join(" ")))
}
