//! The likeliest way to divide a row of fields into those that belong together.
//!
//! A frame of film is two or three fields of a clip. What divides them best is a path through a row of states, of
//! which each says how the last fields were grouped; grouping fields that comb costs something, and so does leaving
//! the cadence that there was.

/// What a field shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Field {
    /// How far lines stick out on average where it is woven with the field before; white is 4096.
    pub(super) combs: f64,
    /// The part of those blocks that is combed.
    pub(super) combed: f64,
    /// How much it differs on average from the field before that, which has the same lines.
    pub(super) changed: f64,
}

/// What a change between cadences costs; fields that certainly do not belong together cost 1.
const CHANGE: f64 = 4.0;
/// What two groups of two or of three fields cost, one after the other, in 3:2.
const UNEVEN: f64 = 0.4;
/// What two fields of different frames of the clip cost that are not of 3:2: there is seldom a reason for it.
const ODD: f64 = 0.01;
/// What a field costs that belongs to no other, and one at an end, whose others may be cut off.
const ALONE: [f64; 2] = [1.25, 0.5];
/// What a frame costs whose fields are of two moments.
const VIDEO: f64 = 0.45;
/// The part of a picture's combs, and the combs at least, by which fields have more that certainly do not belong together.
const CERTAIN: (f64, f64) = (0.2, 0.5);
/// The part of the blocks that is combed where it is certain by itself, and where a frame had better be deinterlaced.
const COMBED: [f64; 2] = [0.02, 0.006];
/// Unless the field before or after combs so much more that these must be natural.
const APART: f64 = 1.3;
/// The part of the change of its neighbours, and the change at least, by which a field changes that repeats none.
const REPEATS: (f64, f64) = (0.3, 2.0);
/// What a field costs that repeats another in a group of two, and how much its neighbours change for that at least.
const UNEXPLAINED: (f64, f64) = (0.6, 8.0);

/// How the last fields were grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Two fields, as at every frame of 2:2.
    Even,
    /// Two fields of 3:2.
    Two,
    /// Three fields of 3:2.
    Three,
    /// The two fields of a frame, which are of two moments.
    Video,
}

const STATES: [State; 4] = [State::Even, State::Two, State::Three, State::Video];

/// The cheapest way to a place.
#[derive(Debug, Clone, Copy)]
struct Way {
    cost: f64,
    /// Fields of the last group.
    fields: usize,
    /// The state before it.
    from: usize,
}

const NO_WAY: Way = Way { cost: f64::INFINITY, fields: 0, from: 0 };

/// The first fields of the groups: `-1 - field` of those whose fields do not belong together.
pub(super) fn group(fields: &[Field]) -> Vec<i64> {
    let mut ways = vec![[NO_WAY; STATES.len()]; fields.len() + 1];
    ways[0].iter_mut().for_each(|way| way.cost = 0.0);
    for place in 0..fields.len() {
        for from in 0..STATES.len() {
            let so_far = ways[place][from].cost;
            let mut take = |count: usize, to: usize, cost: f64| {
                let way = Way { cost: so_far + cost, fields: count, from };
                if let Some(ways) = ways.get_mut(place + count)
                    && way.cost < ways[to].cost
                {
                    ways[to] = way;
                }
            };
            for (to, state) in STATES.into_iter().enumerate() {
                if let Some(cost) = cost(fields, place, state) {
                    let count = if state == State::Three { 3 } else { 2 };
                    take(count, to, cost + change(STATES[from], state, place == 0));
                }
            }
            take(1, from, ALONE[usize::from(place == 0 || place + 1 == fields.len())]);
        }
    }
    back(fields, &ways)
}

/// How unlikely it is that the fields from `place` on are grouped in this way; `None` where they cannot be.
fn cost(fields: &[Field], place: usize, state: State) -> Option<f64> {
    let together = |field: usize| fields.get(field).map(|_| unlikely(fields, field));
    let second = together(place + 1)? + repeat(fields, place) + repeat(fields, place + 1);
    match state {
        State::Even => Some(second + if place.is_multiple_of(2) { 0.0 } else { ODD }),
        State::Two => Some(second),
        State::Three => {
            let third = together(place + 2)?;
            let around = [Some(place + 1), Some(place + 3)].map(|field| field.and_then(|field| fields.get(field)));
            let most = around.iter().flatten().fold(0.0, |most: f64, field| most.max(field.changed));
            let (part, at_least) = REPEATS;
            Some(second + third + (fields[place + 2].changed / (part * most + at_least)).min(1.0))
        }
        State::Video => place.is_multiple_of(2).then_some(VIDEO),
    }
}

/// What it costs if a field is not the third of three, where it is as if it were: it alone repeats another.
fn repeat(fields: &[Field], field: usize) -> f64 {
    let (Some(before), Some(after)) = (field.checked_sub(1), fields.get(field + 1)) else { return 0.0 };
    // The first two have none that they could repeat.
    if before < 2 {
        return 0.0;
    }
    let around = fields[before].changed.min(after.changed);
    let ((part, at_least), (cost, moving)) = (REPEATS, UNEXPLAINED);
    let repeats = (1.0 - fields[field].changed / (part * around + at_least)).max(0.0);
    cost * repeats * (around / moving).min(1.0)
}

