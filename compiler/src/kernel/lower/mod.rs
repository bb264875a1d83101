//! From the syntax tree of a `kernel` with its arguments to the IR.
//!
//! Parameters and loop variables are constants by now: conditions on them
//! choose a branch, reductions unroll, offsets become numbers. What depends on
//! samples becomes expressions. Arithmetic on constants is that of the IR
//! (`f32`), so that a value does not depend on whether it was known early.

mod border;
mod call;
mod check;
mod curve;
mod expression;
mod joint;
mod list;
mod median;
mod pieces;
mod planes;
mod reduce;
mod scope;
mod sort;
mod statistics;
mod table;

use std::collections::HashSet;

use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::Span;
use crate::syntax::ast::{Block, Filter, TypeKind};
use crate::types::Args;

use super::{Builder, Kernel, MAX_NODES};
use border::Edge;
use scope::{PlaneOf, Scope, Value};

pub use check::check;
pub use planes::NamedPlanes;

/// The furthest sample that a kernel may read, in columns or rows.
pub const MAX_REACH: i16 = 64;
/// The furthest frame that a kernel may read.
pub const MAX_FRAMES: i16 = 16;
/// The most planes that a kernel may read.
pub const MAX_PLANES: usize = 16;

/// Makes the pixel program of `def` for the given arguments.
///
/// `args` holds a constant for every parameter but those of type `plane` and
/// `planes`; checking them against their declared types is the caller's part.
///
/// # Errors
/// Everything in the kernel that cannot be pixel code, with its place.
pub fn lower(def: &Filter, args: &Args) -> Result<(Kernel, NamedPlanes), Vec<Diagnostic>> {
    let mut lowering = Lowering::new(def, false);
    let kernel = lowering.run(def, args);
    match kernel {
        Some(kernel) if lowering.diagnostics.is_empty() => Ok((kernel, lowering.planes)),
        _ => Err(lowering.diagnostics),
    }
}

/// The names of the parameters that stand for clips, in order: `Load::input` counts them.
pub fn plane_params(def: &Filter) -> impl Iterator<Item = &str> {
    def.params.iter().filter(|param| is_type(&param.ty.kind, "plane")).map(|param| param.name.name.as_str())
}

fn is_type(kind: &TypeKind, name: &str) -> bool {
    matches!(kind, TypeKind::Named(ident, _) if ident.name == name)
}

/// The state of one lowering.
struct Lowering<'a> {
    builder: Builder,
    scope: Scope<'a>,
    diagnostics: Vec<Diagnostic>,
    /// What they are about.
    reported: HashSet<(Code, Option<Span>)>,
    /// What lies past the edges of each clip.
    edges: Vec<Edge>,
    /// The planes that it names so far.
    planes: NamedPlanes,
    /// Whether branches that the arguments rule out are looked at too.
    thorough: bool,
    /// Expressions lowered so far, repeated ones included: bounds the work of nested loops.
    steps: usize,
    /// The reductions that are being unrolled, the outermost first.
    loops: Vec<Span>,
}

impl<'a> Lowering<'a> {
    fn new(def: &'a Filter, thorough: bool) -> Self {
        let scope = Scope::new(def);
        Self {
            builder: Builder::new(),
            scope,
            diagnostics: Vec::new(),
            reported: HashSet::new(),
            edges: Vec::new(),
            planes: NamedPlanes::default(),
            thorough,
            steps: 0,
            loops: Vec::new(),
        }
    }

    /// The kernel, or `None` after a diagnostic.
    fn run(&mut self, def: &'a Filter, args: &Args) -> Option<Kernel> {
        self.planes = NamedPlanes::default();
        self.check_signature(def)?;
        self.bind_params(def, args)?;
        let body = def.body.as_ref()?;
        let value = self.block(body)?;
        let roots = self.roots(value, body)?;
        self.check_one_colour_model()?;
        let inputs = plane_params(def).count() as u8;
        let name = def.name.name.clone();
        let kernel = std::mem::take(&mut self.builder).finish(name, inputs, &roots);
        if kernel.nodes.len() > MAX_NODES {
            let count = kernel.nodes.len();
            self.report(
                Diagnostic::new(
                    Code::KERNEL_SIZE,
                    format!("`{}` comes to {count} operations, at most {MAX_NODES} are possible", def.name.name),
                )
                .label(def.name.span, "this kernel")
                .help("make its loops shorter, or split it into two kernels"),
            );
            return None;
        }
        Some(kernel)
    }

    fn check_signature(&mut self, def: &Filter) -> Option<()> {
        let name = &def.name.name;
        let planes = plane_params(def).count();
        if planes == 0 || planes > MAX_PLANES {
            self.report(
                Diagnostic::new(
                    Code::KERNEL_SIGNATURE,
                    format!("kernel `{name}` reads {planes} planes, but must read 1 to {MAX_PLANES}"),
                )
                .label(def.name.span, "no parameter of type `plane`")
                .help(format!("write `kernel {name}(src: plane, …) -> plane`")),
            );
            return None;
        }
        if let Some(param) = def.params.iter().find(|param| matches!(param.ty.kind, TypeKind::Optional(_))) {
            self.report(
                Diagnostic::new(
                    Code::BAD_KERNEL,
                    format!(
                        "`{}` of kernel `{name}` may be left out, which pixel code cannot ask about",
                        param.name.name
                    ),
                )
                .label(param.span, "optional")
                .help("give it a default, or choose between two kernels in a `filter`"),
            );
            return None;
        }
        self.planes.made = self.promised(def)?;
        Some(())
    }

    fn bind_params(&mut self, def: &'a Filter, args: &Args) -> Option<()> {
        self.edges = self.edges(def)?;
        let mut planes = 0;
        for param in &def.params {
            let name = param.name.name.as_str();
            let value = if is_type(&param.ty.kind, "plane") {
                planes += 1;
                Value::Plane(PlaneOf { input: planes - 1, name: None })
            } else if is_type(&param.ty.kind, "planes") {
                Value::Selection
            } else if let Some(constant) = args.get(name) {
                self.constant(constant, param.span)?
            } else {
                self.report(
                    Diagnostic::new(Code::MISSING_ARGUMENT, format!("`{name}` of `{}` has no value", def.name.name))
                        .label(param.span, "no argument and no default"),
                );
                return None;
            };
            self.define(&param.name, value);
        }
        Some(())
    }

    /// The value of a block; its names are gone afterwards.
    fn block(&mut self, block: &'a Block) -> Option<Value> {
        let depth = self.scope.depth();
        for binding in &block.lets {
            // A name whose value failed is still defined: its uses are not errors of their own.
            let value = self.expression(&binding.value).unwrap_or(Value::Failed);
            self.define(&binding.name, value);
        }
        let value = self.expression(&block.value);
        self.scope.truncate(depth);
        value
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        // Unrolled code is lowered many times: one report a place is enough.
        let place = (diagnostic.code, diagnostic.labels.first().map(|label| label.span));
        if self.reported.insert(place) {
            self.diagnostics.push(diagnostic);
        }
    }
}
