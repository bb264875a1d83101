//! Which vector instructions are used: all sets give the same bits.
//!
//! Most code is one body, compiled for the baseline and for AVX2 and chosen when it runs:
//! the operations and their order are the body's, and no multiplication is fused with an
//! addition. Code in integers, where the order is free, may have other bodies for other sets.

/// A set of vector instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Isa {
    /// What every machine of the target has.
    Baseline,
    /// 256-bit vectors.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 512-bit vectors (F, BW, DQ, VL and VNNI), as Cascade Lake, Ice Lake and Zen 4 and their successors have them.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Isa {
    /// The best that this machine has.
    pub(crate) fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") {
            let has_all = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni");
            return if has_all { Self::Avx512 } else { Self::Avx2 };
        }
        Self::Baseline
    }

    /// Those that this machine has, the best first.
    #[cfg(test)]
    pub(crate) fn available() -> Vec<Self> {
        let all = [
            #[cfg(target_arch = "x86_64")]
            Self::Avx512,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2,
            Self::Baseline,
        ];
        all.into_iter().skip_while(|isa| *isa != Self::best()).collect()
    }
}

/// Declares functions whose body is also compiled for AVX2.
macro_rules! dispatch {
    ($($(#[$meta:meta])* $vis:vis fn $name:ident $([$generic:ident: $bound:path])? ($($arg:ident: $ty:ty),* $(,)?) $body:block)*) => {$(
        $(#[$meta])*
        $vis fn $name $(<$generic: $bound>)? ($($arg: $ty),*) {
            #[inline(always)]
            fn body $(<$generic: $bound>)? ($($arg: $ty),*) $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn avx2 $(<$generic: $bound>)? ($($arg: $ty),*) {
                    body($($arg),*);
                }
                if is_x86_feature_detected!("avx2") {
                    // SAFETY: the processor has AVX2.
                    unsafe { avx2($($arg),*) };
                    return;
                }
            }
            body($($arg),*);
        }
    )*};
}
pub(crate) use dispatch;
