//! Warnings about what is taken for granted of a clip: whole frames, and the levels of black and white.

use super::Elaborator;
use crate::diagnostics::{Code, Diagnostic};
use crate::kernel::{BinaryOp, Expr, ExprId, Kernel, Load, NamedPlanes, Position, interpret_planes, made_up};
use crate::media::{Layout, Named, Range, SampleType, Scan};
use crate::resolve::Declaration;
use crate::syntax::Span;
use crate::types::{ClipType, Fact, Verdict};

impl Elaborator<'_> {
    /// Warns of a kernel that reads lines of the other field and does not look at which line it is on.
    pub(super) fn check_fields(&mut self, declaration: &Declaration, kernel: &Kernel, clip: &ClipType, span: Span) {
        // An even number of lines up or down is a line of the same field.
        let crosses = kernel.nodes.iter().any(|node| matches!(node, Expr::Load(Load { dy, .. }) if dy % 2 != 0));
        let interlaced = clip.scan.verdict(Scan::ALL, |scan| scan.is_interlaced()) == Verdict::Holds;
        if interlaced && crosses && !looks_at_lines(kernel) {
            self.report(
                Diagnostic::new(
                    Code::FIELDS_MIXED,
                    format!(
                        "{} reads neighbouring lines, but this clip is {}: they are of another moment",
                        self.title(declaration.name()),
                        clip.scan
                    ),
                )
                .label(self.place(span), "mixes the two fields")
                .help("put `deinterlace()` before it"),
            );
        }
    }

    /// Warns of a filter that has to know where black and white are, on a clip that does not say.
    pub(super) fn check_range(&mut self, declaration: &Declaration, clip: &ClipType, span: Span) {
        let integer = clip.sample.verdict(SampleType::ALL, |sample| !sample.is_float()) == Verdict::Holds;
        let rgb = clip.layout.verdict(Layout::ALL, |layout| *layout == Layout::Rgb);
        if clip.range != Fact::Known(Range::Unspecified) || !integer || rgb == Verdict::Open {
            return;
        }
        let assumed = if rgb == Verdict::Holds { Range::Full } else { Range::Limited };
        self.report(
            Diagnostic::new(
                Code::ASSUMED_TAG,
                format!(
                    "{} has to know where black and white are, and the clip does not say: {assumed} range is assumed",
                    self.title(declaration.name())
                ),
            )
            .label(self.place(span), "depends on the range")
            .help(format!(
                "say which it is before: `assume(range: {assumed})`, or `assume(range: {})`",
                other(assumed)
            )),
        );
    }
}

/// Whether a kernel tells lines apart; whether one is near an edge does not count.
fn looks_at_lines(kernel: &Kernel) -> bool {
    use BinaryOp::{Ge, Lt};
    let is_row = |id: ExprId| kernel.expr(id) == Expr::Y;
    let edge = |node: &Expr| matches!(node, Expr::Binary(Ge | Lt, ..));
    kernel.nodes.iter().any(|node| !edge(node) && node.operands().any(is_row))
}

fn other(range: Range) -> Range {
    if range == Range::Full { Range::Limited } else { Range::Full }
}

/// How far all samples are moved to see what a kernel makes of it, in nominal values.
const SHIFT: f32 = 0.0625;

/// Whether a kernel gives something else when black is elsewhere: it bends values, or compares them with a
/// level. One that averages, sorts or sharpens gives the same picture at the other place. Chroma is read around
/// its middle, whatever the range.
///
/// Tried out on a few made-up neighbourhoods: a form of the expression that shows it is not to be had in general.
pub(super) fn depends_on_levels(kernel: &Kernel, named: &NamedPlanes, makes_first: bool) -> bool {
    let is_rgb = named.all().any(|(plane, _)| plane.is_rgb());
    let has_levels = |plane: Option<u8>| plane.map_or(makes_first, |plane| plane == 0 || is_rgb);
    (0..12).any(|trial| {
        let position = Position { x: 7, y: 5 + trial % 2, width: 64, height: 48, frame: 3, plane: 0, time: 0.12 };
        let values = |shift: f32| {
            interpret_planes(kernel, &position, |load: Load| {
                middle_value(load, trial) + if has_levels(load.plane) { shift } else { 0.0 }
            })
        };
        let (here, there) = (values(0.0), values(SHIFT));
        here.iter().zip(there).enumerate().any(|(plane, (here, there))| {
            let of = kernel.is_joint().then_some(plane as u8);
            (there - here - if has_levels(of) { SHIFT } else { 0.0 }).abs() > 1e-4
        })
    })
}

/// A value between 0.25 and 0.75, well away from black and white, that depends on place and trial.
fn middle_value(load: Load, trial: usize) -> f32 {
    let mixed = made_up(load, trial) >> 16;
    0.25 + (mixed & 0xff) as f32 / 512.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kernel(op: BinaryOp, constant: f32) -> Kernel {
        let load = Expr::Load(Load::default());
        let nodes = vec![load, Expr::Const(constant), Expr::Binary(op, ExprId(0), ExprId(1))];
        let values = vec![ExprId(2)];
        Kernel { name: "test".to_owned(), inputs: 1, nodes, values, tables: Vec::new(), stores: Vec::new() }
    }

    #[test]
    fn bending_values_depends_on_levels_and_moving_them_does_not() {
        let depends = |kernel| depends_on_levels(&kernel, &NamedPlanes::default(), true);
        assert!(depends(kernel(BinaryOp::Pow, 0.5)));
        assert!(depends(kernel(BinaryOp::Mul, 1.2)));
        assert!(!depends(kernel(BinaryOp::Add, 0.1)));
        let chroma = depends_on_levels(&kernel(BinaryOp::Mul, 1.2), &NamedPlanes::default(), false);
        assert!(!chroma, "chroma is read around its middle");
    }
}
