//! Runs a kernel on made-up rows, by machine code and by the interpreter, and compares.

use fwr_compiler::kernel::{Expr, Kernel, Load, Position, Stored, evaluate, interpret};

use crate::cpu::Isa;
use crate::cpu::jit::compile;
use crate::cpu::row::{BLOCK, Element, RowCall, RowFunction, RowKernel, RowKey};

/// Samples beside the row that kernels may reach.
const REACH: usize = 64;

/// What a kernel is run on.
#[derive(Clone)]
pub(super) struct Trial {
    /// How the rows of each input are stored.
    pub(super) inputs: Vec<Element>,
    /// What the values of rows of nominal values come back from.
    pub(super) plane: Stored,
    pub(super) out: Element,
    pub(super) round: Stored,
    pub(super) seed: u64,
    pub(super) count: usize,
    pub(super) x: usize,
}

impl Trial {
    pub(super) fn new(input: Element, out: Element) -> Self {
        let round = if let Element::Stored(stored) = out { stored } else { Stored::Single };
        Self { inputs: vec![input; 4], plane: Stored::Single, out, round, seed: 1, count: 100, x: 7 }
    }
}

/// Rows in memory, and what a call says about them.
pub(super) struct Setup {
    pub(super) rows: Vec<(RowKey, Element)>,
    planes: Vec<Stored>,
    pub(super) memory: Vec<Vec<u8>>,
    pub(super) uniforms: Vec<f32>,
    places: Vec<Option<u32>>,
    hashes: Vec<u32>,
    pub(super) out: Vec<u8>,
    position: Position,
}

impl Setup {
    pub(super) fn new(kernel: &Kernel, trial: &Trial) -> Self {
        let position = Position { x: trial.x, y: 5, width: 4000, height: 90, frame: 11, plane: 1, time: 0.4 };
        let (places, uniforms) = uniforms(kernel, &position);
        let (mut rows, mut hashes) = (Vec::new(), Vec::new());
        for node in &kernel.nodes {
            match node {
                Expr::Load(load) if !rows.iter().any(|(known, _)| *known == key(load)) => {
                    rows.push((key(load), trial.inputs[usize::from(load.input)]));
                }
                Expr::Random(random) => hashes.push(position.row_hash(*random)),
                _ => {}
            }
        }
        let mut random = Sequence(trial.seed.wrapping_mul(2) + 1);
        // Beyond what is read for the samples that count, rows of nominal values have any bits at all.
        let reach =
            kernel.nodes.iter().filter_map(|node| if let Expr::Load(load) = node { Some(load.dx) } else { None });
        let known = REACH + trial.count + reach.max().unwrap_or(0).max(0) as usize;
        let length = trial.count.next_multiple_of(BLOCK) + 2 * REACH;
        let mut memory: Vec<Vec<u8>> = rows.iter().map(|(_, element)| samples(*element, length, &mut random)).collect();
        let plane = |(_, element): &(RowKey, Element)| match element {
            Element::Stored(stored) => *stored,
            Element::Nominal => trial.plane,
        };
        let planes: Vec<Stored> = rows.iter().map(plane).collect();
        for ((_, element), memory) in rows.iter().zip(&mut memory) {
            if *element == Element::Nominal {
                for bytes in memory.as_chunks_mut::<4>().0.iter_mut().take(known) {
                    *bytes = nominal(trial.plane, *bytes).to_le_bytes();
                }
            }
        }
        let out = vec![0; trial.count.next_multiple_of(BLOCK) * trial.out.bytes()];
        Self { rows, planes, memory, uniforms, places, hashes, out, position }
    }

    pub(super) fn work<'a>(&'a self, kernel: &'a Kernel, trial: &Trial) -> RowKernel<'a> {
        RowKernel {
            kernel,
            uniforms: &self.places,
            rows: &self.rows,
            planes: &self.planes,
            out: trial.out,
            round: trial.round,
        }
    }

    pub(super) fn run(&mut self, function: &dyn RowFunction, trial: &Trial) {
        let start = |(memory, (_, element)): (&Vec<u8>, &(RowKey, Element))| memory[REACH * element.bytes()..].as_ptr();
        let rows: Vec<*const u8> = self.memory.iter().zip(&self.rows).map(start).collect();
        let call = RowCall {
            rows: rows.as_ptr(),
            uniforms: self.uniforms.as_ptr(),
            hashes: self.hashes.as_ptr(),
            out: self.out.as_mut_ptr(),
            x: trial.x as i32,
            count: trial.count as u32,
        };
        // SAFETY: rows have `REACH` samples beside what is made, and the output has whole blocks.
        unsafe { function.run(&call) }
    }

