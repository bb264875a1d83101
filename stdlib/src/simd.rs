//! One body of code, compiled for the baseline and for AVX2, chosen when it runs.
//!
//! Both give the same bits: the operations and their order are the body's, and
//! no multiplication is fused with an addition.

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
