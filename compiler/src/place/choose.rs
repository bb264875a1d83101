//! Which implementations of filters are the best that meet a deadline.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::elaborate::{ChoiceSite, Site};
use crate::resolve::Quality;

/// Combinations that are tried one by one, at most; of more, implementations are improved one after the other.
const MOST: usize = 64;

/// A combination of implementations, for each place where there is a choice.
pub type Choices = BTreeMap<Site, String>;

/// A combination that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Considered {
    /// Which.
    pub choices: Choices,
    /// Seconds that the run most likely takes.
    pub seconds: f64,
    /// Seconds that it takes at most, nine times in ten.
    pub most: f64,
}

/// What was chosen for a deadline, and what else was looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// Seconds that there are.
    pub deadline: f64,
    /// All that was looked at, the best first.
    pub considered: Vec<Considered>,
    /// The position in `considered` of the one that was chosen: the first that is in time.
    pub chosen: Option<usize>,
    /// Whether every combination was looked at.
    pub complete: bool,
}

/// Finds the best combination that takes no more than `deadline` seconds at most; none is below `least`.
///
/// The best is that with the most steps of quality over all places, of several the one whose worst place is best, then
/// the quickest. `price` says what the run takes with a combination, as likely and at most; `None` if that is not known.
///
/// Up to 64 combinations are all looked at. Of more, all places start with the least that is allowed, and as long as
/// something fits, the place is improved whose next implementation adds least time: good, but not always the best.
pub fn choose(
    sites: &[ChoiceSite],
    least: Quality,
    deadline: f64,
    price: &mut dyn FnMut(&Choices) -> Option<(f64, f64)>,
) -> Chosen {
    let open: Vec<(&Site, Vec<&(String, Quality)>)> = sites.iter().filter_map(|site| allowed(site, least)).collect();
    let count = open.iter().try_fold(1usize, |count, (_, all)| count.checked_mul(all.len()));
    let complete = count.is_some_and(|count| count <= MOST);
    let mut try_out = |picked: &[usize]| -> Option<Considered> {
        let picked = open.iter().zip(picked);
        let choices: Choices = picked.map(|((site, all), pick)| ((*site).clone(), all[*pick].0.clone())).collect();
        price(&choices).map(|(seconds, most)| Considered { choices, seconds, most })
    };
    let mut found: Vec<(Vec<usize>, Considered)> = Vec::new();
    if complete {
        for number in 0..count.unwrap_or(1) {
            let mut rest = number;
            let picked: Vec<usize> = open
                .iter()
                .map(|(_, all)| {
                    let pick = rest % all.len();
                    rest /= all.len();
                    pick
                })
                .collect();
            found.extend(try_out(&picked).map(|considered| (picked, considered)));
        }
    } else {
        climb(&open, deadline, &mut try_out, &mut found);
    }
    let levels =
        |picked: &[usize]| -> Vec<u8> { open.iter().zip(picked).map(|((_, all), pick)| level(all[*pick].1)).collect() };
    let rank = |picked: &[usize]| {
        let levels = levels(picked);
        (levels.iter().map(|level| u32::from(*level)).sum::<u32>(), levels.iter().min().copied())
    };
    found.sort_by(|(a, one), (b, other)| rank(b).cmp(&rank(a)).then(one.seconds.total_cmp(&other.seconds)));
    let considered: Vec<Considered> = found.into_iter().map(|(_, considered)| considered).collect();
    let chosen = considered.iter().position(|considered| considered.most <= deadline);
    Chosen { deadline, considered, chosen, complete }
}

/// The implementations that may be chosen at a place, the least first; `None` where there is nothing to choose.
fn allowed(site: &ChoiceSite, least: Quality) -> Option<(&Site, Vec<&(String, Quality)>)> {
    let best = site.alternatives.iter().map(|(_, quality)| *quality).max()?;
    // Where none is as good as asked for, the best there is has to do.
    let least = least.min(best);
    let all: Vec<_> = site.alternatives.iter().filter(|(_, quality)| *quality >= least).collect();
    (!site.pinned).then_some((&site.site, all))
}