    fn expected(&self, kernel: &Kernel, at: usize) -> f32 {
        let position = Position { x: self.position.x + at, ..self.position };
        interpret(kernel, &position, |load: Load| {
            let row = self.rows.iter().position(|(known, _)| *known == key(&load)).expect("a row");
            let place = (REACH + at).wrapping_add_signed(isize::from(load.dx));
            sample(self.rows[row].1, &self.memory[row], place)
        })
    }
}

/// Says how machine code differs from the interpreter, for each instruction set of this machine.
pub(super) fn compare(kernel: &Kernel, trial: &Trial) -> Result<(), String> {
    for isa in Isa::available() {
        let mut setup = Setup::new(kernel, trial);
        let function = compile(&setup.work(kernel, trial), isa);
        let Some(function) = function else {
            if isa == Isa::Baseline {
                continue;
            }
            return Err(format!("no code for {isa:?}\n{kernel}"));
        };
        setup.run(function.as_ref(), trial);
        for at in 0..trial.count {
            let value = setup.expected(kernel, at);
            let (found, expected) = match trial.out {
                Element::Stored(stored) => (bits(&setup.out, at, stored.bytes()), stored.store(value)),
                Element::Nominal => (bits(&setup.out, at, 4), trial.round.round(value).to_bits()),
            };
            let nan = |bits: u32| trial.out == Element::Nominal && f32::from_bits(bits).is_nan();
            if found != expected && !(nan(found) && nan(expected)) {
                let inputs: Vec<Element> = setup.rows.iter().map(|(_, element)| *element).collect();
                return Err(format!(
                    "{isa:?}, sample {at}: {found:#x}, not {expected:#x} ({value:?})\n{inputs:?} to {:?} {:?}\n{kernel}",
                    trial.out, trial.round
                ));
            }
        }
    }
    Ok(())
}

/// Which expressions are the same for a whole row, and their values.
fn uniforms(kernel: &Kernel, position: &Position) -> (Vec<Option<u32>>, Vec<f32>) {
    let (mut all, mut places, mut uniforms) = (Vec::new(), Vec::<Option<u32>>::new(), Vec::new());
    evaluate(kernel, &kernel.nodes, position, &mut all, |_: Load| 0.0);
    for (node, value) in kernel.nodes.iter().zip(all) {
        let varies = matches!(node, Expr::Load(_) | Expr::Random(_) | Expr::X);
        let uniform = !varies && node.operands().all(|operand| places[operand.0 as usize].is_some());
        places.push(uniform.then_some(uniforms.len() as u32));
        uniforms.extend(uniform.then_some(value));
    }
    (places, uniforms)
}

fn key(load: &Load) -> RowKey {
    RowKey { read: load.input, dt: load.dt, dy: load.dy, border: load.border }
}

fn bits(memory: &[u8], at: usize, bytes: usize) -> u32 {
    let mut bits = [0; 4];
    bits[..bytes].copy_from_slice(&memory[at * bytes..(at + 1) * bytes]);
    u32::from_le_bytes(bits)
}

fn sample(element: Element, memory: &[u8], at: usize) -> f32 {
    let bits = bits(memory, at, element.bytes());
    if let Element::Stored(stored) = element { stored.load(bits) } else { f32::from_bits(bits) }
}

/// Samples of every kind: for floats also those that are none, endless, or very small.
fn samples(element: Element, count: usize, random: &mut Sequence) -> Vec<u8> {
    let mut memory = Vec::with_capacity(count * element.bytes());
    for _ in 0..count {
        let bits = random.next();
        match element.bytes() {
            1 => memory.push(bits as u8),
            2 => {
                let ten =
                    matches!(element, Element::Stored(Stored::Word(map)) if map.max < 65535.0) && bits >> 40 & 7 != 0;
                memory.extend_from_slice(&(if ten { bits as u16 & 1023 } else { bits as u16 }).to_le_bytes());
            }
            _ => memory.extend_from_slice(&float(bits).to_le_bytes()),
        }
    }
    memory
}

/// A value that a plane gives back, out of any bits.
fn nominal(plane: Stored, bits: [u8; 4]) -> f32 {
    let bits = u32::from_le_bytes(bits);
    match plane {
        Stored::Byte(_) => plane.load(bits & 0xff),
        Stored::Word(_) | Stored::Half => plane.load(bits & 0xffff),
        Stored::Single => f32::from_bits(bits),
    }
}

fn float(bits: u64) -> f32 {
    const SPECIAL: [f32; 12] = [
        0.0,
        -0.0,
        1.0,
        0.5,
        -1.0,
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        1e-40,
        f32::MAX,
        f32::MIN_POSITIVE,
        -3e-45,
    ];
    match bits >> 60 {
        0 => SPECIAL[bits as usize % SPECIAL.len()],
        1 | 2 => f32::from_bits(bits as u32),
        _ => (bits as u32) as f32 / u32::MAX as f32 * 1.4 - 0.2,
    }
}

/// Numbers without a pattern (xorshift64*).
pub(super) struct Sequence(pub(super) u64);

impl Sequence {
    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
}
