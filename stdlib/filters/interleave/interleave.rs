//! `interleave`: takes frames of two clips in turn.

use crate::native::{Call, Moment, Native, Pick, Problem, Timeline, Work};

pub(crate) fn native() -> &'static dyn Native {
    &Interleave
}

struct Interleave;

impl Native for Interleave {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let (a, b) = (&call.inputs[0], &call.inputs[1]);
        if a.has_same_pictures(b) {
            return Ok(());
        }
        Err(Problem {
            argument: Some("b"),
            message: format!("the clips differ: `a` is {a}, `b` is {b}"),
            help: Some("bring them together with `resize` and `convert`, and wrong tags with `assume`".to_owned()),
        })
    }

    fn build(&self, _call: &Call<'_>) -> Work {
        Work::Timeline(Box::new(Turns))
    }
}

struct Turns;

impl Timeline for Turns {
    fn pick(&self, n: u64) -> Option<Pick> {
        let at = if n.is_multiple_of(2) { Moment::FirstHalf } else { Moment::SecondHalf };
        Some(Pick { input: (n % 2) as usize, frame: n / 2, at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_turns() {
        let picks: Vec<_> = (0..4).filter_map(|n| Turns.pick(n)).map(|pick| (pick.input, pick.frame)).collect();
        assert_eq!(picks, [(0, 0), (1, 0), (0, 1), (1, 1)]);
        assert_eq!(Turns.pick(7).map(|pick| pick.at), Some(Moment::SecondHalf));
    }
}
