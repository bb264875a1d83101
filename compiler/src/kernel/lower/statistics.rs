//! Numbers that sum up a whole plane: `plane_mean(src)`, `plane_percentile(src.y, 1%)`.

use crate::diagnostics::{Code, Diagnostic};
use crate::kernel::{Expr, Statistic, StatisticKind};
use crate::syntax::ast;

use super::scope::{PlaneOf, Value};
use super::{Lowering, MAX_FRAMES};

impl<'a> Lowering<'a> {
    /// A call of `plane_min` and its like, whose arguments have been counted: the plane, the numbers that the
    /// statistic takes, and maybe an offset in frames.
    pub(super) fn statistic(&mut self, name: &str, args: &[&'a ast::Expr]) -> Option<Value> {
        let (plane, rest) = args.split_first()?;
        let plane = self.plane_to_sum(name, plane);
        let (numbers, later) = rest.split_at(match name {
            "plane_percentile" => 1,
            "plane_share" => 2,
            _ => 0,
        });
        let numbers: Vec<Option<f32>> = numbers.iter().map(|arg| self.number_of_statistic(name, arg)).collect();
        let dt = later.first().map_or(Some(0), |arg| self.offset(arg, "frames", MAX_FRAMES));
        let numbers: Vec<f32> = numbers.into_iter().collect::<Option<_>>()?;
        let kind = match (name, numbers.as_slice()) {
            ("plane_min", _) => StatisticKind::Min,
            ("plane_max", _) => StatisticKind::Max,
            ("plane_percentile", &[share]) => StatisticKind::Percentile(share),
            ("plane_share", &[low, high]) => StatisticKind::Share(low, high),
            _ => StatisticKind::Mean,
        };
        if let StatisticKind::Percentile(share) = kind
            && !(0.0..=1.0).contains(&share)
        {
            self.report(
                Diagnostic::new(
                    Code::OUT_OF_RANGE,
                    format!("`plane_percentile` is asked for a share of {share}, but takes 0 to 1"),
                )
                .label(rest[0].span, format!("this is {share}"))
                .help("write a share such as `1%` or `0.99`"),
            );
            return None;
        }
        if let StatisticKind::Share(low, high) = kind
            && low >= high
        {
            self.report(
                Diagnostic::new(
                    Code::EMPTY_RANGE,
                    format!("`plane_share` counts samples from {low} to below {high}, which is nothing"),
                )
                .label(rest[0].span.to(rest[1].span), "the first is not below the second")
                .help("write the smaller one first: `plane_share(src, 0.9, 1.1)`"),
            );
            return None;
        }
        let plane = plane?;
        let (input, plane) = (plane.input, self.summed(plane, args[0].span)?);
        Some(Value::Number(self.builder.add(Expr::Statistic(Statistic { input, plane, dt: dt?, kind }))))
    }

    fn plane_to_sum(&mut self, name: &str, arg: &'a ast::Expr) -> Option<PlaneOf> {
        match self.expression(arg)? {
            Value::Plane(plane) => Some(plane),
            Value::Failed => None,
            other => {
                let help = "sums are of what a clip holds: compute the value in a kernel of its own before, and take \
                            `NAME(src)` of what comes out"
                    .replace("NAME", name);
                self.wrong_type(&other, arg.span, &format!("the first argument of `{name}`"), "a plane", &help);
                None
            }
        }
    }

    fn number_of_statistic(&mut self, name: &str, arg: &'a ast::Expr) -> Option<f32> {
        let value = self.expression(arg)?;
        let role = format!("an argument of `{name}`");
        let id = self.number(value, arg.span, &role)?;
        self.known(id, arg.span, &role)
    }
}
