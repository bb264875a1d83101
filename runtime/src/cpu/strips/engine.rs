//! Carries out instructions on strips: the loops in which the time is spent.
//!
//! The same source is compiled once for each [`Isa`](crate::cpu::Isa); every function is inlined into the one that
//! enables the instructions. Loops take [`LANES`] values of every operand, compute, and store, so that a register
//! may be both operand and result.

use fwr_compiler::kernel::{BinaryOp, Stored, UnaryOp, binary, half, look_up, select, store_float, unary, uniform};

use super::instruction::{Code, Instruction, Join, LANES, Operand, Strip};

/// What one strip is computed from.
pub(super) struct Work<'a> {
    /// The instructions.
    pub(super) code: &'a Code,
    /// Values of the row's uniforms.
    pub(super) uniforms: &'a [f32],
    /// The hash of the row for each random number.
    pub(super) hashes: &'a [u32],
    /// Where each base of a strip is; the first is that of the registers.
    pub(super) bases: &'a [*mut f32],
    /// The column of the first sample of the strip.
    pub(super) x: i32,
    /// Samples to compute, in groups of [`LANES`].
    pub(super) groups: usize,
}

/// `out[i] = value` for each group of lanes, where `value` names lanes of the sources.
///
/// The loop is bare, since a check a group costs as much as the arithmetic.
macro_rules! lanes {
    (
        $groups:expr, [$($to:expr),*], [$($name:ident = $from:expr),*],
        $first:ident = $value:expr $(, $second:ident = $other:expr)?
    ) => {{
        let to = [$($to),*];
        for step in (0..$groups * LANES).step_by(LANES) {
            // SAFETY: strips are as long as `run_strip` demands.
            $(let $name = unsafe { $from.add(step).cast::<[f32; LANES]>().read_unaligned() };)*
            let mut $first = [0.0_f32; LANES];
            $(let mut $second = [0.0_f32; LANES];)?
            for lane in 0..LANES {
                $(let $name = $name[lane];)*
                $first[lane] = $value;
                $($second[lane] = $other;)?
            }
            // SAFETY: as above.
            unsafe { to[0].add(step).cast::<[f32; LANES]>().write_unaligned($first) };
            // SAFETY: as above.
            $(unsafe { to[1].add(step).cast::<[f32; LANES]>().write_unaligned($second) };)?
        }
    }};
    ($groups:expr, $to:expr, [$($name:ident = $from:expr),*], $value:expr) => {
        lanes!($groups, [$to], [$($name = $from),*], first = $value)
    };
}

/// One arm for each operation, so that every loop holds one operation only.
macro_rules! each_binary {
    ($op:expr, $run:ident) => {
        match $op {
            BinaryOp::Add => $run!(BinaryOp::Add),
            BinaryOp::Sub => $run!(BinaryOp::Sub),
            BinaryOp::Mul => $run!(BinaryOp::Mul),
            BinaryOp::Div => $run!(BinaryOp::Div),
            BinaryOp::Rem => $run!(BinaryOp::Rem),
            BinaryOp::Pow => $run!(BinaryOp::Pow),
            BinaryOp::Min => $run!(BinaryOp::Min),
            BinaryOp::Max => $run!(BinaryOp::Max),
            BinaryOp::Lt => $run!(BinaryOp::Lt),
            BinaryOp::Le => $run!(BinaryOp::Le),
            BinaryOp::Gt => $run!(BinaryOp::Gt),
            BinaryOp::Ge => $run!(BinaryOp::Ge),
            BinaryOp::Eq => $run!(BinaryOp::Eq),
            BinaryOp::Ne => $run!(BinaryOp::Ne),
            BinaryOp::And => $run!(BinaryOp::And),
            BinaryOp::Or => $run!(BinaryOp::Or),
        }
    };
}

/// One arm for each operation on one value.
macro_rules! each_unary {
    ($op:expr, $run:ident) => {
        match $op {
            UnaryOp::Neg => $run!(UnaryOp::Neg),
            UnaryOp::Abs => $run!(UnaryOp::Abs),
            UnaryOp::Sqrt => $run!(UnaryOp::Sqrt),
            UnaryOp::Floor => $run!(UnaryOp::Floor),
            UnaryOp::Exp => $run!(UnaryOp::Exp),
            UnaryOp::Log => $run!(UnaryOp::Log),
            UnaryOp::Sin => $run!(UnaryOp::Sin),
            UnaryOp::Cos => $run!(UnaryOp::Cos),
            UnaryOp::Not => $run!(UnaryOp::Not),
        }
    };
}

/// One arm for each way to join a product.
macro_rules! each_join {
    ($join:expr, $run:ident) => {
        match $join {
            Join::Plus => $run!(Join::Plus),
            Join::Minus => $run!(Join::Minus),
            Join::From => $run!(Join::From),
        }
    };
}

