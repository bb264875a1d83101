//! Carries out instructions on strips: the loops in which the time is spent.
//!
//! The same source is compiled once for each [`Isa`](super::Isa); every function is inlined
//! into the one that enables the instructions. Loops take [`LANES`] values of
//! every operand, compute, and store, so that a register may be both operand
//! and result.

use fwr_compiler::kernel::{BinaryOp, Position, UnaryOp, binary, select, unary, uniform};

use super::instruction::{Code, Instruction, Join, LANES, Operand, Strip};

/// What one strip is computed from.
pub(super) struct Work<'a> {
    /// The instructions.
    pub(super) code: &'a Code,
    /// Values of the row's uniforms.
    pub(super) uniforms: &'a [f32],
    /// Where in the arena each base of a strip is.
    pub(super) bases: &'a [usize],
    /// The first sample of the strip.
    pub(super) position: Position,
    /// Samples to compute, in groups of [`LANES`].
    pub(super) groups: usize,
}

/// Runs `$body` compiled for `$isa`: `for_isa!(isa, fn name(a: A, b: B) = body)`.
macro_rules! for_isa {
    ($isa:expr, fn $name:ident($($arg:ident: $ty:ty),* $(,)?) = $body:path) => {{
        fn baseline($($arg: $ty),*) { $body($($arg),*) }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2")]
        fn avx2($($arg: $ty),*) { $body($($arg),*) }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
        fn avx512($($arg: $ty),*) { $body($($arg),*) }
        match $isa {
            $crate::cpu::Isa::Baseline => baseline($($arg),*),
            // SAFETY: an `Isa` is given out only where the machine has its instructions.
            #[cfg(target_arch = "x86_64")]
            $crate::cpu::Isa::Avx2 => unsafe { avx2($($arg),*) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            $crate::cpu::Isa::Avx512 => unsafe { avx512($($arg),*) },
        }
    }};
}
pub(super) use for_isa;

/// `out[i] = value` for each group of lanes, where `value` names lanes of the sources.
///
/// The reach of every strip is checked once; the loop itself is bare, since a
/// check a group costs as much as the arithmetic.
macro_rules! lanes {
    (
        $arena:ident, $groups:expr, [$($to:expr),*], [$($name:ident = $from:expr),*],
        $first:ident = $value:expr $(, $second:ident = $other:expr)?
    ) => {{
        let samples = $groups * LANES;
        let to = [$($to as usize),*];
        assert!(to.iter().all(|to| to + samples <= $arena.len()), "a result beyond the arena");
        $(assert!($from + samples <= $arena.len(), "an operand beyond the arena");)*
        let start = $arena.as_mut_ptr();
        for step in (0..samples).step_by(LANES) {
            // SAFETY: `step + LANES <= samples`, and that much of each strip is inside the arena.
            $(let $name = unsafe { start.add($from + step).cast::<[f32; LANES]>().read_unaligned() };)*
            let mut $first = [0.0_f32; LANES];
            $(let mut $second = [0.0_f32; LANES];)?
            for lane in 0..LANES {
                $(let $name = $name[lane];)*
                $first[lane] = $value;
                $($second[lane] = $other;)?
            }
            // SAFETY: as above.
            unsafe { start.add(to[0] + step).cast::<[f32; LANES]>().write_unaligned($first) };
            // SAFETY: as above.
            $(unsafe { start.add(to[1] + step).cast::<[f32; LANES]>().write_unaligned($second) };)?
        }
    }};
    ($arena:ident, $groups:expr, $to:expr, [$($name:ident = $from:expr),*], $value:expr) => {
        lanes!($arena, $groups, [$to], [$($name = $from),*], first = $value)
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

/// Carries out the instructions of `work` in `arena`; afterwards the result is in its place.
///
/// # Panics
/// If the work reaches beyond the arena.
#[inline(always)]
pub(super) fn run_strip(work: &Work<'_>, arena: &mut [f32]) {
    let Work { code, uniforms, bases, position, groups } = work;
    let groups = *groups;
    let at = |strip: Strip| bases[usize::from(strip.base)] + strip.offset as usize;
    for instruction in &code.instructions {
        match *instruction {
            Instruction::Splat(to, value) => {
                let value = uniforms[value as usize];
                (0..groups).for_each(|group| write(arena, to as usize + group * LANES, [value; LANES]));
            }
            Instruction::Columns(to) => columns(arena, groups, to as usize, |column| column as f32, position.x),
            Instruction::Random(to, random) => {
                let row = position.row_hash(random);
                let first = (position.x as i32).wrapping_add(i32::from(random.dx)) as u32;
                columns(arena, groups, to as usize, |column| uniform(row, column), first as usize);
            }
            Instruction::Unary(to, op, a) => {
                let a = at(a);
                macro_rules! run {
                    ($op:expr) => {
                        lanes!(arena, groups, to, [a = a], unary($op, a))
                    };
                }
                each_unary!(op, run)
            }
            Instruction::Strips(to, op, a, b) => {
                let (a, b) = (at(a), at(b));
                macro_rules! run {
                    ($op:expr) => {
                        lanes!(arena, groups, to, [a = a, b = b], binary($op, a, b))
                    };
                }
                each_binary!(op, run)
            }
            Instruction::Right(to, op, a, b) => {
                let (a, b) = (at(a), uniforms[b as usize]);
                macro_rules! run {
                    ($op:expr) => {
                        lanes!(arena, groups, to, [a = a], binary($op, a, b))
                    };
                }
                each_binary!(op, run)
            }
            Instruction::Left(to, op, a, b) => {
                let (a, b) = (uniforms[a as usize], at(b));
                macro_rules! run {
                    ($op:expr) => {
                        lanes!(arena, groups, to, [b = b], binary($op, a, b))
                    };
                }
                each_binary!(op, run)
            }
            Instruction::Product(to, join, a, b, Operand::Strip(c)) => {
                let (a, b, c) = (at(a), at(b), at(c));
                macro_rules! run {
                    ($join:expr) => {
                        lanes!(arena, groups, to, [a = a, b = b, c = c], joined($join, a * b, c))
                    };
                }
                each_join!(join, run)
            }
            Instruction::Product(to, join, a, b, Operand::Uniform(c)) => {
                let (a, b, c) = (at(a), at(b), uniforms[c as usize]);
                macro_rules! run {
                    ($join:expr) => {
                        lanes!(arena, groups, to, [a = a, b = b], joined($join, a * b, c))
                    };
                }
                each_join!(join, run)
            }
            Instruction::Multiple(to, join, a, b, Operand::Strip(c)) => {
                let (a, b, c) = (at(a), uniforms[b as usize], at(c));
                macro_rules! run {
                    ($join:expr) => {
                        lanes!(arena, groups, to, [a = a, c = c], joined($join, a * b, c))
                    };
                }
                each_join!(join, run)
            }
            Instruction::Multiple(to, join, a, b, Operand::Uniform(c)) => {
                let (a, b, c) = (at(a), uniforms[b as usize], uniforms[c as usize]);
                macro_rules! run {
                    ($join:expr) => {
                        lanes!(arena, groups, to, [a = a], joined($join, a * b, c))
                    };
                }
                each_join!(join, run)
            }
            Instruction::Order(least, greatest, a, b) => {
                let (a, b) = (at(a), at(b));
                lanes!(
                    arena,
                    groups,
                    [least, greatest],
                    [a = a, b = b],
                    minimum = binary(BinaryOp::Min, a, b),
                    maximum = binary(BinaryOp::Max, a, b)
                );
            }
            Instruction::Select(to, c, a, b) => {
                let (c, a, b) = (at(c), at(a), at(b));
                lanes!(arena, groups, to, [c = c, a = a, b = b], select(c, a, b));
            }
        }
    }
}

/// A function of the column, from `first` on.
#[inline(always)]
fn columns(arena: &mut [f32], groups: usize, to: usize, value: impl Fn(u32) -> f32, first: usize) {
    for group in 0..groups {
        let start = (first as u32).wrapping_add((group * LANES) as u32);
        let mut out = [0.0_f32; LANES];
        for (lane, out) in out.iter_mut().enumerate() {
            *out = value(start.wrapping_add(lane as u32));
        }
        write(arena, to + group * LANES, out);
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

#[inline(always)]
fn write(arena: &mut [f32], at: usize, lanes: [f32; LANES]) {
    arena[at..at + LANES].copy_from_slice(&lanes);
}
