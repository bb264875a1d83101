//! From the expressions of a kernel to instructions in a good order, on few registers.

use std::collections::HashMap;

use fwr_compiler::kernel::{BinaryOp, Expr, ExprId, Kernel, Load, Places};

use super::instruction::{Code, Instruction, Join, Operand, REGISTER, RowRead, Strip};
use crate::cpu::row::{Element, RowKernel, RowKey};

/// The instructions of a kernel.
pub(super) fn schedule(row: &RowKernel<'_>) -> Code {
    let (kernel, places) = (row.kernel, row.uniforms);
    let products = products(kernel, places);
    let order = order(kernel, places, &products);
    let partners = partners(kernel, &order);
    let mut emitter = Emitter {
        kernel,
        places,
        products: &products,
        partners: &partners,
        rows: row.rows,
        registers: Registers::default(),
        values: HashMap::new(),
        uses: uses_in(kernel, &order, &products),
        temporaries: Vec::new(),
        instructions: Vec::new(),
    };
    for id in order {
        emitter.emit(id);
    }
    let result = emitter.operand(kernel.root());
    let result = emitter.strip(result);
    let Emitter { registers, instructions, .. } = emitter;
    Code {
        rows: row.rows.iter().map(|(key, element)| row_read(kernel, *key, *element)).collect(),
        instructions,
        result,
        registers: registers.count,
        uniforms: places.iter().flatten().count(),
        hashes: kernel.nodes.iter().filter(|node| matches!(node, Expr::Random(_))).count(),
        tables: kernel.tables.clone(),
        stores: kernel.stores.clone(),
        out: row.out,
        round: row.round,
    }
}

/// The row of `key`, as wide as the kernel reads it.
fn row_read(kernel: &Kernel, key: RowKey, element: Element) -> RowRead {
    let mut read = RowRead { element, left: 0, right: 0 };
    for node in &kernel.nodes {
        if let Expr::Load(load) = node
            && RowKey::of(*load) == key
        {
            let reach = usize::from(load.dx.unsigned_abs());
            if load.dx < 0 {
                read.left = read.left.max(reach);
            } else {
                read.right = read.right.max(reach);
            }
        }
    }
    read
}

/// How an expression is computed in one step with a product below it.
#[derive(Clone, Copy)]
struct Product {
    join: Join,
    product: ExprId,
    third: ExprId,
}

/// For each sum or difference whether a product that nobody else uses is computed along with it.
fn products(kernel: &Kernel, places: &Places) -> Vec<Option<Product>> {
    let mut uses = vec![0_u32; kernel.nodes.len()];
    uses[kernel.root().0 as usize] += 1;
    for node in &kernel.nodes {
        node.operands().for_each(|operand| uses[operand.0 as usize] += 1);
    }
    let single = |id: ExprId| {
        let varies = places[id.0 as usize].is_none() && uses[id.0 as usize] == 1;
        varies && matches!(kernel.expr(id), Expr::Binary(BinaryOp::Mul, ..))
    };
    let join = |(position, node): (usize, &Expr)| {
        if places[position].is_some() {
            return None;
        }
        match *node {
            Expr::Binary(BinaryOp::Add, a, b) if single(b) => Some(Product { join: Join::Plus, product: b, third: a }),
            Expr::Binary(BinaryOp::Add, a, b) if single(a) => Some(Product { join: Join::Plus, product: a, third: b }),
            Expr::Binary(BinaryOp::Sub, a, b) if single(b) => Some(Product { join: Join::From, product: b, third: a }),
            Expr::Binary(BinaryOp::Sub, a, b) if single(a) => Some(Product { join: Join::Minus, product: a, third: b }),
            _ => None,
        }
    };
    kernel.nodes.iter().enumerate().map(join).collect()
}

/// The expressions that the step for `id` reads.
fn reads(kernel: &Kernel, products: &[Option<Product>], id: ExprId) -> Vec<ExprId> {
    match products[id.0 as usize] {
        Some(Product { product, third, .. }) => kernel.expr(product).operands().chain([third]).collect(),
        None => kernel.expr(id).operands().collect(),
    }
}

