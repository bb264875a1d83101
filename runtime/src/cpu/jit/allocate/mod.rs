//! Which register holds which value when: from an order of operations to steps on registers.
//!
//! Code is straight, so values live from where they are made to their last use. When registers run out, the
//! value that is needed last goes to the stack (L. A. Belady, *A study of replacement algorithms*, 1966); what
//! lies in memory anyway is used from there, or loaded again. Registers that the loop leaves over keep the
//! constants that it uses most.

mod file;
mod instruction;
mod pin;
mod uses;

use super::Target;
use super::code::{Code, Fused, Op, Sample, Value};
use super::order::{Order, is_in_memory};
use file::File;
use uses::Uses;

/// Where a value lies in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Home {
    /// A place of the stack, numbered.
    Slot(u32),
    Constant(u32),
    Lanes {
        first: u32,
        step: u32,
    },
    Uniform(u32),
    Hash(u32),
    Row {
        row: u16,
        dx: i32,
        sample: Sample,
    },
}

/// An operand of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Argument {
    Register(u8),
    Memory(Home),
}

/// One instruction, or a few that belong together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    /// From memory to a register: of a condition if `condition`.
    Load { to: u8, home: Home, condition: bool },
    /// From a register to the stack.
    Spill { from: u8, slot: u32, condition: bool },
    /// From register to register.
    Copy { to: u8, from: u8 },
    /// An operation; the arguments are those of the operation in order.
    Run { op: Op, to: u8, arguments: [Argument; 3] },
    /// A fused product and sum; the result replaces one of the three.
    Fuse { how: Fused, replaces: Replaces, to: u8, second: u8, third: Argument },
    /// A result of the code is stored, the `vector`th after those of the turns before.
    Store { from: u8, vector: usize },
}

/// Which part of a·b + c the result of a fused operation replaces, and so what the other two are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replaces {
    /// a; then come b and c.
    Factor,
    /// a; then come c and b.
    FactorThenSum,
    /// c; then come a and b.
    Sum,
}

/// Steps on registers.
#[derive(Debug, Default)]
pub(super) struct Allocation {
    /// What runs before the loop.
    pub(super) once: Vec<Step>,
    /// What the loop repeats.
    pub(super) body: Vec<Step>,
    /// Places of the stack.
    pub(super) slots: u32,
}

/// Registers for the values of `code`, which run in `order`.
pub(super) fn allocate(code: &Code, order: &Order, target: Target) -> Allocation {
    let mut homes: Vec<Option<Home>> = code.nodes.iter().map(|op| home(*op, target)).collect();
    let uses = Uses::of(code, &order.body, true);
    let mut once = Allocator::new(code, target, homes, Uses::of(code, &order.once, false), Slots::default());
    for value in &order.once {
        once.run(*value);
        if !uses.is_empty(*value) {
            once.keep(*value);
        }
    }
    let slots;
    let mut allocation = Allocation::default();
    (allocation.once, homes, slots) = once.finish();

    let pinned = pin::choose(code, order, target, &uses, &homes);
    let mut body = Allocator::new(code, target, homes, uses, slots);
    pinned.into_iter().for_each(|value| body.pin(value));
    allocation.once.append(&mut body.steps);
    for value in &order.body {
        body.run(*value);
    }
    for (vector, result) in code.results.iter().enumerate() {
        let from = body.in_register(*result, &[]);
        body.steps.push(Step::Store { from, vector });
        if code.results[vector + 1..].iter().all(|later| later != result) {
            body.release_register(*result);
        }
    }
    let (steps, _, slots) = body.finish();
    (allocation.body, allocation.slots) = (steps, slots.count);
    allocation
}

/// How many vectors are alive at a time in the loop.
pub(super) fn pressure(code: &Code, order: &Order, target: Target) -> usize {
    pin::pressure(code, order, target, &Uses::of(code, &order.body, true))
}

/// Where a value lies before it is computed.
fn home(op: Op, target: Target) -> Option<Home> {
    if !is_in_memory(op, target) {
        return None;
    }
    match op {
        Op::Constant(bits) => Some(Home::Constant(bits)),
        Op::Lanes { first, step } => Some(Home::Lanes { first, step }),
        Op::Uniform(number) => Some(Home::Uniform(number)),
        Op::Hash(number) => Some(Home::Hash(number)),
        Op::Row { row, dx, sample } => Some(Home::Row { row, dx, sample }),
        _ => None,
    }
}

/// Places of the stack, used again when what was there is dead.
#[derive(Debug, Default)]
struct Slots {
    count: u32,
    free: Vec<u32>,
}

