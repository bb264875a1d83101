//! Fractions between FFmpeg and the compiler's types.

use fwr_compiler::media::Ratio;

use super::ff;

/// FFmpeg's fraction as ours; 0/0 and n/0 become zero.
pub(crate) fn from_av(ratio: ff::AVRational) -> Ratio {
    Ratio::new(i64::from(ratio.num), i64::from(ratio.den))
}

/// FFmpeg's fraction, if it is greater than zero.
pub(crate) fn positive(ratio: ff::AVRational) -> Option<Ratio> {
    Some(from_av(ratio)).filter(|ratio| ratio.is_positive())
}

/// Our fraction as FFmpeg's; one that does not fit in 32 bits is approximated.
pub(crate) fn to_av(ratio: Ratio) -> ff::AVRational {
    let mut out = ff::AVRational { num: 0, den: 1 };
    // SAFETY: the function writes two integers through pointers to a live value.
    unsafe { ff::av_reduce(&mut out.num, &mut out.den, ratio.num(), ratio.den(), i64::from(i32::MAX)) };
    out
}

/// `ticks` of `from` in ticks of `to`, rounded up.
pub(crate) fn rescale_up(ticks: i64, from: Ratio, to: Ratio) -> i64 {
    let up = ff::AVRounding::AV_ROUND_UP;
    // SAFETY: plain arithmetic; denominators are positive.
    unsafe { ff::av_rescale_q_rnd(ticks, to_av(from), to_av(to), up) }
}

/// `ticks` of `from` in ticks of `to`, rounded to nearest.
pub(crate) fn rescale(ticks: i64, from: Ratio, to: Ratio) -> i64 {
    // SAFETY: plain arithmetic; denominators are positive.
    unsafe { ff::av_rescale_q(ticks, to_av(from), to_av(to)) }
}
