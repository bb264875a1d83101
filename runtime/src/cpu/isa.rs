//! Which vector instructions are used, decided once when a program is compiled.

/// A set of instructions that pixel code is compiled for.
///
/// All give the same bits: none contracts a multiplication and an addition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Isa {
    /// What every machine of the target has: SSE2 on x86-64, NEON on 64-bit Arm.
    Baseline,
    /// 256-bit vectors.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 512-bit vectors (F, BW, DQ and VL).
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Isa {
    /// Those that this machine has, the best last.
    pub fn available() -> Vec<Self> {
        let mut available = vec![Self::Baseline];
        #[cfg(target_arch = "x86_64")]
        {
            if std::is_x86_feature_detected!("avx2") {
                available.push(Self::Avx2);
            }
            if std::is_x86_feature_detected!("avx512f")
                && std::is_x86_feature_detected!("avx512bw")
                && std::is_x86_feature_detected!("avx512dq")
                && std::is_x86_feature_detected!("avx512vl")
            {
                available.push(Self::Avx512);
            }
        }
        available
    }

    /// The best that this machine has.
    pub fn best() -> Self {
        Self::available().pop().unwrap_or(Self::Baseline)
    }
}

/// Runs `$body`, which is inlined, compiled for `$isa`: `for_isa!(isa, fn name(a: A, b: B) = body)`.
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
