//! Exit codes: stable, and documented in `docs/cli.md`.

use std::process::ExitCode;

use fwr_compiler::diagnostics::{Code, Diagnostic, Severity};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well: 0.
    Fine,
    /// The graph, or what it is given, has errors: 1.
    Findings,
    /// The command line makes no sense: 2.
    Usage,
    /// The run failed: 3.
    RunFailed,
    /// A limit is not met: 4.
    Limit,
    /// A recipe is not what it was locked to: 5.
    LockDiffers,
    /// Of several inputs some could not be worked on: 6.
    SomeFailed,
    /// Nobody reads the output any more: 141, as shells have it for a closed pipe.
    PipeClosed,
    /// Stopped by the user: 130, as shells have it for Ctrl-C.
    Interrupted,
}

impl Exit {
    /// The exit that the gravest of `diagnostics` calls for.
    pub(crate) fn for_all(diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|found| found.severity() == Severity::Error);
        errors.map(|found| Self::of(found.code)).max_by_key(|exit| exit.gravity()).unwrap_or(Self::Fine)
    }

    /// The exit for one error.
    pub(crate) fn of(code: Code) -> Self {
        match code {
            Code::INTERRUPTED => Self::Interrupted,
            Code::PIPE_CLOSED => Self::PipeClosed,
            Code::OVER_BUDGET | Code::DEADLINE | Code::OVER_LIMIT => Self::Limit,
            Code::LOCK_DIFFERS => Self::LockDiffers,
            Code::GRAPH_UNREADABLE
            | Code::UNKNOWN_INPUT
            | Code::BAD_PARAM
            | Code::NOT_FOUND
            | Code::BAD_PROFILE
            | Code::NO_MACHINE
            | Code::LOCK_UNREADABLE
            | Code::NO_FILES
            | Code::SAME_OUTPUT
            | Code::NAME_PATTERN => Self::Usage,
            // What the graph asks of its media, found before anything runs.
            Code::NO_STREAM | Code::CONTAINER | Code::UNKNOWN_CONTAINER => Self::Findings,
            // Media that is read and written, and the run itself.
            code if matches!(&code.id()[..3], "E10" | "E11" | "E12") => Self::RunFailed,
            _ => Self::Findings,
        }
    }

    fn gravity(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::RunFailed => 1,
            Self::PipeClosed => 1,
            Self::Limit => 2,
            Self::LockDiffers => 2,
            Self::SomeFailed => 2,
            Self::Findings => 3,
            Self::Usage => 4,
            Self::Interrupted => 5,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::RunFailed => 3,
            Exit::Limit => 4,
            Exit::LockDiffers => 5,
            Exit::SomeFailed => 6,
            Exit::Interrupted => 130,
            Exit::PipeClosed => 141,
        })
    }
}
