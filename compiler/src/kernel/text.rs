//! Kernels as text, one expression a line, and back.
//!
//! ```text
//! kernel soften 1
//! %0 = load 0 [-1, 0, 0]
//! %1 = load 0 [0, 0, 0]
//! %2 = add %0 %1
//! %3 = const 0.5
//! %4 = mul %2 %3
//! value %4
//! ```
//! After the kernel's name stands the number of its inputs; a load names its
//! input and the offsets in columns, rows and frames. `load 0.2 [1, 0, 0] mirror`
//! reads plane 2 of input 0, whatever plane is made, and mirrors it at its edges.
//! A kernel that makes several planes ends in one value for each. Tables and
//! stores, if there are any, stand before the expressions: `table 0 = 0.0 0.5`,
//! `store 0 = byte 16.0 219.0 255`, `store 1 = half`.

use std::fmt;
use std::str::FromStr;

use super::{BinaryOp, Border, CodeMap, Expr, ExprId, Kernel, Load, Random, Statistic, StatisticKind, Stored, UnaryOp};
use crate::media::CodeScale;

const UNARY: [(UnaryOp, &str); 9] = [
    (UnaryOp::Neg, "neg"),
    (UnaryOp::Abs, "abs"),
    (UnaryOp::Sqrt, "sqrt"),
    (UnaryOp::Floor, "floor"),
    (UnaryOp::Exp, "exp"),
    (UnaryOp::Log, "log"),
    (UnaryOp::Sin, "sin"),
    (UnaryOp::Cos, "cos"),
    (UnaryOp::Not, "not"),
];

const BINARY: [(BinaryOp, &str); 16] = [
    (BinaryOp::Add, "add"),
    (BinaryOp::Sub, "sub"),
    (BinaryOp::Mul, "mul"),
    (BinaryOp::Div, "div"),
    (BinaryOp::Rem, "rem"),
    (BinaryOp::Pow, "pow"),
    (BinaryOp::Min, "min"),
    (BinaryOp::Max, "max"),
    (BinaryOp::Lt, "lt"),
    (BinaryOp::Le, "le"),
    (BinaryOp::Gt, "gt"),
    (BinaryOp::Ge, "ge"),
    (BinaryOp::Eq, "eq"),
    (BinaryOp::Ne, "ne"),
    (BinaryOp::And, "and"),
    (BinaryOp::Or, "or"),
];

const PLACES: [(Expr, &str); 6] = [
    (Expr::X, "x"),
    (Expr::Y, "y"),
    (Expr::Frame, "frame"),
    (Expr::Width, "width"),
    (Expr::Height, "height"),
    (Expr::Time, "time"),
];

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "kernel {} {}", self.name, self.inputs)?;
        for (number, table) in self.tables.iter().enumerate() {
            let elements: Vec<String> = table.iter().map(|element| format!("{element:?}")).collect();
            writeln!(f, "table {number} = {}", elements.join(" "))?;
        }
        for (number, store) in self.stores.iter().enumerate() {
            writeln!(f, "store {number} = {store}")?;
        }
        for (position, node) in self.nodes.iter().enumerate() {
            writeln!(f, "%{position} = {node}")?;
        }
        let values: Vec<String> = self.values.iter().map(ToString::to_string).collect();
        writeln!(f, "value {}", values.join(" "))
    }
}

impl fmt::Display for ExprId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "%{}", self.0)
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Const(value) => write!(f, "const {value:?}"),
            Self::Load(Load { input, plane, dx, dy, dt, border }) => {
                let border = if border == Border::Mirror { " mirror" } else { "" };
                write!(f, "load {} [{dx}, {dy}, {dt}]{border}", place(input, plane))
            }
            Self::Lookup(table, a) => write!(f, "lookup {table} {a}"),
            Self::Stored(store, a) => write!(f, "stored {store} {a}"),
            Self::Statistic(Statistic { input, plane, dt, kind }) => {
                let place = place(input, plane);
                match kind {
                    StatisticKind::Min => write!(f, "plane_min {place} {dt}"),
                    StatisticKind::Max => write!(f, "plane_max {place} {dt}"),
                    StatisticKind::Mean => write!(f, "plane_mean {place} {dt}"),
                    StatisticKind::Percentile(share) => write!(f, "plane_percentile {place} {dt} {share:?}"),
                    StatisticKind::Share(low, high) => write!(f, "plane_share {place} {dt} {low:?} {high:?}"),
                }
            }
            Self::Random(Random { seed, dx, dy }) => write!(f, "random {seed} [{dx}, {dy}]"),
            Self::Unary(op, a) => write!(f, "{} {a}", name_in(&UNARY, op)),
            Self::Binary(op, a, b) => write!(f, "{} {a} {b}", name_in(&BINARY, op)),
            Self::Select(c, a, b) => write!(f, "select {c} {a} {b}"),
            place => f.write_str(name_in(&PLACES, place)),
        }
    }
}

