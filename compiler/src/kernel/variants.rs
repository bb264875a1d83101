//! What is the same for every sample of a row: computed once a row, and a reason to skip work.
//!
//! Constants, `y`, `width`, `height`, `frame`, and everything made of them
//! alone is *uniform*. Where a uniform condition chooses between two values,
//! the kernel is compiled once for each outcome and a row runs only the half it
//! needs: weaving a field together with computed lines costs half a kernel.

use super::{Builder, Expr, ExprId, Kernel, Load, Position, Samples, Statistic, evaluate};

/// At most this many conditions are decided by row; the number of variants doubles with each.
const MAX_CONDITIONS: usize = 3;

/// The uniform expressions of a kernel: first those that are the same for all rows of a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Uniforms {
    /// A kernel of them alone, whose values nobody asks for.
    kernel: Kernel,
    /// How many are the same for all rows.
    steady: usize,
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
        // For each expression, if it is uniform, whether it differs by row.
        let mut by_row: Vec<Option<bool>> = Vec::with_capacity(kernel.nodes.len());
        for node in &kernel.nodes {
            by_row.push(match node {
                Expr::Load(_) | Expr::Random(_) | Expr::X => None,
                Expr::Y => Some(true),
                node => node.operands().try_fold(false, |any, operand| Some(by_row[operand.0 as usize]? | any)),
            });
        }
        let mut nodes = Vec::new();
        let mut places: Places = vec![None; kernel.nodes.len()];
        let mut steady = 0;
        for wanted in [false, true] {
            for (number, node) in kernel.nodes.iter().enumerate().filter(|(number, _)| by_row[*number] == Some(wanted))
            {
                places[number] = Some(nodes.len() as u32);
                nodes.push(node.map_operands(|operand| ExprId(places[operand.0 as usize].unwrap_or(0))));
            }
            steady = if wanted { steady } else { nodes.len() };
        }
        let (tables, stores) = (kernel.tables.clone(), kernel.stores.clone());
        let name = kernel.name.clone();
        (
            Self { kernel: Kernel { name, inputs: kernel.inputs, nodes, values: Vec::new(), tables, stores }, steady },
            places,
        )
    }

    /// The values that are the same for all rows of the frame at `position`.
    pub fn of_frame(&self, position: &Position, statistics: &Statistics) -> Vec<f32> {
        let mut values = Vec::with_capacity(self.kernel.nodes.len());
        evaluate(&self.kernel, &self.kernel.nodes[..self.steady], position, &mut values, statistics);
        values
    }

    /// Puts the values for the row at `position` into `values`, where those of its frame are `of_frame`.
    pub fn of_row(&self, of_frame: &[f32], position: &Position, statistics: &Statistics, values: &mut Vec<f32>) {
        values.clear();
        values.extend_from_slice(of_frame);
        evaluate(&self.kernel, &self.kernel.nodes[self.steady..], position, values, statistics);
    }

    /// Whether rows of one frame may have different values.
    pub fn differ_by_row(&self) -> bool {
        self.steady < self.kernel.nodes.len()
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
