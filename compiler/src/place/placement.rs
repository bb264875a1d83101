//! What a plan says of where its ops run.

use serde::{Deserialize, Serialize};

use super::Chosen;
use crate::plan::{Backend, OpId};

/// Where the ops of a plan run, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// The machine that it was decided for.
    pub machine: String,
    /// How it was decided.
    pub rule: Rule,
    /// Whether nothing else could be better by the prices of the machine; false only of graphs so wide that not
    /// everything could be looked at.
    pub exact: bool,
    /// What was compared, each as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compared: Vec<Compared>,
    /// How implementations were chosen, if there is a deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Chosen>,
    /// One for each op that computes something.
    pub decisions: Vec<Decision>,
}

/// How placement is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Whatever takes least by the prices of the machine.
    Cheapest,
    /// The command line says what is preferred.
    Preferred,
    /// The command line leaves nothing but the processor.
    Forbidden,
    /// There is nothing but the processor.
    NoDevice,
    /// What other backends cost on this machine was never measured.
    Unmeasured,
}

/// A placement of the whole plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// What it is.
    pub what: Whole,
    /// Seconds that the run would take.
    pub seconds: f64,
}

/// Placements of a whole plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whole {
    /// Everything that can be on the processor is.
    AllCpu,
    /// Everything that can be on a graphics processor is.
    AllGpu,
    /// Each op where it is best for the whole.
    Mixed,
}

/// Where an op runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Which.
    pub op: OpId,
    /// Where it runs.
    pub backend: Backend,
    /// Whether the graph says so itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// Where else it might have run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Other>,
}

/// Where an op does not run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Other {
    /// Where.
    pub backend: Backend,
    /// Why not.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// Why an op does not run somewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The run would take so many seconds more, were this op alone there; fewer, below 0, where what is asked for
    /// is not the cheapest.
    More {
        /// Seconds.
        seconds: f64,
    },
    /// It cannot run there.
    Cannot {
        /// Why, for people.
        reason: String,
    },
}