/// The expressions that need an instruction, each after those it reads.
///
/// Depth first, the operand that needs more registers first (Sethi and Ullman, 1970).
fn order(kernel: &Kernel, places: &Places, products: &[Option<Product>]) -> Vec<ExprId> {
    let silent = |id: ExprId| places[id.0 as usize].is_some() || matches!(kernel.expr(id), Expr::Load(_));
    let mut need = vec![0_usize; kernel.nodes.len()];
    for position in 0..kernel.nodes.len() {
        let id = ExprId(position as u32);
        if !silent(id) {
            let mut needs: Vec<usize> = reads(kernel, products, id).iter().map(|read| need[read.0 as usize]).collect();
            needs.sort_unstable_by(|a, b| b.cmp(a));
            let held = needs.iter().enumerate().map(|(held, need)| if *need == 0 { 0 } else { need + held });
            need[position] = held.max().unwrap_or(0).max(1);
        }
    }
    let mut done = vec![false; kernel.nodes.len()];
    let mut order = Vec::new();
    let mut waiting = vec![(kernel.root(), false)];
    while let Some((id, ready)) = waiting.pop() {
        if done[id.0 as usize] || silent(id) {
            continue;
        }
        if ready {
            done[id.0 as usize] = true;
            order.push(id);
            continue;
        }
        waiting.push((id, true));
        let mut below = reads(kernel, products, id);
        below.sort_by_key(|read| need[read.0 as usize]);
        waiting.extend(below.into_iter().map(|read| (read, false)));
    }
    order
}

/// Minima and maxima of the same two values: one step gives both.
fn partners(kernel: &Kernel, order: &[ExprId]) -> HashMap<ExprId, ExprId> {
    let mut halves = HashMap::new();
    let mut partners = HashMap::new();
    for &id in order {
        let Expr::Binary(op @ (BinaryOp::Min | BinaryOp::Max), a, b) = kernel.expr(id) else { continue };
        let other = if op == BinaryOp::Min { BinaryOp::Max } else { BinaryOp::Min };
        if let Some(&partner) = halves.get(&(other, a, b)) {
            partners.insert(id, partner);
            partners.insert(partner, id);
        }
        halves.insert((op, a, b), id);
    }
    partners
}

/// How often each expression is read by the steps of `order`.
fn uses_in(kernel: &Kernel, order: &[ExprId], products: &[Option<Product>]) -> Vec<u32> {
    let mut uses = vec![0; kernel.nodes.len()];
    uses[kernel.root().0 as usize] += 1;
    for id in order {
        reads(kernel, products, *id).iter().for_each(|read| uses[read.0 as usize] += 1);
    }
    uses
}

/// Registers in use and free ones.
#[derive(Default)]
struct Registers {
    count: usize,
    free: Vec<u32>,
}

impl Registers {
    fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.count += 1;
            ((self.count - 1) * REGISTER) as u32
        })
    }
}

struct Emitter<'a> {
    kernel: &'a Kernel,
    places: &'a Places,
    products: &'a [Option<Product>],
    partners: &'a HashMap<ExprId, ExprId>,
    rows: &'a [(RowKey, Element)],
    registers: Registers,
    /// The register of each expression computed so far.
    values: HashMap<ExprId, u32>,
    /// Reads still to come.
    uses: Vec<u32>,
    /// Registers that only the next instruction reads.
    temporaries: Vec<u32>,
    instructions: Vec<Instruction>,
}