/// How unlikely it is that a field belongs to the one before, from 0 to 1.
fn unlikely(fields: &[Field], field: usize) -> f64 {
    let here = fields[field].combs;
    // The first field has none before it.
    let around = [field - 1, field + 1].map(|other| fields.get(other).filter(|_| other > 0));
    let least = around.iter().flatten().fold(here, |least, other| least.min(other.combs));
    let (part, at_least) = CERTAIN;
    let relative = (here - least) / (part * least + at_least);
    (relative * relative).max(combed(fields, field) / COMBED[0]).min(1.0)
}

/// The part of the blocks that is combed by more than detail where a field is woven with the one before.
fn combed(fields: &[Field], field: usize) -> f64 {
    let Field { combs: here, combed, .. } = fields[field];
    let around = [field - 1, field + 1].map(|other| fields.get(other).filter(|_| other > 0));
    let natural = around.iter().flatten().any(|other| other.combs > APART * here + CERTAIN.1);
    if natural { 0.0 } else { combed }
}

/// What it costs to go on otherwise than before.
fn change(from: State, to: State, begins: bool) -> f64 {
    match (from, to) {
        _ if begins => 0.0,
        (State::Even, State::Even) | (State::Video, State::Video) | (State::Two, State::Three) => 0.0,
        (State::Three, State::Two) => 0.0,
        (State::Two, State::Two) | (State::Three, State::Three) => UNEVEN,
        _ => CHANGE,
    }
}

/// Follows the cheapest way back from the end.
fn back(fields: &[Field], ways: &[[Way; STATES.len()]]) -> Vec<i64> {
    let Some(last) = ways.last() else { return Vec::new() };
    // Of those that cost the same the first: the simplest.
    let mut state =
        (0..last.len()).fold(0, |best, state| if last[state].cost < last[best].cost { state } else { best });
    let mut place = ways.len() - 1;
    let mut groups = Vec::new();
    while place > 0 {
        let Way { fields: count, from, .. } = ways[place][state];
        if count == 0 {
            break;
        }
        place -= count;
        if count > 1 {
            let video = STATES[state] == State::Video || combed(fields, place + 1) > COMBED[1];
            let field = place as i64;
            groups.push(if video { -1 - field } else { field });
        }
        state = from;
    }
    groups.reverse();
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What fields of these moments show.
    fn fields(moments: &[u32]) -> Vec<Field> {
        (0..moments.len())
            .map(|field| {
                let since = |past: usize| field.checked_sub(past).is_some_and(|other| moments[other] != moments[field]);
                Field {
                    combs: if since(1) { 80.0 } else { 30.0 },
                    combed: if since(1) { 0.3 } else { 0.0 },
                    changed: if since(2) { 60.0 } else { 0.0 },
                }
            })
            .collect()
    }

    /// The moments of fields, in groups of these lengths.
    fn moments(groups: &[usize]) -> Vec<u32> {
        (0..).zip(groups).flat_map(|(moment, fields)| vec![moment; *fields]).collect()
    }

    fn starts(groups: &[usize]) -> Vec<i64> {
        (0..groups.len()).map(|group| groups[..group].iter().sum::<usize>() as i64).collect()
    }

    #[test]
    fn three_two_and_two_two_are_divided_as_they_were_made() {
        for pattern in [&[2, 3][..], &[3, 2], &[2, 2], &[2, 3, 3, 2]] {
            let groups = pattern.repeat(12);
            assert_eq!(group(&fields(&moments(&groups))), starts(&groups), "{pattern:?}");
        }
    }

    #[test]
    fn a_cadence_that_changes_is_followed() {
        let groups = [[2, 3].repeat(10), vec![2; 20], [3, 2].repeat(10)].concat();
        assert_eq!(group(&fields(&moments(&groups))), starts(&groups));
    }

    #[test]
    fn a_field_alone_is_left_out() {
        let groups = [vec![1], [2, 3].repeat(10), vec![1], [3, 2].repeat(10)].concat();
        let expected: Vec<i64> = starts(&groups)
            .into_iter()
            .zip(&groups)
            .filter(|(_, fields)| **fields > 1)
            .map(|(start, _)| start)
            .collect();
        assert_eq!(group(&fields(&moments(&groups))), expected);
    }

    #[test]
    fn video_is_no_film() {
        let groups = vec![1; 40];
        let expected: Vec<i64> = (0..20).map(|frame| -1 - 2 * frame).collect();
        assert_eq!(group(&fields(&moments(&groups))), expected);
    }

    #[test]
    fn what_stands_still_stays_as_it_is() {
        let still = vec![Field { combs: 30.0, combed: 0.0, changed: 0.0 }; 20];
        assert_eq!(group(&still), starts(&[2; 10]));
        assert_eq!(group(&[]), []);
    }
}