/// Reads what `Display` writes; the kernel is not verified.
///
/// The error names the line and what was expected there.
impl FromStr for Kernel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let (_, header) = lines.next().ok_or("line 1: expected `kernel NAME INPUTS`")?;
        let (name, inputs) = header
            .strip_prefix("kernel ")
            .and_then(|rest| rest.rsplit_once(' '))
            .and_then(|(name, inputs)| Some((name.to_owned(), inputs.parse().ok()?)))
            .ok_or("line 1: expected `kernel NAME INPUTS`")?;
        let (mut nodes, mut tables, mut stores) = (Vec::new(), Vec::new(), Vec::new());
        for (number, line) in lines {
            let at = |expected: &str| format!("line {}: expected {expected}, found `{line}`", number + 1);
            if let Some(values) = line.strip_prefix("value ") {
                let values: Option<_> = values.split(' ').map(parse_id).collect();
                let values = values.ok_or_else(|| at("`value %N`"))?;
                return Ok(Self { name, inputs, nodes, values, tables, stores });
            }
            if let Some(table) = line.strip_prefix(&format!("table {} = ", tables.len())) {
                let table: Result<_, _> = table.split(' ').map(str::parse).collect();
                tables.push(table.map_err(|_| at("numbers"))?);
                continue;
            }
            if let Some(store) = line.strip_prefix(&format!("store {} = ", stores.len())) {
                stores.push(parse_store(store).ok_or_else(|| at("a store"))?);
                continue;
            }
            let expr = line.strip_prefix(&format!("%{} = ", nodes.len()));
            let expr = expr.ok_or_else(|| at(&format!("`%{} = …`", nodes.len())))?;
            nodes.push(parse_expr(expr).ok_or_else(|| at("an expression"))?);
        }
        Err("expected `value %N` at the end".to_owned())
    }
}

fn parse_expr(text: &str) -> Option<Expr> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    if rest.is_empty() {
        return value_in(&PLACES, word);
    }
    match word {
        "const" => return rest.parse().ok().map(Expr::Const),
        "load" => {
            let (rest, border) = match rest.strip_suffix(" mirror") {
                Some(rest) => (rest, Border::Mirror),
                None => (rest, Border::Clamp),
            };
            let (Place { input, plane }, [dx, dy, dt]) = parse_offsets(rest)?;
            return Some(Expr::Load(Load { input, plane, dx, dy, dt, border }));
        }
        "lookup" | "stored" => {
            let (number, a) = rest.split_once(' ')?;
            let (number, a) = (number.parse().ok()?, parse_id(a)?);
            return Some(if word == "lookup" { Expr::Lookup(number, a) } else { Expr::Stored(number, a) });
        }
        _ if word.starts_with("plane_") => {
            let mut words = rest.split(' ');
            let Place { input, plane } = words.next()?.parse().ok()?;
            let dt = words.next()?.parse().ok()?;
            let numbers: Vec<f32> = words.map(str::parse).collect::<Result<_, _>>().ok()?;
            let kind = match (word, &numbers[..]) {
                ("plane_min", []) => StatisticKind::Min,
                ("plane_max", []) => StatisticKind::Max,
                ("plane_mean", []) => StatisticKind::Mean,
                ("plane_percentile", &[share]) => StatisticKind::Percentile(share),
                ("plane_share", &[low, high]) => StatisticKind::Share(low, high),
                _ => return None,
            };
            return Some(Expr::Statistic(Statistic { input, plane, dt, kind }));
        }
        "random" => {
            let (seed, [dx, dy]) = parse_offsets(rest)?;
            return Some(Expr::Random(Random { seed, dx, dy }));
        }
        _ => {}
    }
    let operands: Vec<ExprId> = rest.split(' ').map(parse_id).collect::<Option<_>>()?;
    match operands[..] {
        [a] => Some(Expr::Unary(value_in(&UNARY, word)?, a)),
        [a, b] => Some(Expr::Binary(value_in(&BINARY, word)?, a, b)),
        [c, a, b] if word == "select" => Some(Expr::Select(c, a, b)),
        _ => None,
    }
}

