//! Placements in words.

use std::fmt;

use super::{Chosen, Compared, Placement, Rule, Whole};
use crate::elaborate::Site;

impl Placement {
    /// What there is to say of the plan as a whole, in lines; nothing where there was nothing to decide.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match self.rule {
            Rule::NoDevice | Rule::Preferred | Rule::Forbidden | Rule::Unmeasured => {}
            Rule::Cheapest => {
                let mut ranked: Vec<&Compared> = self.compared.iter().collect();
                ranked.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
                let told: Vec<String> =
                    ranked.iter().map(|one| format!("{} {}", one.what, seconds(one.seconds))).collect();
                lines.push(format!("placed for {}: {}", self.machine, told.join(", ")));
            }
        }
        lines.extend(self.deadline.iter().flat_map(met));
        if !self.exact {
            lines.push("too wide to look at every placement: the best that was found".to_owned());
        }
        lines
    }
}

impl fmt::Display for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AllCpu => "all on the processor",
            Self::AllGpu => "all that can be on the graphics processor",
            Self::Mixed => "each op where it is best",
        })
    }
}

/// What a deadline leaves, and the best that it does not.
fn met(found: &Chosen) -> Vec<String> {
    let deadline = seconds(found.deadline);
    let Some(chosen) = found.chosen else { return Vec::new() };
    let taken = &found.considered[chosen];
    let mut lines = vec![format!(
        "deadline {deadline}: {} expected, {} at most, nine times in ten",
        seconds(taken.seconds),
        seconds(taken.most)
    )];
    if chosen > 0
        && let Some(best) = found.considered.first()
    {
        let differs = |(site, name): &(&Site, &String)| taken.choices.get(site) != Some(name);
        let other: Vec<String> =
            best.choices.iter().filter(differs).map(|(site, name)| format!("{site} by {name}")).collect();
        lines.push(format!("  too late: {}, {} at most", other.join(", "), seconds(best.most)));
    }
    lines
}

/// `12.3 s`, `41 min`, `2 h 05 min`.
fn seconds(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round();
    if seconds < 1.0 {
        format!("{:.2} s", seconds)
    } else if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else if minutes < 90.0 {
        format!("{minutes} min")
    } else {
        format!("{} h {:02} min", (minutes / 60.0).floor(), minutes % 60.0)
    }
}
