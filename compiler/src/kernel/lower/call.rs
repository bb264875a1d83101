//! Lowering of function calls.

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::kernel::{BinaryOp, Expr, ExprId, Random, UnaryOp};
use crate::syntax::Span;
use crate::syntax::ast::{self, Call};

use super::median::MAX_MEDIAN;
use super::scope::Value;
use super::{Lowering, MAX_REACH};

/// A function of kernels.
struct Function {
    name: &'static str,
    /// How it is called, for help lines.
    usage: &'static str,
    least: usize,
    most: usize,
}

const fn function(name: &'static str, usage: &'static str, least: usize, most: usize) -> Function {
    Function { name, usage, least, most }
}

const FUNCTIONS: [Function; 23] = [
    function("min", "min(a, b, …)", 2, usize::MAX),
    function("max", "max(a, b, …)", 2, usize::MAX),
    function("median", "median(a, b, c, …)", 3, MAX_MEDIAN),
    function("sort", "sort(a, b, …)[0]", 2, MAX_MEDIAN),
    function("clamp", "clamp(v, low, high)", 3, 3),
    function("mix", "mix(a, b, t)", 3, 3),
    function("select", "select(condition, a, b)", 3, 3),
    function("abs", "abs(v)", 1, 1),
    function("sqrt", "sqrt(v)", 1, 1),
    function("floor", "floor(v)", 1, 1),
    function("exp", "exp(v)", 1, 1),
    function("log", "log(v)", 1, 1),
    function("pow", "pow(base, exponent)", 2, 2),
    function("sin", "sin(radians)", 1, 1),
    function("cos", "cos(radians)", 1, 1),
    function("len", "len(list)", 1, 1),
    function("table", "table(list, position)", 2, 2),
    function("curve", "curve(v, [[0, 0], [0.5, 0.6], [1, 1]]) or curve(v, points, smooth)", 2, 3),
    function("plane_min", "plane_min(src) or plane_min(src, frames)", 1, 2),
    function("plane_max", "plane_max(src) or plane_max(src, frames)", 1, 2),
    function("plane_mean", "plane_mean(src) or plane_mean(src, frames)", 1, 2),
    function("plane_percentile", "plane_percentile(src, share) or plane_percentile(src, share, frames)", 2, 3),
    function("plane_share", "plane_share(src, low, high) or plane_share(src, low, high, frames)", 3, 4),
];

const RANDOM: Function = function("random", "random(seed) or random(seed, dx, dy)", 1, 3);

impl<'a> Lowering<'a> {
    /// `name(args)`, or `first |> name(args)`.
    pub(super) fn call(&mut self, first: Option<&'a ast::Expr>, call: &'a Call) -> Option<Value> {
        let name = call.name.name.as_str();
        let Some(function) = FUNCTIONS.iter().chain([&RANDOM]).find(|function| function.name == name) else {
            self.unknown_function(call);
            return None;
        };
        if let Some(named) = call.args.iter().find_map(|arg| arg.name.as_ref()) {
            self.report(
                Diagnostic::new(Code::UNKNOWN_ARGUMENT, format!("`{name}` takes its arguments by position"))
                    .label(named.span, "a name here")
                    .help(format!("write `{}`", function.usage)),
            );
            return None;
        }
        let args: Vec<&ast::Expr> = first.into_iter().chain(call.args.iter().map(|arg| &arg.value)).collect();
        self.check_count(function, &args, call)?;
        match name {
            "random" => self.random(&args),
            "len" => self.length(call, &args),
            "sort" => {
                let values = self.numbers(name, &args)?;
                Some(Value::List(self.sort(&values).into_iter().map(Value::Number).collect()))
            }
            "table" => self.table(&args),
            "curve" => self.curve(&args),
            _ if name.starts_with("plane_") => self.statistic(name, &args),
            "select" => {
                let condition = self.expression(args[0]);
                let values = self.numbers(name, &args[1..]);
                let condition = self.truth(condition?, args[0].span, "the first argument of `select`")?;
                let values = values?;
                Some(Value::Number(self.builder.select(condition, values[0], values[1])))
            }
            _ => {
                let values = self.numbers(name, &args)?;
                Some(Value::Number(self.apply(name, &values)))
            }
        }
    }

