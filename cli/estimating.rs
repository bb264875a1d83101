//! Plans together with what they take, and what they would take if they were made in another way.

use fwr_compiler::compile;
use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::estimate::{Estimate, estimate};
use fwr_compiler::plan::Plan;

use crate::arguments::FuseArgs;
use crate::planning::Planning;
use crate::session::Session;

/// One way to run a graph.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    /// The machine, where ops may run there, with how many threads, and whether anything is written.
    pub(crate) planning: Planning,
    /// Media, params, how good filters are to be.
    pub(crate) bindings: Bindings,
    /// Whether kernels run as one.
    pub(crate) fuse: FuseArgs,
}

/// A plan with what it takes.
#[derive(Debug, Clone)]
pub(crate) struct Estimated {
    pub(crate) plan: Plan,
    pub(crate) estimate: Estimate,
}

impl Way {
    /// The way in which `session` would run.
    pub(crate) fn of(session: &Session, planning: Planning, fuse: FuseArgs) -> Self {
        Self { planning, bindings: session.bindings.clone(), fuse }
    }

    /// The plan and what it takes.
    ///
    /// # Errors
    /// Why there is no plan.
    pub(crate) fn estimated(&self, session: &Session) -> Result<Estimated, Vec<Diagnostic>> {
        let mut checked = compile::check(&session.program, &self.bindings);
        let world = &fwr_runtime::Containers;
        let plan = compile::plan(&session.program, &mut checked, &session.sources, &self.bindings, world);
        let Some(mut plan) = plan else { return Err(checked.diagnostics) };
        self.planning.place(&mut plan, !self.fuse.no_fuse);
        match self.planning.objection(&plan) {
            Some(objection) => Err(vec![objection]),
            None => self.planning.keep_within(plan).map(|plan| self.estimate(plan)).map_err(|found| vec![found]),
        }
    }

    /// What a plan takes in this way.
    pub(crate) fn estimate(&self, plan: Plan) -> Estimated {
        let estimate = estimate(&plan, &self.planning.profile, &self.planning.setting());
        Estimated { plan, estimate }
    }
}
