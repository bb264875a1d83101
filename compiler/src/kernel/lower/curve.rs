//! Curves through points: `curve(v, [[0, 0], [0.25, 0.2], [1, 1]])`, straight or smooth between them.

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::kernel::{BinaryOp, ExprId};
use crate::syntax::ast::{self, ExprKind};

use super::Lowering;
use super::pieces::{Piece, pieces};
use super::scope::Value;

/// The most points of a curve.
const MAX_POINTS: usize = 64;
const KINDS: [&str; 2] = ["straight", "smooth"];
const EXAMPLE: &str = "write points as `[[0, 0], [0.5, 0.6], [1, 1]]`";

impl<'a> Lowering<'a> {
    /// `curve(v, points)`, `curve(v, points, smooth)`.
    pub(super) fn curve(&mut self, args: &[&'a ast::Expr]) -> Option<Value> {
        let v = self.expression(args[0]);
        let points = self.points(args[1]);
        let smooth = args.get(2).map_or(Some(false), |kind| self.is_smooth(kind));
        let v = self.number(v?, args[0].span, "the first argument of `curve`")?;
        let points = points?;
        let pieces = pieces(&points, smooth?);
        Some(Value::Number(self.follow(v, &pieces, *points.last()?)))
    }

    /// The value of a curve at `v`; before its first point and from its last on it is flat.
    fn follow(&mut self, v: ExprId, pieces: &[Piece], end: (f32, f32)) -> ExprId {
        let b = &mut self.builder;
        let first = b.constant(pieces[0].from);
        let v = b.binary(BinaryOp::Max, v, first);
        let before: Vec<ExprId> = pieces[1..]
            .iter()
            .map(|piece| {
                let from = b.constant(piece.from);
                b.binary(BinaryOp::Lt, v, from)
            })
            .collect();
        // Each coefficient is chosen first, and the polynomial worked out once.
        let mut chosen = |of: &dyn Fn(&Piece) -> f32| {
            let mut value = b.constant(of(&pieces[pieces.len() - 1]));
            for (piece, before) in pieces.iter().zip(&before).rev() {
                let own = b.constant(of(piece));
                value = b.select(*before, own, value);
            }
            value
        };
        let (from, start) = (chosen(&|piece| piece.from), chosen(&|piece| piece.start));
        let is_straight = pieces.iter().all(|piece| piece.slopes[1..] == [0.0; 2]);
        let slopes = if is_straight { 1 } else { 3 };
        let slopes: Vec<ExprId> = (0..slopes).map(|power| chosen(&|piece| piece.slopes[power])).collect();
        let t = b.binary(BinaryOp::Sub, v, from);
        let mut value = slopes[slopes.len() - 1];
        for slope in slopes.iter().rev().skip(1) {
            let product = b.binary(BinaryOp::Mul, t, value);
            value = b.binary(BinaryOp::Add, *slope, product);
        }
        let rise = b.binary(BinaryOp::Mul, t, value);
        let value = b.binary(BinaryOp::Add, start, rise);
        let (last, level) = (b.constant(end.0), b.constant(end.1));
        let beyond = b.binary(BinaryOp::Ge, v, last);
        b.select(beyond, level, value)
    }

    /// The points of a curve: known numbers, x going up.
    fn points(&mut self, arg: &'a ast::Expr) -> Option<Vec<(f32, f32)>> {
        let items = match self.expression(arg)? {
            Value::List(items) => items,
            Value::Failed => return None,
            other => {
                self.wrong_type(&other, arg.span, "the second argument of `curve`", "a list of points", EXAMPLE);
                return None;
            }
        };
        let mut points = Vec::with_capacity(items.len());
        for item in items {
            let pair = match item {
                Value::List(pair) => <[Value; 2]>::try_from(pair).map_err(Value::List),
                other => Err(other),
            };
            let [x, y] = match pair {
                Ok(pair) => pair,
                Err(Value::Failed) => return None,
                Err(other) => {
                    self.wrong_type(&other, arg.span, "a point of `curve`", "a pair, x and y", EXAMPLE);
                    return None;
                }
            };
            let mut coordinate = |value| {
                let id = self.number(value, arg.span, "a coordinate of a point")?;
                self.known(id, arg.span, "a coordinate of a point")
            };
            points.push((coordinate(x)?, coordinate(y)?));
        }
        // What a list that stands for all lists has for points is no mistake.
        if self.thorough && !matches!(arg.kind, ExprKind::List(_)) {
            return Some(vec![(0.0, 0.0), (1.0, 1.0)]);
        }
        if !(2..=MAX_POINTS).contains(&points.len()) {
            let plural = if points.len() == 1 { "" } else { "s" };
            let found = format!("{} point{plural}", points.len());
            self.report(
                Diagnostic::new(
                    Code::OUT_OF_RANGE,
                    format!("a curve through {found}, but there must be 2 to {MAX_POINTS}"),
                )
                .label(arg.span, found)
                .help(EXAMPLE),
            );
            return None;
        }
        if let Some(pair) = points.windows(2).find(|pair| pair[0].0 >= pair[1].0) {
            let (one, other) = (pair[0].0, pair[1].0);
            self.report(
                Diagnostic::new(
                    Code::OUT_OF_RANGE,
                    format!("the points of a curve go from x = {one} to x = {other}, but must go up"),
                )
                .label(arg.span, "")
                .help("write the points in order of their first number, each different"),
            );
            return None;
        }
        Some(points)
    }

    fn is_smooth(&mut self, kind: &'a ast::Expr) -> Option<bool> {
        let name = match &kind.kind {
            ExprKind::Name(name) if self.scope.find(name).is_none() => name.clone(),
            _ => match self.expression(kind)? {
                Value::Symbol(name) => name,
                Value::Failed => return None,
                other => {
                    let help = "write `curve(v, points, smooth)`";
                    self.wrong_type(&other, kind.span, "the third argument of `curve`", "straight or smooth", help);
                    return None;
                }
            },
        };
        if !KINDS.contains(&name.as_str()) {
            self.report(
                Diagnostic::new(Code::NOT_A_CHOICE, format!("a curve is straight or smooth, found `{name}`"))
                    .label(kind.span, "")
                    .help("write `curve(v, points, smooth)`")
                    .did_you_mean(kind.span, nearest(&name, KINDS)),
            );
            return None;
        }
        Some(name == "smooth")
    }
}

#[cfg(test)]
mod tests {
    use crate::kernel::{Load, Position, interpret, lower};
    use crate::syntax::ast::ItemKind;
    use crate::syntax::{SourceId, parse};
    use crate::types::Args;
    use proptest::prelude::*;

