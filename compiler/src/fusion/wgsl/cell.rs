//! The function of a cell: its kernel, expression by expression.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::memory::literal;
use super::schedule::is_here;
use super::text::{Source, Writer};
use crate::fusion::{CellId, Read};
use crate::kernel::{BinaryOp, Border, Expr, ExprId, Kernel, Load, UnaryOp};

/// A cell's function `cell_N(x, y, …)`: its values before they are stored, at columns x of row y.
pub(super) struct CellFunction {
    /// Its text.
    pub(super) text: String,
    /// What it is given after x and y: values at the place itself.
    pub(super) here: Vec<Source>,
}

/// Writes the function of a cell; what it reads around the place goes through functions that `writer` notes.
pub(super) fn cell_function(writer: &mut Writer<'_>, id: CellId) -> CellFunction {
    let pipeline = writer.pipeline;
    let cell = pipeline.cell(id);
    let kernel = &cell.kernel;
    let mut here: Vec<Source> = Vec::new();
    let mut places: BTreeSet<String> = BTreeSet::new();
    let mut names: Vec<String> = Vec::with_capacity(kernel.nodes.len());
    let mut body = String::new();
    for (position, node) in kernel.nodes.iter().enumerate() {
        let name = |id: ExprId| names[id.0 as usize].as_str();
        let text = match *node {
            Expr::Const(value) => {
                names.push(format!("V({})", literal(value)));
                continue;
            }
            Expr::Load(load) => {
                let source = match cell.reads[usize::from(load.input)] {
                    Read::Input { input, plane, stored } => {
                        writer.plane(super::Binding::Input { input, plane, dt: load.dt }, stored)
                    }
                    Read::Cell(read) => writer.cell(read),
                };
                if is_here(&load) {
                    names.push(source.value_name());
                    if !here.contains(&source) {
                        here.push(source);
                    }
                    continue;
                }
                let (x, y) = place(load, &mut places);
                writer.around(source, &x, &y)
            }
            Expr::X => "V(x)".to_owned(),
            Expr::Y => "V(f32(y))".to_owned(),
            Expr::Frame => "V(p.frame_value)".to_owned(),
            Expr::Time => "V(p.time)".to_owned(),
            Expr::Width => "V(f32(p.last_x + 1))".to_owned(),
            Expr::Height => "V(f32(p.last_y + 1))".to_owned(),
            Expr::Random(random) => {
                let hash = format!("row_hash({}u, {}u, {})", random.seed, cell.plane, offset("y", random.dy, ""));
                format!("random_at({hash}, {})", offset("x", random.dx, "I"))
            }
            Expr::Unary(op, a) => unary(op, &operand(kernel, name(a), &[a])),
            Expr::Binary(op, a, b) if a == b => binary(op, &format!("exact({})", name(a)), name(b)),
            Expr::Binary(op, a, b) => {
                binary(op, &operand(kernel, name(a), &[a, b]), &operand(kernel, name(b), &[a, b]))
            }
            Expr::Select(condition, a, b) => {
                format!(
                    "select({}, {}, {} == V(0.0))",
                    name(a),
                    name(b),
                    operand(kernel, name(condition), &[condition])
                )
            }
            Expr::Lookup(table, a) => writer.look_up(&kernel.tables[usize::from(table)], name(a)),
            Expr::Stored(store, a) => writer.round(kernel.stores[usize::from(store)], name(a)),
            // The scheduler refuses kernels that have any.
            Expr::Statistic(_) => "V(0.0)".to_owned(),
        };
        let _ = writeln!(body, "    let v{position} = {text};");
        names.push(format!("v{position}"));
    }
    let mut text = format!("// {}, plane {}\nfn cell_{}(x: I, y: i32", one_line(&kernel.name), cell.plane, id.0);
    for source in &here {
        let _ = write!(text, ", {}: V", source.value_name());
    }
    text.push_str(") -> V {\n");
    for place in &places {
        let _ = writeln!(text, "    let {place};");
    }
    let _ = write!(text, "{body}    return {};\n}}\n\n", names[kernel.root().0 as usize]);
    CellFunction { text, here }
}

