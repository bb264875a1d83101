//! Why two ops that follow each other are not one.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::plan::{Backend, OpId};

/// Two ops between which frames pass, and why they do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Boundary {
    /// The op whose frames pass.
    pub from: OpId,
    /// The op that reads them.
    pub to: OpId,
    /// Why they are not one op.
    pub reason: Reason,
}

/// Why kernels are not fused. Names are those of ops, as the graph has them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Reason {
    /// One of them is native code.
    Native {
        /// Which.
        name: String,
    },
    /// A format is changed between them.
    Retag {
        /// What changes it.
        name: String,
    },
    /// They run on different machines.
    Backends {
        /// What the first runs on.
        from: Backend,
        /// What the second runs on.
        to: Backend,
    },
    /// The second needs something that needs the frames of the first.
    Loop {
        /// The first.
        from: String,
        /// What is between them.
        through: String,
        /// The second.
        to: String,
    },
    /// A whole plane is summed up before there is a sample.
    WholePlanes {
        /// What is summed up.
        of: String,
        /// What sums it up.
        by: String,
    },
    /// Other frames are read of a kernel that cannot be worked out for other frames on the spot.
    OtherFrames {
        /// What is read.
        of: String,
        /// What reads it.
        by: String,
    },
    /// Their frames have the times of different clips.
    Clocks {
        /// One.
        first: String,
        /// The other.
        second: String,
    },
    /// Together they read too far.
    Halo {
        /// Columns or rows.
        what: String,
        /// How many.
        found: u32,
        /// How many at most.
        limit: u32,
    },
    /// The rows that wait between them do not fit the cache.
    Rows {
        /// Bytes.
        found: u64,
        /// Bytes at most.
        limit: u64,
    },
    /// Together they are too large.
    Size {
        /// Operations.
        found: usize,
        /// Operations at most.
        limit: usize,
    },
    /// Frames in between cost less than working a kernel out for several frames.
    Frames {
        /// What is read.
        of: String,
        /// What reads it.
        by: String,
        /// Frames before.
        before: u32,
        /// Frames after.
        after: u32,
        /// Cost as one, in picoseconds a sample.
        together: u64,
        /// Cost as two.
        apart: u64,
    },
    /// Frames in between cost less than working a kernel out again where tiles meet.
    Neighbours {
        /// What is read.
        of: String,
        /// What reads it.
        by: String,
        /// Cost as one, in picoseconds a sample.
        together: u64,
        /// Cost as two.
        apart: u64,
    },
    /// One pass over memory would take longer than two.
    Work {
        /// Cost as one, in picoseconds a sample.
        together: u64,
        /// Cost as two.
        apart: u64,
    },
    /// The kernels do not fit each other.
    Unfit {
        /// In what.
        problem: String,
    },
}

/// A sentence without its full stop.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Native { name } => write!(f, "`{name}` is native code, which takes and gives whole frames"),
            Self::Retag { name } => write!(f, "`{name}` changes what the samples or times between them mean"),
            Self::Backends { from, to } => write!(f, "the first runs on the {from}, the second on the {to}"),
            Self::Loop { from, through, to } => {
                write!(f, "`{to}` also needs `{through}`, which needs the frames of `{from}` first")
            }
            Self::WholePlanes { of, by } => {
                write!(f, "`{by}` looks at whole planes of `{of}` before it makes a sample")
            }
            Self::OtherFrames { of, by } => write!(
                f,
                "`{by}` reads other frames of `{of}`, which itself reads other frames or depends on the frame's \
                 number: they are kept, not worked out again"
            ),
            Self::Clocks { first, second } => {
                write!(f, "the frames of `{first}` and `{second}` take their times from different clips")
            }
            Self::Halo { what, found, limit } => {
                write!(f, "together they would reach over {found} {what}, and {limit} is the limit")
            }
            Self::Rows { found, limit } => write!(
                f,
                "the rows that wait between them would take {} KiB of cache, and {} KiB is the limit",
                found / 1024,
                limit / 1024
            ),
            Self::Size { found, limit } => {
                write!(f, "together they would have {found} operations, and {limit} is the limit")
            }
            Self::Frames { of, by, before, after, together, apart } => write!(
                f,
                "`{by}` reads {} of `{of}`: working that out {} times costs more than keeping its frames \
                 ({} against {} ns a sample)",
                around(*before, *after),
                before + after + 1,
                nanoseconds(*together),
                nanoseconds(*apart)
            ),
            Self::Neighbours { of, by, together, apart } => write!(
                f,
                "`{by}` reads neighbours of `{of}`: working those out again where tiles meet costs more than \
                 keeping frames ({} against {} ns a sample)",
                nanoseconds(*together),
                nanoseconds(*apart)
            ),
            Self::Work { together, apart } => write!(
                f,
                "as one they would take longer than as two ({} against {} ns a sample)",
                nanoseconds(*together),
                nanoseconds(*apart)
            ),
            Self::Unfit { problem } => f.write_str(problem),
        }
    }
}

/// `2 frames before and 1 after`
fn around(before: u32, after: u32) -> String {
    let frames = |count: u32| if count == 1 { "1 frame".to_owned() } else { format!("{count} frames") };
    match (before, after) {
        (before, 0) => format!("{} before", frames(before)),
        (0, after) => format!("{} after", frames(after)),
        (before, after) => format!("{} before and {after} after", frames(before)),
    }
}

/// `0.85`
fn nanoseconds(picoseconds: u64) -> String {
    format!("{:.2}", picoseconds as f64 / 1000.0)
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cpu => "processor",
            Self::Gpu => "graphics processor",
        })
    }
}