    const HERE: Position = Position { x: 0, y: 0, width: 1, height: 1, frame: 0, plane: 0, time: 0.0 };

    fn follow(points: &[(f32, f32)], kind: &str, at: &[f32]) -> Vec<f32> {
        let written: Vec<String> = points.iter().map(|(x, y)| format!("[{x}, {y}]")).collect();
        let text = format!("kernel k(src: plane) -> plane {{ curve(src, [{}], {kind}) }}", written.join(", "));
        let (file, found) = parse(SourceId(0), &text);
        assert!(found.is_empty(), "{found:?}");
        let Some(ItemKind::Filter(def)) = file.items.first().map(|item| &item.kind) else { panic!("{text}") };
        let (kernel, _) = lower(def, &Args::default()).unwrap();
        at.iter().map(|v| interpret(&kernel, &HERE, |_: Load| *v)).collect()
    }

    #[test]
    fn a_straight_curve_is_straight_between_points_and_flat_outside() {
        let points = [(0.25, 0.5), (0.5, 0.75), (1.0, 0.0)];
        let found = follow(&points, "straight", &[-1.0, 0.25, 0.375, 0.5, 0.75, 1.0, 9.0, f32::NAN]);
        assert_eq!(found, [0.5, 0.5, 0.625, 0.75, 0.375, 0.0, 0.0, 0.5]);
    }

    #[test]
    fn a_smooth_curve_through_two_points_is_a_line() {
        assert_eq!(follow(&[(0.0, 0.25), (1.0, 0.75)], "smooth", &[0.0, 0.5, 1.0]), [0.25, 0.5, 0.75]);
    }

    proptest! {
        #[test]
        fn smooth_curves_hit_their_points_and_stay_between_them(
            steps in proptest::collection::vec((1_u8..=20, -30_i8..=30), 2..10),
        ) {
            let mut points = vec![(0.0_f32, 0.5_f32)];
            for (x, y) in &steps {
                let last = points[points.len() - 1];
                points.push((last.0 + f32::from(*x) / 64.0, last.1 + f32::from(*y) / 128.0));
            }
            for pair in points.windows(2) {
                let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
                let at: Vec<f32> = (0..=32).map(|i| x0 + (x1 - x0) * i as f32 / 32.0).collect();
                let found = follow(&points, "smooth", &at);
                prop_assert_eq!((found[0], found[32]), (y0, y1));
                for (before, after) in found.iter().zip(&found[1..]) {
                    let step = if y1 >= y0 { after - before } else { before - after };
                    prop_assert!(step >= -1e-6, "{before} {after} {points:?}");
                }
            }
        }
    }
}
