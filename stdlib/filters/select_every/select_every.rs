//! `select_every`: takes some frames of every few.

use fwr_compiler::media::Ratio;

use crate::native::{Call, Moment, Native, Pick, Problem, Timeline, Work};

pub(crate) fn native() -> &'static dyn Native {
    &SelectEvery
}

struct SelectEvery;

impl Native for SelectEvery {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let (cycle, frames) = (call.args.int("cycle"), call.args.numbers("frames"));
        let problem = |message: String, help: &str| {
            Err(Problem { argument: Some("frames"), message, help: Some(help.to_owned()) })
        };
        if frames.is_empty() {
            return problem(
                "no frame would be left: `frames` is empty".to_owned(),
                "say which are taken: `frames: [0]`",
            );
        }
        if let Some(far) = frames.iter().find(|frame| **frame >= cycle as f64) {
            let message = format!("a cycle of {cycle} frames has no frame {far}: they are counted from 0");
            return problem(message, "give numbers below the length of the cycle, or a longer `cycle`");
        }
        if let Some(back) = frames.windows(2).find(|two| two[1] < two[0]) {
            let message = format!("{} comes after {}, but frames go forward", back[1], back[0]);
            return problem(message, "give the numbers in order");
        }
        Ok(())
    }

    fn build(&self, call: &Call<'_>) -> Work {
        let frames = call.args.numbers("frames").into_iter().map(|frame| frame as u64).collect();
        Work::Timeline(Box::new(Every { cycle: call.args.int("cycle") as u64, frames }))
    }
}

struct Every {
    cycle: u64,
    frames: Vec<u64>,
}

impl Timeline for Every {
    fn pick(&self, n: u64) -> Option<Pick> {
        let taken = self.frames.len() as u64;
        let (round, place) = (n / taken, n % taken);
        let frame = *self.frames.get(usize::try_from(place).ok()?)?;
        let ratio = |num: u64| Ratio::new(num as i64, taken as i64);
        let from = Ratio::new((place * self.cycle) as i64 - (frame * taken) as i64, taken as i64);
        let at = Moment::Span { from, lasting: ratio(self.cycle) };
        Some(Pick { input: 0, frame: round * self.cycle + frame, at })
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;
    use fwr_compiler::types::{Constant, Unit};

    use super::*;
    use crate::support::{check, format};

    fn picks(cycle: u64, frames: &[u64], count: u64) -> Vec<(u64, Moment)> {
        let every = Every { cycle, frames: frames.to_vec() };
        (0..count).filter_map(|n| every.pick(n)).map(|pick| (pick.frame, pick.at)).collect()
    }

    #[test]
    fn frames_are_spread_over_their_cycle() {
        let lasting = Ratio::new(4, 5);
        let span = |frame: u64, from: i64| (frame, Moment::Span { from: Ratio::new(from, 5), lasting });
        assert_eq!(
            picks(4, &[0, 1, 1, 2, 3], 6),
            [span(0, 0), span(1, -1), span(1, 3), span(2, 2), span(3, 1), span(4, 0)]
        );
        let whole = Moment::Span { from: Ratio::new(0, 1), lasting: Ratio::new(3, 1) };
        assert_eq!(picks(3, &[0], 2), [(0, whole), (3, whole)]);
    }

    #[test]
    fn refuses_what_goes_back_or_is_not_there() {
        let clip = format(8, 8, "u8", Layout::Gray);
        let found = |numbers: &[i64]| {
            let args = [("cycle", Constant::Number(4.0, Unit::Frames)), ("frames", numbers.iter().copied().collect())];
            check("select_every", &args, &clip, &clip).map_err(|problem| problem.message)
        };
        assert_eq!(found(&[0, 1, 1, 3]), Ok(()));
        for wrong in [&[][..], &[4], &[1, 0]] {
            assert!(found(wrong).is_err(), "{wrong:?}");
        }
    }
}