impl Emitter<'_> {
    fn emit(&mut self, id: ExprId) {
        if self.values.contains_key(&id) {
            // It came along with its partner.
            return;
        }
        let instruction = if let Some(Product { join, product, third }) = self.products[id.0 as usize] {
            let factors: Vec<ExprId> = self.kernel.expr(product).operands().collect();
            let (a, b, c) = (self.operand(factors[0]), self.operand(factors[1]), self.operand(third));
            match (a, b) {
                (Operand::Uniform(scale), value) | (value, Operand::Uniform(scale)) => {
                    let value = self.strip(value);
                    Instruction::Multiple(self.result(id), join, value, scale, c)
                }
                (Operand::Strip(a), Operand::Strip(b)) => Instruction::Product(self.result(id), join, a, b, c),
            }
        } else {
            match self.kernel.expr(id) {
                Expr::Random(random) => {
                    let before = &self.kernel.nodes[..id.0 as usize];
                    let hash = before.iter().filter(|node| matches!(node, Expr::Random(_))).count() as u32;
                    Instruction::Random(self.result(id), hash, random.dx)
                }
                Expr::Lookup(table, a) => {
                    let a = self.operand(a);
                    let a = self.strip(a);
                    Instruction::LookUp(self.result(id), table, a)
                }
                Expr::Stored(store, a) => {
                    let a = self.operand(a);
                    let a = self.strip(a);
                    Instruction::Round(self.result(id), store, a)
                }
                Expr::Unary(op, a) => {
                    let a = self.operand(a);
                    let a = self.strip(a);
                    Instruction::Unary(self.result(id), op, a)
                }
                Expr::Binary(op, a, b) => match (self.operand(a), self.operand(b)) {
                    (Operand::Uniform(a), b) => {
                        let b = self.strip(b);
                        Instruction::Left(self.result(id), op, a, b)
                    }
                    (Operand::Strip(a), Operand::Uniform(b)) => Instruction::Right(self.result(id), op, a, b),
                    (Operand::Strip(a), Operand::Strip(b)) => match self.partners.get(&id) {
                        Some(&partner) => {
                            let (first, second) = (self.result(id), self.result(partner));
                            let (least, greatest) = if op == BinaryOp::Min { (first, second) } else { (second, first) };
                            Instruction::Order(least, greatest, a, b)
                        }
                        None => Instruction::Strips(self.result(id), op, a, b),
                    },
                },
                Expr::Select(c, a, b) => {
                    let [c, a, b] = [c, a, b].map(|id| self.operand(id)).map(|operand| self.strip(operand));
                    Instruction::Select(self.result(id), c, a, b)
                }
                // The other leaves are uniform or loads and never come here.
                _ => Instruction::Columns(self.result(id)),
            }
        };
        self.instructions.push(instruction);
        self.registers.free.append(&mut self.temporaries);
    }

    /// The register for the result of `id`; operands that nobody reads again make room for it.
    fn result(&mut self, id: ExprId) -> u32 {
        for read in reads(self.kernel, self.products, id) {
            let uses = &mut self.uses[read.0 as usize];
            *uses -= 1;
            if *uses == 0
                && let Some(register) = self.values.remove(&read)
            {
                self.registers.free.push(register);
            }
        }
        let register = self.registers.take();
        self.values.insert(id, register);
        register
    }

    /// Where the value of `id`, computed before, is found.
    fn operand(&mut self, id: ExprId) -> Operand {
        if let Some(place) = self.places[id.0 as usize] {
            return Operand::Uniform(place);
        }
        if let Expr::Load(load) = self.kernel.expr(id) {
            return Operand::Strip(self.load(load));
        }
        Operand::Strip(Strip { base: 0, offset: self.values.get(&id).copied().unwrap_or(0) as i32 })
    }

    fn load(&self, load: Load) -> Strip {
        let row = self.rows.iter().position(|(key, _)| *key == RowKey::of(load)).unwrap_or(0);
        Strip { base: row as u16 + 1, offset: i32::from(load.dx) }
    }

    /// The operand as a strip, for steps that have no form with a uniform.
    fn strip(&mut self, operand: Operand) -> Strip {
        match operand {
            Operand::Strip(strip) => strip,
            Operand::Uniform(uniform) => {
                let register = self.registers.take();
                self.temporaries.push(register);
                self.instructions.push(Instruction::Splat(register, uniform));
                Strip { base: 0, offset: register as i32 }
            }
        }
    }
}