fn level(quality: Quality) -> u8 {
    match quality {
        Quality::Draft => 0,
        Quality::Standard => 1,
        Quality::Best => 2,
    }
}

/// Improves one place after the other as long as that fits.
fn climb(
    open: &[(&Site, Vec<&(String, Quality)>)],
    deadline: f64,
    try_out: &mut dyn FnMut(&[usize]) -> Option<Considered>,
    found: &mut Vec<(Vec<usize>, Considered)>,
) {
    let mut picked = vec![0; open.len()];
    found.extend(try_out(&picked).map(|considered| (picked.clone(), considered)));
    loop {
        let mut next: Option<(f64, Vec<usize>)> = None;
        for place in 0..open.len() {
            if picked[place] + 1 == open[place].1.len() {
                continue;
            }
            let mut better = picked.clone();
            better[place] += 1;
            let Some(considered) = try_out(&better) else { continue };
            let (seconds, fits) = (considered.seconds, considered.most <= deadline);
            found.push((better.clone(), considered));
            if fits && next.as_ref().is_none_or(|next| seconds < next.0) {
                next = Some((seconds, better));
            }
        }
        match next {
            Some((_, better)) => picked = better,
            None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(name: &str, pinned: bool) -> ChoiceSite {
        let all = [("quick", Quality::Draft), ("plain", Quality::Standard), ("fine", Quality::Best)];
        ChoiceSite {
            site: Site(name.to_owned()),
            filter: "plain".to_owned(),
            line: None,
            chosen: "plain".to_owned(),
            alternatives: all.map(|(name, quality)| (name.to_owned(), quality)).to_vec(),
            pinned,
        }
    }

    /// Seconds: of each place a power of ten, once, twice or thrice.
    fn price(choices: &Choices) -> Option<(f64, f64)> {
        let times = |name: &str| {
            if name == "quick" {
                1.0
            } else if name == "plain" {
                2.0
            } else {
                3.0
            }
        };
        let seconds = choices.iter().map(|(site, name)| times(name) * 10f64.powi(site.0.len() as i32)).sum();
        Some((seconds, seconds))
    }

    fn names(chosen: &Chosen) -> Option<Vec<&str>> {
        chosen.chosen.map(|at| chosen.considered[at].choices.values().map(String::as_str).collect())
    }

    #[test]
    fn the_best_that_is_in_time_is_chosen() {
        let sites = [site("a", false), site("bb", false)];
        let at = |deadline| choose(&sites, Quality::Draft, deadline, &mut price);
        assert_eq!(names(&at(1000.0)), Some(vec!["fine", "fine"]));
        assert_eq!(names(&at(230.0)), Some(vec!["fine", "plain"]));
        assert_eq!(names(&at(229.0)), Some(vec!["plain", "plain"]));
        assert_eq!(names(&at(219.0)), Some(vec!["fine", "quick"]));
        assert_eq!(names(&at(110.0)), Some(vec!["quick", "quick"]));
        assert_eq!(names(&at(109.0)), None);
        assert_eq!(at(109.0).considered.len(), 9);
    }

    #[test]
    fn what_the_graph_says_and_the_least_that_is_asked_for_stay() {
        let sites = [site("a", true), site("bb", false)];
        let chosen = choose(&sites, Quality::Standard, 250.0, &mut price);
        assert_eq!((names(&chosen), chosen.considered.len()), (Some(vec!["plain"]), 2));
    }

    #[test]
    fn many_places_are_improved_one_after_the_other() {
        let sites: Vec<ChoiceSite> = (1..7).map(|length| site(&"x".repeat(length), false)).collect();
        let chosen = choose(&sites, Quality::Draft, 1_111_250.0, &mut price);
        assert!(!chosen.complete);
        assert_eq!(names(&chosen), Some(vec!["fine", "plain", "quick", "quick", "quick", "quick"]));
    }
}
