//! `follow_cadence`: the frames of film, each at its time.

use fwr_compiler::media::Ratio;

use crate::native::{Call, Moment, Native, Pick, Problem, Timeline, Work};

/// Frames of film in as many frames of video.
const FILM: [i64; 2] = [4, 5];
/// Ticks in a frame of video; a field has half as many.
const TICKS: i64 = 4;

pub(crate) fn native() -> &'static dyn Native {
    &FollowCadence
}

struct FollowCadence;

impl Native for FollowCadence {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let fields = fields(&call.args.numbers("cadence"));
        let Some(back) = fields.windows(2).find(|two| two[1] / 2 <= two[0] / 2) else { return Ok(()) };
        Err(Problem {
            argument: Some("cadence"),
            message: format!("field {} comes after field {}, but the frames they are of go up", back[1], back[0]),
            help: Some("give it what the measure `cadence` has of the clip".to_owned()),
        })
    }

    fn build(&self, call: &Call<'_>) -> Work {
        let fields = fields(&call.args.numbers("cadence"));
        let spans = match call.args.name("timing") {
            "film" => even(&fields, FILM),
            "same" => even(&fields, [1, 1]),
            _ => own(&fields),
        };
        Work::Timeline(Box::new(Following { fields, spans }))
    }
}

/// The first field of each frame.
fn fields(cadence: &[f64]) -> Vec<i64> {
    cadence.iter().map(|field| *field as i64).map(|field| if field < 0 { -1 - field } else { field }).collect()
}

/// For how long each frame is shown and from when on, in ticks after the frame of video that it is picked from, where
/// `frames` frames of film come evenly in the time of `video`.
fn even(fields: &[i64], [frames, video]: [i64; 2]) -> Vec<[i64; 2]> {
    let lasting = TICKS * video / frames;
    let numbered = || (0..).zip(fields);
    // No frame is shown before its first field.
    let late = numbered().map(|(number, field)| field * TICKS / 2 - number * lasting).max().unwrap_or(0);
    numbered().map(|(number, field)| [number * lasting + late - field / 2 * TICKS, lasting]).collect()
}

/// The same where frames are shown when their first fields were. In 3:2, where frames last two and three fields in
/// turn, those of three begin half a field later, so that all last as long.
fn own(fields: &[i64]) -> Vec<[i64; 2]> {
    let length = |number: usize| Some(fields.get(number + 1)? - fields.get(number)?);
    let begins = |number: usize| {
        let before = number.checked_sub(1).and_then(length);
        let further = number.checked_sub(2).map_or(Some(3), length);
        let late = length(number) == Some(3) && before == Some(2) && further == Some(3);
        fields[number] * TICKS / 2 + i64::from(late)
    };
    (0..fields.len())
        .map(|number| {
            let start = begins(number);
            let end = if number + 1 < fields.len() { begins(number + 1) } else { start + TICKS };
            [start - fields[number] / 2 * TICKS, end - start]
        })
        .collect()
}

struct Following {
    fields: Vec<i64>,
    spans: Vec<[i64; 2]>,
}

impl Timeline for Following {
    fn pick(&self, n: u64) -> Option<Pick> {
        let number = usize::try_from(n).ok()?;
        let [from, lasting] = self.spans.get(number)?.map(|ticks| Ratio::new(ticks, TICKS));
        Some(Pick { input: 0, frame: (self.fields.get(number)? / 2) as u64, at: Moment::Span { from, lasting } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn film_is_shown_evenly() {
        // Frames of two and three fields: at 0, 2.5, 5 and 7.5 fields, which are half a frame each.
        let fields = [0, 2, 5, 7, 10, 12];
        assert_eq!(even(&fields, FILM), [[0, 5], [1, 5], [2, 5], [3, 5], [0, 5], [1, 5]]);
        assert_eq!(own(&fields)[..5], [[0, 5], [1, 5], [2, 5], [3, 5], [0, 4]]);
        // The other way round none is early.
        assert!(even(&[0, 3, 5, 8], FILM).iter().all(|[from, _]| *from >= 0));
    }

    #[test]
    fn the_rest_is_shown_when_it_was() {
        assert_eq!(own(&[1, 3, 5]), [[2, 4], [2, 4], [2, 4]]);
        assert_eq!(even(&[1, 3, 5], [1, 1]), [[2, 4], [2, 4], [2, 4]]);
    }
}
