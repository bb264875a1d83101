//! What a plan is made for: where its ops may run, and what is wanted of it.

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::fusion::wgsl::prefer_gpu;
use fwr_compiler::plan::{Backend, Plan};

use crate::arguments::PlanningArgs;

/// What the command line asks of a plan.
#[derive(Debug, Clone, Default)]
pub(crate) struct Planning {
    /// Where kernels run wherever they can.
    prefer: Option<Backend>,
    /// Threads that work at a time; 0 for all of the machine.
    pub(crate) threads: usize,
}

impl Planning {
    /// What `args` ask for.
    ///
    /// # Errors
    /// If they contradict each other.
    pub(crate) fn of(args: &PlanningArgs) -> Result<Self, Diagnostic> {
        let prefer = args.prefer.map(Backend::from);
        if let Some(both) = prefer.filter(|prefer| args.forbid.iter().any(|name| Backend::from(*name) == *prefer)) {
            return Err(Diagnostic::new(Code::BAD_PARAM, format!("the {both} is both preferred and forbidden"))
                .help("leave out --prefer or --forbid"));
        }
        Ok(Self { prefer, threads: args.threads.map_or(0, usize::from) })
    }

    /// Puts the ops of a plan where they are to run; before they are fused, for what becomes one is in one place.
    pub(crate) fn place(&self, plan: &mut Plan) {
        if self.prefer == Some(Backend::Gpu) {
            prefer_gpu(plan);
        }
    }
}
