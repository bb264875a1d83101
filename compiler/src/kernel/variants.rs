//! What is the same for every sample of a row: computed once a row, and a reason to skip work.
//!
//! Constants, `y`, `width`, `height`, `frame`, and everything made of them
//! alone is *uniform*. Where a uniform condition chooses between two values,
//! the kernel is compiled once for each outcome and a row runs only the half it
//! needs: weaving a field together with computed lines costs half a kernel.

use super::{Builder, Expr, ExprId, Kernel, Load, Position, Samples, Statistic, evaluate};

/// At most this many conditions are decided by row; the number of variants doubles with each.
const MAX_CONDITIONS: usize = 3;

/// The uniform expressions of a kernel, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Uniforms {
    /// A kernel of them alone, whose values nobody asks for.
    kernel: Kernel,
}

/// What the statistics of a cell are for the current frame.
#[derive(Debug, Clone, Default)]
pub struct Statistics(pub Vec<(Statistic, f32)>);

impl Samples for &Statistics {
    fn load(&mut self, _load: Load) -> f32 {
        // Samples are not uniform: nobody asks.
        0.0
    }

    fn statistic(&mut self, statistic: Statistic) -> f32 {
        self.0.iter().find(|(known, _)| *known == statistic).map_or(0.0, |(_, value)| *value)
    }
}

/// A kernel and what it becomes for each outcome of its uniform conditions.
pub struct Variants {
    /// Computes the conditions.
    pub uniforms: Uniforms,
    /// Positions of the conditions in the values of `uniforms`.
    pub conditions: Vec<u32>,
    /// One kernel for each outcome: bit `n` of the index is whether condition `n` holds.
    pub kernels: Vec<Kernel>,
}

/// For each expression its position among the uniform ones.
pub type Places = Vec<Option<u32>>;

impl Uniforms {
    /// The uniform expressions of `kernel`, and where each is.
    pub fn of(kernel: &Kernel) -> (Self, Places) {
        let mut nodes = Vec::new();
        let mut places: Places = Vec::with_capacity(kernel.nodes.len());
        for node in &kernel.nodes {
            let uniform = match node {
                Expr::Load(_) | Expr::Random(_) | Expr::X => false,
                node => node.operands().all(|operand| places[operand.0 as usize].is_some()),
            };
            places.push(uniform.then(|| {
                nodes.push(node.map_operands(|operand| ExprId(places[operand.0 as usize].unwrap_or(0))));
                nodes.len() as u32 - 1
            }));
        }
        let (tables, stores) = (kernel.tables.clone(), kernel.stores.clone());
        let name = kernel.name.clone();
        (Self { kernel: Kernel { name, inputs: kernel.inputs, nodes, values: Vec::new(), tables, stores } }, places)
    }

    /// Appends the values for a row to `values`.
    pub fn evaluate(&self, position: &Position, statistics: &Statistics, values: &mut Vec<f32>) {
        evaluate(&self.kernel, &self.kernel.nodes, position, values, statistics);
    }

    /// Whether rows of one frame may have different values.
    pub fn differ_by_row(&self) -> bool {
        self.kernel.nodes.contains(&Expr::Y)
    }
}

impl Variants {
    /// Splits `kernel` by its uniform conditions.
    pub fn of(kernel: &Kernel) -> Self {
        let (uniforms, places) = Uniforms::of(kernel);
        let mut deciding: Vec<ExprId> = Vec::new();
        // From the root down: the choices that rule out most come first.
        for (position, node) in kernel.nodes.iter().enumerate().rev() {
            if let Expr::Select(condition, ..) = *node
                && places[position].is_none()
                && places[condition.0 as usize].is_some()
                && !deciding.contains(&condition)
                && deciding.len() < MAX_CONDITIONS
            {
                deciding.push(condition);
            }
        }
        let kernels = (0..1_usize << deciding.len()).map(|outcome| specialise(kernel, &deciding, outcome)).collect();
        let conditions = deciding.iter().filter_map(|condition| places[condition.0 as usize]).collect();
        Self { uniforms, conditions, kernels }
    }
}

fn specialise(kernel: &Kernel, deciding: &[ExprId], outcome: usize) -> Kernel {
    let mut builder = Builder::new();
    let mut originals = kernel.nodes.iter();
    let values = builder.copy(kernel, |_, moved| {
        let original = originals.next()?;
        let (Expr::Select(condition, ..), Expr::Select(_, then, other)) = (original, moved) else { return None };
        let bit = deciding.iter().position(|decided| decided == condition)?;
        Some(if outcome >> bit & 1 == 1 { then } else { other })
    });
    builder.finish(kernel.name.clone(), kernel.inputs, &values.unwrap_or_default())
}
