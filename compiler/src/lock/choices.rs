//! Which implementation does the work of a filter that has several: noted in a lock, and kept to.

use super::document::{Lock, LockedChoice};
use crate::elaborate::{Bindings, ChoiceSite};
use crate::media::Named;
use crate::resolve::Quality;

/// Makes `bindings` choose as `lock` has it, at `sites`, which are those that elaboration found with them;
/// gives whether that changes anything.
///
/// What is chosen decides what places there are inside of it, so this is to be done until nothing changes.
pub fn keep_choices(lock: &Lock, bindings: &mut Bindings, sites: &[ChoiceSite]) -> bool {
    let quality = Quality::from_name(&lock.quality).unwrap_or(bindings.quality);
    let mut changed = quality != bindings.quality;
    bindings.quality = quality;
    let choices = match &lock.plan {
        Some(plan) if !bindings.media.is_empty() => &plan.choices,
        _ => &lock.choices,
    };
    let places: Vec<String> = sites.iter().map(|site| place(&site.site.0)).collect();
    for (position, site) in sites.iter().enumerate() {
        let earlier = places[..position].iter().filter(|other| **other == places[position]).count();
        let Some(choice) = choices.iter().filter(|choice| choice.at == places[position]).nth(earlier) else { continue };
        // What the graph pins is its own affair; so is what there is no longer.
        if site.pinned || !site.alternatives.iter().any(|(name, _)| *name == choice.by) {
            continue;
        }
        changed |= bindings.choices.insert(site.site.clone(), choice.by.clone()).as_ref() != Some(&choice.by);
    }
    changed
}

/// What was chosen, place by place.
pub(super) fn locked_choices(sites: &[ChoiceSite]) -> Vec<LockedChoice> {
    sites.iter().map(|site| LockedChoice { at: place(&site.site.0), by: site.chosen.clone() }).collect()
}

/// The name of a place without its line and count, which move with the text.
fn place(site: &str) -> String {
    let Some((filter, rest)) = site.split_once(" at line ") else { return site.to_owned() };
    let rest = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let rest = rest.split(" #").next().unwrap_or_default();
    format!("{filter}{rest}")
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn places_do_not_move_with_the_text() {
        assert_eq!(place("deinterlace at line 7"), "deinterlace");
        assert_eq!(place("resize in sharpen_up at line 17 #2"), "resize in sharpen_up");
        assert_eq!(place("resize at line 7 of tape #3"), "resize of tape");
    }
}
