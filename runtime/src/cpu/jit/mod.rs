//! Row functions in machine code, written at run time for the vectors of this processor.
//!
//! The way of a kernel, one module each:
//! 1. [`lower`]: to operations on vectors ([`code`]), elementary functions and conversions spelled out. What
//!    cannot happen for the values that occur ([`range`]) is left out.
//! 2. [`order`]: which operation comes when, and which run once for a row.
//! 3. [`repeat`]: several vectors side by side.
//! 4. [`allocate`]: which register holds what.
//! 5. [`emit`]: instructions, through the [`assembler`].
//! 6. [`memory`]: pages that may run.
//!
//! Everything gives the bits of `fwr_compiler::kernel::interpret`. Where there is no machine code, for another
//! processor or because the system forbids it, the strip machine does the same work.

mod allocate;
mod assembler;
mod code;
mod emit;
mod lower;
mod memory;
mod order;
mod range;
mod repeat;
#[cfg(test)]
mod tests;

use super::Isa;
use super::row::{RowCall, RowFunction, RowKernel};
use assembler::Width;
use memory::Executable;

/// The vectors that code is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// 256 bits, with fused products and halves.
    Avx2,
    /// 512 bits (F, BW, DQ and VL).
    Avx512,
}

impl Target {
    /// The target for an instruction set; `None` where this machine lacks part of it.
    fn of(isa: Isa) -> Option<Self> {
        match isa {
            Isa::Baseline => None,
            Isa::Avx2 => {
                (std::is_x86_feature_detected!("fma") && std::is_x86_feature_detected!("f16c")).then_some(Self::Avx2)
            }
            Isa::Avx512 => Some(Self::Avx512),
        }
    }

    fn width(self) -> Width {
        match self {
            Self::Avx2 => Width::Ymm,
            Self::Avx512 => Width::Zmm,
        }
    }

    /// Vector registers for values.
    fn vectors(self) -> u8 {
        match self {
            Self::Avx2 => 15,
            Self::Avx512 => 32,
        }
    }

    /// Mask registers for conditions, from the second on.
    fn conditions(self) -> u8 {
        match self {
            Self::Avx2 => 0,
            Self::Avx512 => 6,
        }
    }
}

/// The machine code of a row kernel; `None` if it has none on this machine.
pub(super) fn compile(work: &RowKernel<'_>, isa: Isa) -> Option<Box<dyn RowFunction>> {
    let target = Target::of(isa)?;
    let code = lower::lower(work, target)?;
    let order = order::order(&code, target);
    let copies = repeat::copies(&code, &order, target, allocate::pressure(&code, &order, target));
    let (mut code, order) = repeat::repeat(code, order, copies, target);
    let allocation = allocate::allocate(&code, &order, target);
    let tables = std::mem::take(&mut code.tables);
    let bytes = emit::emit(&code, &allocation, target, &tables)?;
    match Executable::new(&bytes) {
        Ok(executable) => Some(Box::new(Function { executable, _tables: tables })),
        Err(error) => {
            tracing::debug!(kernel = work.kernel.name, %error, "no memory for machine code");
            None
        }
    }
}

/// A row function in machine code.
struct Function {
    executable: Executable,
    /// What the code reads at fixed addresses.
    _tables: Vec<Vec<f32>>,
}

impl RowFunction for Function {
    unsafe fn run(&self, call: &RowCall) {
        // SAFETY: the code was made for an instruction set that this machine has, and reads and writes what
        // the caller vouches for.
        unsafe { self.executable.call(call) }
    }
}
