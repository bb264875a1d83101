//! `trim`: keeps a range of frames.

use crate::native::{Call, Moment, Native, Pick, Problem, Timeline, Work};

pub(crate) fn native() -> &'static dyn Native {
    &Trim
}

struct Trim;

impl Native for Trim {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let (start, end) = (call.args.int("start"), call.args.int("end"));
        if start < end {
            return Ok(());
        }
        Err(Problem {
            argument: Some("end"),
            message: format!(
                "no frame would be left: `end` is {end}frames, but has to be after `start`, {start}frames"
            ),
            help: Some(format!("use `end: {}frames` to keep one frame", start + 1)),
        })
    }

    fn build(&self, call: &Call<'_>) -> Work {
        let (start, end) = (call.args.int("start") as u64, call.args.int("end") as u64);
        Work::Timeline(Box::new(Kept { start, end }))
    }
}

struct Kept {
    start: u64,
    end: u64,
}

impl Timeline for Kept {
    fn pick(&self, n: u64) -> Option<Pick> {
        let frame = self.start + n;
        (frame < self.end).then_some(Pick { input: 0, frame, at: Moment::Start })
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;
    use fwr_compiler::types::{Constant, Unit};

    use super::*;
    use crate::support::{check, format};

    #[test]
    fn is_half_open() {
        let kept = Kept { start: 3, end: 5 };
        let frames: Vec<_> = (0..4).map_while(|n| kept.pick(n)).map(|pick| pick.frame).collect();
        assert_eq!(frames, [3, 4]);
    }

    #[test]
    fn refuses_an_empty_range() {
        let clip = format(8, 8, "u8", Layout::Gray);
        let frames = |count: f64| Constant::Number(count, Unit::Frames);
        let problem =
            check("trim", &[("start", frames(9.0)), ("end", frames(9.0))], &clip, &clip).expect_err("nothing left");
        assert_eq!(problem.argument, Some("end"));
        assert_eq!(problem.help.as_deref(), Some("use `end: 10frames` to keep one frame"));
    }
}
