//! What is read past the edges of a plane: `src: plane<border: mirror>`.

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::kernel::{BinaryOp, Border, Expr, ExprId, Load};
use crate::syntax::ast::{Choice, Expr as Source, ExprKind, Filter, Param, TypeArg, TypeKind, UnaryOp};

use super::{Lowering, is_type};

/// What lies past the edges of a plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Edge {
    /// Samples of the plane.
    Samples(Border),
    /// One nominal value everywhere.
    Value(f32),
}

impl Lowering<'_> {
    /// What lies past the edges of each clip; `None` after a diagnostic.
    pub(super) fn edges(&mut self, def: &Filter) -> Option<Vec<Edge>> {
        let planes = def.params.iter().filter(|param| is_type(&param.ty.kind, "plane"));
        let edges: Vec<Option<Edge>> = planes.map(|param| self.edge(param)).collect();
        edges.into_iter().collect()
    }

    fn edge(&mut self, param: &Param) -> Option<Edge> {
        let TypeKind::Named(_, args) = &param.ty.kind else { return None };
        let border = match args.as_slice() {
            [] => return Some(Edge::Samples(Border::Clamp)),
            [TypeArg::Property(property)] if property.name.name == "border" => property,
            _ => {
                self.report(
                    Diagnostic::new(Code::BAD_DECLARATION, "a plane says of itself only what lies past its edges")
                        .label(param.ty.span, "")
                        .help(format!("write `{0}: plane`, or `{0}: plane<border: mirror>`", param.name.name)),
                );
                return None;
            }
        };
        let mut name = "";
        let known = match border.choices.as_slice() {
            [Choice::Value(Source { kind: ExprKind::Name(written), .. })] => {
                name = written;
                match name {
                    "clamp" => Some(Edge::Samples(Border::Clamp)),
                    "mirror" => Some(Edge::Samples(Border::Mirror)),
                    _ => None,
                }
            }
            [Choice::Value(value)] => constant(value).map(Edge::Value),
            _ => None,
        };
        if known.is_none() {
            let help = match name {
                "replicate" | "repeat" | "extend" | "edge" | "duplicate" => "write `border: clamp`, or leave it out",
                "reflect" | "reflect101" | "symmetric" => "write `border: mirror`",
                "zero" | "black" => "write `border: 0`",
                _ => match nearest(name, ["clamp", "mirror"]) {
                    Some("mirror") => "did you mean `mirror`?",
                    Some(_) => "did you mean `clamp`?",
                    None => "write `border: clamp`, `border: mirror`, or a value such as `border: 0`",
                },
            };
            let found = if name.is_empty() { String::new() } else { format!(", found `{name}`") };
            self.report(
                Diagnostic::new(Code::NOT_A_CHOICE, format!("a border is clamp, mirror, or one number{found}"))
                    .label(border.choices.first().map_or(border.name.span, Choice::span), "")
                    .help(help),
            );
        }
        known
    }

    /// A load with what lies past the edges of its clip.
    pub(super) fn bordered(&mut self, load: Load) -> ExprId {
        match self.edges.get(usize::from(load.input)).copied().unwrap_or(Edge::Samples(Border::Clamp)) {
            // Where nothing is read past an edge, two reads of one sample are to be one.
            Edge::Samples(border) => {
                let border = if (load.dx, load.dy) == (0, 0) { Border::Clamp } else { border };
                self.builder.add(Expr::Load(Load { border, ..load }))
            }
            Edge::Value(value) => {
                let sample = self.builder.add(Expr::Load(load));
                let columns = self.inside(Expr::X, Expr::Width, load.dx);
                let rows = self.inside(Expr::Y, Expr::Height, load.dy);
                let inside = match (columns, rows) {
                    (None, None) => return sample,
                    (Some(one), None) | (None, Some(one)) => one,
                    (Some(columns), Some(rows)) => self.builder.binary(BinaryOp::And, columns, rows),
                };
                let value = self.builder.constant(value);
                self.builder.select(inside, sample, value)
            }
        }
    }

    /// Whether `offset` from a place along one side is inside; none if it always is.
    fn inside(&mut self, place: Expr, size: Expr, offset: i16) -> Option<ExprId> {
        if offset == 0 {
            return None;
        }
        let place = self.builder.add(place);
        let distance = self.builder.constant(f32::from(offset).abs());
        if offset < 0 {
            return Some(self.builder.binary(BinaryOp::Ge, place, distance));
        }
        let size = self.builder.add(size);
        let end = self.builder.binary(BinaryOp::Sub, size, distance);
        Some(self.builder.binary(BinaryOp::Lt, place, end))
    }
}

/// A plain number that a kernel can hold.
fn constant(value: &Source) -> Option<f32> {
    let number = match &value.kind {
        ExprKind::Number { value, unit, .. } => value * unit.factor(),
        ExprKind::Unary(UnaryOp::Neg, inner) => -f64::from(constant(inner)?),
        _ => return None,
    };
    Some(number as f32).filter(|number| number.is_finite())
}
