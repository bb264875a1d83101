//! What row functions are compiled for, and by what.

use std::sync::Arc;

use fwr_compiler::kernel::{Kernel, Stored};

use super::isa::Isa;
use super::jit;
use super::row::{Element, RowFunction, RowKernel, RowKey};
use super::strips;

/// What programs are compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The vector instructions.
    pub isa: Isa,
    /// Whether rows may be computed by machine code of our own; else the strip machine computes them.
    pub machine_code: bool,
    /// The pieces that planes are cut into: columns and rows at most; `None` if caches and threads say.
    pub pieces: Option<(usize, usize)>,
}

impl Target {
    /// What runs fastest on this machine.
    pub fn best() -> Self {
        Self { isa: Isa::best(), machine_code: true, pieces: None }
    }

    /// Everything that runs on this machine.
    pub fn available() -> Vec<Self> {
        let both = |isa| [false, true].map(|machine_code| Self { isa, machine_code, pieces: None });
        Isa::available().into_iter().flat_map(both).collect()
    }
}

/// Compiles rows, each kernel once.
pub(super) struct Compiler {
    target: Target,
    known: Vec<(Key, Arc<dyn RowFunction>)>,
}

/// What a row function depends on.
#[derive(PartialEq)]
struct Key {
    kernel: Kernel,
    rows: Vec<(RowKey, Element)>,
    planes: Vec<Stored>,
    out: Element,
    round: Stored,
}

impl Compiler {
    pub(super) fn new(target: Target) -> Self {
        Self { target, known: Vec::new() }
    }

    pub(super) fn target(&self) -> Target {
        self.target
    }

    /// What computes rows of `row`.
    pub(super) fn row_function(&mut self, row: &RowKernel<'_>) -> Arc<dyn RowFunction> {
        let (kernel, rows, planes) = (row.kernel.clone(), row.rows.to_vec(), row.planes.to_vec());
        let key = Key { kernel, rows, planes, out: row.out, round: row.round };
        if let Some((_, function)) = self.known.iter().find(|(known, _)| *known == key) {
            return Arc::clone(function);
        }
        let Target { isa, machine_code, .. } = self.target;
        let code = if machine_code { jit::compile(row, isa) } else { None };
        let function: Arc<dyn RowFunction> = match code {
            Some(code) => code.into(),
            None => Arc::new(strips::compile(row, isa)),
        };
        self.known.push((key, Arc::clone(&function)));
        function
    }
}