    /// One value out of `values`, whose count has been checked.
    fn apply(&mut self, name: &str, values: &[ExprId]) -> ExprId {
        let b = &mut self.builder;
        match (name, values) {
            ("min", _) => self.fold(BinaryOp::Min, values),
            ("max", _) => self.fold(BinaryOp::Max, values),
            ("median", _) => self.median(values),
            ("clamp", &[v, low, high]) => {
                let above = b.binary(BinaryOp::Max, v, low);
                b.binary(BinaryOp::Min, above, high)
            }
            ("mix", &[from, to, t]) => {
                let step = b.binary(BinaryOp::Sub, to, from);
                let part = b.binary(BinaryOp::Mul, t, step);
                b.binary(BinaryOp::Add, from, part)
            }
            ("pow", &[base, exponent]) => b.binary(BinaryOp::Pow, base, exponent),
            _ => {
                let op = match name {
                    "abs" => UnaryOp::Abs,
                    "sqrt" => UnaryOp::Sqrt,
                    "floor" => UnaryOp::Floor,
                    "exp" => UnaryOp::Exp,
                    "log" => UnaryOp::Log,
                    "sin" => UnaryOp::Sin,
                    _ => UnaryOp::Cos,
                };
                b.unary(op, values[0])
            }
        }
    }

    /// The values joined from left to right.
    pub(super) fn fold(&mut self, op: BinaryOp, values: &[ExprId]) -> ExprId {
        let mut result = values[0];
        for value in &values[1..] {
            result = self.builder.binary(op, result, *value);
        }
        result
    }

    fn numbers(&mut self, name: &str, args: &[&'a ast::Expr]) -> Option<Vec<ExprId>> {
        let role = format!("an argument of `{name}`");
        let values: Vec<Option<ExprId>> = args
            .iter()
            .map(|arg| {
                let value = self.expression(arg)?;
                self.number(value, arg.span, &role)
            })
            .collect();
        values.into_iter().collect()
    }

    fn random(&mut self, args: &[&'a ast::Expr]) -> Option<Value> {
        let seeds = self.numbers("random", &args[..1])?;
        let seed = self.known(seeds[0], args[0].span, "the seed of `random`")?;
        if seed.fract() != 0.0 || !(0.0..16_777_216.0).contains(&seed) {
            self.report(
                Diagnostic::new(
                    Code::OUT_OF_RANGE,
                    format!("the seed of `random` is {seed}, but must be a whole number from 0 to 16777215"),
                )
                .label(args[0].span, format!("this is {seed}"))
                .help("give the parameter that it comes from the type `int<0..16777215>`"),
            );
            return None;
        }
        let mut offsets = [0, 0];
        for (offset, arg) in offsets.iter_mut().zip(&args[1..]) {
            *offset = self.offset(arg, "samples", MAX_REACH)?;
        }
        self.check_makes_one("`random` depends on the plane", args[0].span)?;
        let random = Random { seed: seed as u32, dx: offsets[0], dy: offsets[1] };
        Some(Value::Number(self.builder.add(Expr::Random(random))))
    }

    fn check_count(&mut self, function: &Function, args: &[&ast::Expr], call: &Call) -> Option<()> {
        let (name, count) = (function.name, args.len());
        let wrong = match name {
            "random" => count != 1 && count != 3,
            "median" => !(3..=MAX_MEDIAN).contains(&count) || count % 2 == 0,
            _ => !(function.least..=function.most).contains(&count),
        };
        if !wrong {
            return Some(());
        }
        let expected = match (name, function.least, function.most) {
            ("random", ..) => "1 or 3".to_owned(),
            ("median", ..) => format!("an odd number from 3 to {MAX_MEDIAN}"),
            (_, least, usize::MAX) => format!("{least} or more"),
            ("sort", least, most) => format!("{least} to {most}"),
            (_, least, most) if most > least => format!("{least} or {most}"),
            (_, least, _) => least.to_string(),
        };
        let few = count < function.least || name == "random" && count == 2;
        let code = match name {
            "median" => Code::KERNEL_MEDIAN,
            _ if few => Code::MISSING_ARGUMENT,
            _ => Code::EXTRA_ARGUMENT,
        };
        let found = if count == 1 { "1 argument".to_owned() } else { format!("{count} arguments") };
        self.report(
            Diagnostic::new(code, format!("`{name}` has {found}, but takes {expected}")).label(call.span, found).help(
                match name {
                    "median" => "take an odd number of values: the sample itself, `src`, as well".to_owned(),
                    _ => format!("write `{}`", function.usage),
                },
            ),
        );
        None
    }

    fn unknown_function(&mut self, call: &Call) {
        let name = call.name.name.as_str();
        let help = if matches!(self.scope.find(name), Some(Value::Plane(_))) {
            format!("a plane is read with brackets: `{name}[0, 0]`")
        } else {
            match nearest(name, FUNCTIONS.iter().chain([&RANDOM]).map(|function| function.name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    let names: Vec<&str> = FUNCTIONS.iter().chain([&RANDOM]).map(|function| function.name).collect();
                    format!(
                        "kernels can call {}; what a filter gives comes in as a clip of its own, a second `plane`",
                        names.join(", ")
                    )
                }
            }
        };
        let span: Span = call.name.span;
        self.report(
            Diagnostic::new(Code::UNKNOWN_FILTER, format!("kernels have no function `{name}`"))
                .label(span, "not a function of kernels")
                .help(help),
        );
    }
}
