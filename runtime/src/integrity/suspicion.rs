//! Pictures that show nothing where the source shows something.

use fwr_compiler::diagnostics::{Code, Diagnostic};

use super::flats::Flat;

/// Runs that are named one by one.
const NAMED: usize = 5;
/// Brighter than this is not black.
const BLACK: f32 = 0.06;
/// Darker than this is not white.
const WHITE: f32 = 0.94;

/// A warning about the runs of `result`, frames of the file at `path`, of which the sources show something: `sources`
/// are the runs in which they show little, `step` is how long a frame lasts, in seconds.
pub(crate) fn suspicions(path: &str, result: &[Flat], sources: &[&[Flat]], step: f64) -> Option<Diagnostic> {
    let odd: Vec<&Flat> = result.iter().filter(|run| shows_less(run, sources, step)).collect();
    let first = odd.first()?;
    let frames: u64 = odd.iter().map(|run| run.frames.1 - run.frames.0 + 1).sum();
    let runs: Vec<String> = odd.iter().take(NAMED).map(|run| told(run)).collect();
    let more = odd.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(", and {more} more runs") } else { String::new() };
    let are = if frames == 1 { "1 frame".to_owned() } else { format!("{frames} frames") };
    let message = format!("{are} of {path} show nothing where the source shows something: {}{more}", runs.join(", "));
    Some(
        Diagnostic::new(
            Code::SUSPICIOUS,
            if frames == 1 { message.replace(" show nothing", " shows nothing") } else { message },
        )
        .help(format!(
            "look at the output around {:.2} s; if the graph is meant to blank pictures there, nothing need be done",
            first.seconds.0
        )),
    )
}

/// Whether some of a run is at a time when the sources show something.
fn shows_less(run: &Flat, sources: &[&[Flat]], step: f64) -> bool {
    // What lies within a frame of a flat source may be mixed with it.
    let near = 1.5 * step.max(0.0);
    let mut at = run.seconds.0;
    let mut covers: Vec<(f64, f64)> = sources
        .iter()
        .flat_map(|runs| runs.iter())
        .map(|flat| (flat.seconds.0 - near, flat.seconds.1 + near))
        .collect();
    covers.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (from, to) in covers {
        if from <= at && at <= to {
            at = to;
        }
    }
    at < run.seconds.1 || covers_nothing(run, sources, near)
}

/// Whether no source is flat at the one moment of a run of one frame.
fn covers_nothing(run: &Flat, sources: &[&[Flat]], near: f64) -> bool {
    run.seconds.0 >= run.seconds.1
        && !sources
            .iter()
            .flat_map(|runs| runs.iter())
            .any(|flat| flat.seconds.0 - near <= run.seconds.0 && run.seconds.0 <= flat.seconds.1 + near)
}

/// `frames 12 to 40 (0.48 s to 1.60 s) are black`
fn told(run: &Flat) -> String {
    let (first, last) = run.frames;
    let (from, to) = run.seconds;
    let place = if first == last {
        format!("frame {first} ({from:.2} s) is")
    } else {
        format!("frames {first} to {last} ({from:.2} s to {to:.2} s) are")
    };
    let look = match (run.darkest, run.brightest) {
        (_, high) if high < BLACK => "black",
        (low, _) if low > WHITE => "white",
        _ => "of one shade",
    };
    format!("{place} {look}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(frames: (u64, u64), brightest: f32) -> Flat {
        let seconds = (frames.0 as f64 * 0.04, frames.1 as f64 * 0.04);
        Flat { frames, seconds, brightest, darkest: brightest }
    }

    #[test]
    fn only_what_the_source_has_not_is_told() {
        let told = |result: &[Flat], source: &[Flat]| {
            suspicions("out.mkv", result, &[source], 0.04).map(|found| found.message)
        };
        let black = run((10, 20), 0.0);
        assert_eq!(told(&[black], &[run((10, 20), 0.03)]), None);
        assert_eq!(told(&[black], &[run((9, 14), 0.0), run((15, 21), 0.3)]), None);
        assert_eq!(told(&[run((10, 10), 0.0)], &[run((11, 11), 0.0)]), None, "a neighbour may have come in");
        assert_eq!(
            told(&[black, run((30, 30), 0.5)], &[run((10, 14), 0.0)]).as_deref(),
            Some(
                "12 frames of out.mkv show nothing where the source shows something: \
                 frames 10 to 20 (0.40 s to 0.80 s) are black, frame 30 (1.20 s) is of one shade"
            )
        );
        assert_eq!(
            told(&[run((3, 3), 1.0)], &[]).as_deref(),
            Some("1 frame of out.mkv shows nothing where the source shows something: frame 3 (0.12 s) is white")
        );
    }
}