/// Which plane of which input: `0`, or `0.2`.
struct Place {
    input: u8,
    plane: Option<u8>,
}

impl FromStr for Place {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('.') {
            Some((input, plane)) => Ok(Self { input: input.parse()?, plane: Some(plane.parse()?) }),
            None => Ok(Self { input: text.parse()?, plane: None }),
        }
    }
}

fn place(input: u8, plane: Option<u8>) -> String {
    plane.map_or_else(|| input.to_string(), |plane| format!("{input}.{plane}"))
}

/// `byte 16.0 219.0 255`: offset, span and largest code; `half`.
impl fmt::Display for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Byte(CodeMap { offset, span, max, .. }) => write!(f, "byte {offset:?} {span:?} {max}"),
            Self::Word(CodeMap { offset, span, max, .. }) => write!(f, "word {offset:?} {span:?} {max}"),
            Self::Half => f.write_str("half"),
            Self::Single => f.write_str("single"),
        }
    }
}

fn parse_store(text: &str) -> Option<Stored> {
    match text.split(' ').collect::<Vec<_>>()[..] {
        ["half"] => Some(Stored::Half),
        ["single"] => Some(Stored::Single),
        [width @ ("byte" | "word"), offset, span, max] => {
            let scale = CodeScale { offset: offset.parse().ok()?, span: span.parse().ok()? };
            let map = CodeMap::new(scale, max.parse().ok()?);
            Some(if width == "byte" { Stored::Byte(map) } else { Stored::Word(map) })
        }
        _ => None,
    }
}

/// `7 [1, -2]`
fn parse_offsets<T: FromStr, const N: usize>(text: &str) -> Option<(T, [i16; N])> {
    let (first, list) = text.split_once(" [")?;
    let offsets: Vec<i16> = list.strip_suffix(']')?.split(", ").map(str::parse).collect::<Result<_, _>>().ok()?;
    Some((first.parse().ok()?, offsets.try_into().ok()?))
}

fn parse_id(text: &str) -> Option<ExprId> {
    text.strip_prefix('%')?.parse().ok().map(ExprId)
}

fn name_in<T: PartialEq>(table: &[(T, &'static str)], value: T) -> &'static str {
    table.iter().find(|(known, _)| *known == value).map_or("", |(_, name)| name)
}

fn value_in<T: Copy>(table: &[(T, &'static str)], name: &str) -> Option<T> {
    table.iter().find(|(_, known)| *known == name).map(|(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::generate::{Scope, anything};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parsing_a_printed_kernel_gives_it_again(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let kernel = anything(&bytes, &Scope { inputs: 3, reach: 5, frames: 2, planes: 3, statistics: true, values: 1 });
            let text = kernel.to_string();
            prop_assert_eq!(text.parse::<Kernel>().unwrap(), kernel, "{}", text);
        }
    }

    #[test]
    fn every_operation_has_a_name() {
        let kernel: Kernel = "kernel k 1\n%0 = x\n%1 = neg %0\n%2 = rem %0 %1\nvalue %2\n".parse().unwrap();
        assert_eq!(kernel.to_string(), "kernel k 1\n%0 = x\n%1 = neg %0\n%2 = rem %0 %1\nvalue %2\n");
    }

    #[test]
    fn a_wrong_line_is_named() {
        let error = "kernel k 1\n%0 = x\n%1 = nag %0\nvalue %1".parse::<Kernel>().unwrap_err();
        assert_eq!(error, "line 3: expected an expression, found `%1 = nag %0`");
    }
}
