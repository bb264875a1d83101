//! What a fused op of a plan says.

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
    /// Whether it is the same program on any frame and reads no other frames: what it gives for another frame
    /// follows from its inputs at that frame.
    pub fn is_still(&self) -> bool {
        self.kernel.nodes.iter().all(|node| match node {
            Expr::Load(Load { dt, .. }) | Expr::Statistic(Statistic { dt, .. }) => *dt == 0,
            Expr::Frame | Expr::Time | Expr::Random(_) => false,
            _ => true,
        })
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

    /// How far each input is read, over all stages.
    pub fn supports(&self, inputs: usize) -> Vec<Support> {
        let mut found = vec![Support::default(); inputs];
        let mut reaches: Vec<Vec<(usize, Support)>> = Vec::with_capacity(self.stages.len());
        for stage in &self.stages {
            let mut reach: Vec<(usize, Support)> = Vec::new();
            for (place, origin) in stage.inputs.iter().enumerate() {
                let own = stage.kernel.support_of(place as u8);
                match *origin {
                    Origin::Input(input) => reach.push((input as usize, own)),
                    Origin::Stage(stage) => {
                        reach.extend(reaches[stage as usize].iter().map(|(input, far)| (*input, far.beyond(own))));
                    }
                }
            }
            for (input, far) in &reach {
                found[*input] = found[*input].or(*far);
            }
            reaches.push(reach);
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