impl Slots {
    fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.count += 1;
            self.count - 1
        })
    }
}

struct Allocator<'a> {
    code: &'a Code,
    target: Target,
    homes: Vec<Option<Home>>,
    /// Values that stay where they are on the stack after their last use.
    kept: Vec<bool>,
    uses: Uses,
    slots: Slots,
    vectors: File,
    conditions: File,
    steps: Vec<Step>,
}

impl<'a> Allocator<'a> {
    fn new(code: &'a Code, target: Target, homes: Vec<Option<Home>>, uses: Uses, slots: Slots) -> Self {
        // What is on the stack by now stays there for every turn of the loop.
        let kept = homes.iter().map(Option::is_some).collect();
        let (vectors, conditions) = (File::new(0..target.vectors()), File::new(1..target.conditions() + 1));
        Self { code, target, homes, kept, uses, slots, vectors, conditions, steps: Vec::new() }
    }

    fn finish(self) -> (Vec<Step>, Vec<Option<Home>>, Slots) {
        // What is on the stack for this part only is not known to the next.
        let homes = self.homes.iter().zip(&self.kept).map(|(home, kept)| home.filter(|_| *kept)).collect();
        (self.steps, homes, self.slots)
    }

    /// Loads a value into a register that it keeps.
    fn pin(&mut self, value: Value) {
        let register = self.in_register(value, &[]);
        self.vectors.pin(register);
    }

    /// Stores a value on the stack for good.
    fn keep(&mut self, value: Value) {
        let register = self.in_register(value, &[]);
        self.spill(value, register);
        self.kept[value.index()] = true;
        if self.uses.next(value).is_none() {
            self.release_register(value);
        }
    }

    fn is_mask(&self, value: Value) -> bool {
        self.target == Target::Avx512 && self.code.nodes[value.index()].is_condition()
    }

    fn file(&mut self, mask: bool) -> &mut File {
        if mask { &mut self.conditions } else { &mut self.vectors }
    }

    /// The register that holds a value, if one does.
    fn register_of(&self, value: Value) -> Option<u8> {
        if self.is_mask(value) { self.conditions.find(value) } else { self.vectors.find(value) }
    }

    /// A register that holds a value; those that hold `locked` values are left alone.
    fn in_register(&mut self, value: Value, locked: &[Value]) -> u8 {
        if let Some(register) = self.register_of(value) {
            return register;
        }
        let condition = self.is_mask(value);
        let to = self.take(condition, value, locked);
        if let Some(home) = self.homes[value.index()] {
            self.steps.push(Step::Load { to, home, condition });
        }
        to
    }

    /// A register for `value`; what was there goes to the stack if it is needed again.
    fn take(&mut self, mask: bool, value: Value, locked: &[Value]) -> u8 {
        let register = match self.file(mask).free() {
            Some(register) => register,
            None => self.evict(mask, locked),
        };
        self.file(mask).put(register, value);
        register
    }

    fn evict(&mut self, mask: bool, locked: &[Value]) -> u8 {
        let file = if mask { &self.conditions } else { &self.vectors };
        // What lies in memory costs no store, so it may be needed a little earlier.
        let distance = |value: Value| {
            let next = u64::from(self.uses.distance(value));
            if self.homes[value.index()].is_some() { next * 2 } else { next }
        };
        let candidates = file.held().filter(|(_, value)| !locked.contains(value));
        let (register, value) =
            candidates.max_by_key(|(_, value)| distance(*value)).unwrap_or((file.first(), Value(0)));
        if self.homes[value.index()].is_none() && self.uses.next(value).is_some() {
            self.spill(value, register);
        }
        self.file(mask).clear(register);
        register
    }

    fn spill(&mut self, value: Value, from: u8) {
        let slot = self.slots.take();
        self.homes[value.index()] = Some(Home::Slot(slot));
        let condition = self.is_mask(value);
        self.steps.push(Step::Spill { from, slot, condition });
    }

    /// Gives back the register of a value that is needed no more.
    fn release_register(&mut self, value: Value) {
        let mask = self.is_mask(value);
        if let Some(register) = self.register_of(value) {
            self.file(mask).free_unless_pinned(register);
        }
    }

    /// Gives back the place on the stack of a value that is needed no more.
    fn release_slot(&mut self, value: Value) {
        if !self.kept[value.index()]
            && let Some(Home::Slot(slot)) = self.homes[value.index()].take()
        {
            self.slots.free.push(slot);
        }
    }
}