/// Carries out the instructions of `work`; afterwards the result is in its place.
///
/// # Safety
/// `groups` times [`LANES`] floats are readable from each strip that is read, and writable in each register.
#[inline(always)]
pub(super) unsafe fn run_strip(work: &Work<'_>) {
    let Work { code, uniforms, hashes, bases, x, groups } = work;
    let groups = *groups;
    let at = |strip: Strip| bases[usize::from(strip.base)].wrapping_offset(strip.offset as isize);
    let register = |to: u32| bases[0].wrapping_add(to as usize);
    for instruction in &code.instructions {
        match *instruction {
            Instruction::Splat(to, value) => {
                let value = uniforms[value as usize];
                lanes!(groups, register(to), [], value)
            }
            // SAFETY: as this function's.
            Instruction::Columns(to) => unsafe { columns(groups, register(to), |column| column as f32, *x) },
            Instruction::Random(to, hash, dx) => {
                let row = hashes[hash as usize];
                let first = x.wrapping_add(i32::from(dx));
                // SAFETY: as this function's.
                unsafe { columns(groups, register(to), |column| uniform(row, column), first) };
            }
            Instruction::Unary(to, op, a) => {
                let a = at(a);
                macro_rules! run {
                    ($op:expr) => {
                        lanes!(groups, register(to), [a = a], unary($op, a))
                    };
                }
                each_unary!(op, run)
            }
            Instruction::Strips(to, op, a, b) => {
                let (a, b) = (at(a), at(b));
                macro_rules! run {
                    ($op:expr) => {
                        lanes!(groups, register(to), [a = a, b = b], binary($op, a, b))
                    };
                }
                each_binary!(op, run)
            }
            Instruction::Right(to, op, a, b) => {
                let (a, b) = (at(a), uniforms[b as usize]);
                macro_rules! run {
                    ($op:expr) => {
                        lanes!(groups, register(to), [a = a], binary($op, a, b))
                    };
                }
                each_binary!(op, run)
            }
            Instruction::Left(to, op, a, b) => {
                let (a, b) = (uniforms[a as usize], at(b));
                macro_rules! run {
                    ($op:expr) => {
                        lanes!(groups, register(to), [b = b], binary($op, a, b))
                    };
                }
                each_binary!(op, run)
            }
            Instruction::Product(to, join, a, b, Operand::Strip(c)) => {
                let (a, b, c) = (at(a), at(b), at(c));
                macro_rules! run {
                    ($join:expr) => {
                        lanes!(groups, register(to), [a = a, b = b, c = c], joined($join, a * b, c))
                    };
                }
                each_join!(join, run)
            }
            Instruction::Product(to, join, a, b, Operand::Uniform(c)) => {
                let (a, b, c) = (at(a), at(b), uniforms[c as usize]);
                macro_rules! run {
                    ($join:expr) => {
                        lanes!(groups, register(to), [a = a, b = b], joined($join, a * b, c))
                    };
                }
                each_join!(join, run)
            }
            Instruction::Multiple(to, join, a, b, Operand::Strip(c)) => {
                let (a, b, c) = (at(a), uniforms[b as usize], at(c));
                macro_rules! run {
                    ($join:expr) => {
                        lanes!(groups, register(to), [a = a, c = c], joined($join, a * b, c))
                    };
                }
                each_join!(join, run)
            }
            Instruction::Multiple(to, join, a, b, Operand::Uniform(c)) => {
                let (a, b, c) = (at(a), uniforms[b as usize], uniforms[c as usize]);
                macro_rules! run {
                    ($join:expr) => {
                        lanes!(groups, register(to), [a = a], joined($join, a * b, c))
                    };
                }
                each_join!(join, run)
            }
            Instruction::Order(least, greatest, a, b) => {
                let (a, b) = (at(a), at(b));
                lanes!(
                    groups,
                    [register(least), register(greatest)],
                    [a = a, b = b],
                    minimum = binary(BinaryOp::Min, a, b),
                    maximum = binary(BinaryOp::Max, a, b)
                );
            }
            Instruction::Select(to, c, a, b) => {
                let (c, a, b) = (at(c), at(a), at(b));
                lanes!(groups, register(to), [c = c, a = a, b = b], select(c, a, b));
            }
            Instruction::LookUp(to, table, a) => {
                let (a, table) = (at(a), &*code.tables[usize::from(table)]);
                lanes!(groups, register(to), [a = a], look_up(table, a));
            }
            Instruction::Round(to, store, a) => {
                let a = at(a);
                match code.stores[usize::from(store)] {
                    Stored::Byte(map) | Stored::Word(map) => {
                        lanes!(groups, register(to), [a = a], map.load(map.store(a)));
                    }
                    Stored::Half => lanes!(groups, register(to), [a = a], half::load(half::store(a))),
                    Stored::Single => lanes!(groups, register(to), [a = a], store_float(a)),
                }
            }
        }
    }
}

/// A function of the column, from `first` on.
///
/// # Safety
/// As that of [`run_strip`].
#[inline(always)]
unsafe fn columns(groups: usize, to: *mut f32, value: impl Fn(u32) -> f32, first: i32) {
    for group in 0..groups {
        let start = (first as u32).wrapping_add((group * LANES) as u32);
        let mut out = [0.0_f32; LANES];
        for (lane, out) in out.iter_mut().enumerate() {
            *out = value(start.wrapping_add(lane as u32));
        }
        // SAFETY: as the caller promises.
        unsafe { to.add(group * LANES).cast::<[f32; LANES]>().write_unaligned(out) };
    }
}

#[inline(always)]
fn joined(join: Join, product: f32, third: f32) -> f32 {
    match join {
        Join::Plus => product + third,
        Join::Minus => product - third,
        Join::From => third - product,
    }
}