/// The names of the columns and the row that a load reads, which are worked out first.
fn place(load: Load, places: &mut BTreeSet<String>) -> (String, String) {
    let word = match load.border {
        Border::Clamp => "clamp",
        Border::Mirror => "mirror",
    };
    let mut named = |axis: &str, by: i16, function: &str, of: &str| {
        if by == 0 {
            return axis.to_owned();
        }
        let sign = if by < 0 { "m" } else { "p" };
        let name = format!("{axis}_{word}_{sign}{}", by.unsigned_abs());
        places.insert(format!("{name} = {word}_{function}({})", offset(axis, by, of)));
        name
    };
    let x = named("x", load.dx, "columns", "I");
    (x, named("y", load.dy, "row", ""))
}

/// `x - I(2)`, `y + 1`, `x`
fn offset(axis: &str, by: i16, of: &str) -> String {
    let count = by.unsigned_abs();
    let count = if of.is_empty() { count.to_string() } else { format!("{of}({count})") };
    match by {
        0 => axis.to_owned(),
        1.. => format!("{axis} + {count}"),
        _ => format!("{axis} - {count}"),
    }
}

/// An operand; a constant that something is known of without looking at the others is kept from being known.
fn operand(kernel: &Kernel, name: &str, all: &[ExprId]) -> String {
    let constants = all.iter().all(|id| matches!(kernel.expr(*id), Expr::Const(_)));
    if constants || name == "V(0.0f)" || name == "V(-0.0f)" { format!("exact({name})") } else { name.to_owned() }
}

fn unary(op: UnaryOp, a: &str) -> String {
    match op {
        UnaryOp::Neg => format!("-({a})"),
        UnaryOp::Abs => format!("abs({a})"),
        UnaryOp::Sqrt => format!("exact(sqrt({a}))"),
        UnaryOp::Floor => format!("floor({a})"),
        UnaryOp::Exp => format!("kernel_exp({a})"),
        UnaryOp::Log => format!("kernel_log({a})"),
        UnaryOp::Sin => format!("kernel_sin({a})"),
        UnaryOp::Cos => format!("kernel_cos({a})"),
        UnaryOp::Not => format!("truth({a} == V(0.0))"),
    }
}

/// Comparisons that hold for NaN are the opposite of ones that do not: so are they on every driver.
fn binary(op: BinaryOp, a: &str, b: &str) -> String {
    match op {
        BinaryOp::Add => format!("add({a}, {b})"),
        BinaryOp::Sub => format!("sub({a}, {b})"),
        BinaryOp::Mul => format!("mul({a}, {b})"),
        BinaryOp::Div => format!("exact({a} / {b})"),
        BinaryOp::Rem => format!("remainder({a}, {b})"),
        BinaryOp::Pow => format!("kernel_pow({a}, {b})"),
        BinaryOp::Min => format!("select({b}, {a}, {a} < {b})"),
        BinaryOp::Max => format!("select({b}, {a}, {a} > {b})"),
        BinaryOp::Lt => format!("truth({a} < {b})"),
        BinaryOp::Le => format!("truth({a} <= {b})"),
        BinaryOp::Gt => format!("truth({a} > {b})"),
        BinaryOp::Ge => format!("truth({a} >= {b})"),
        BinaryOp::Eq => format!("truth({a} == {b})"),
        BinaryOp::Ne => format!("truth(!({a} == {b}))"),
        BinaryOp::And => format!("truth(!({a} == V(0.0)) & !({b} == V(0.0)))"),
        BinaryOp::Or => format!("truth(!({a} == V(0.0)) | !({b} == V(0.0)))"),
    }
}

/// A name for a comment: no line of its own may come of it.
pub(super) fn one_line(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
