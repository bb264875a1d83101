//! "Did you mean": the nearest of the names that would have been right.

use super::synonyms::meant;

/// The candidate that `name` is a slip of, or another program's word for.
///
/// A slip is near: its optimal string alignment distance (insertions, deletions,
/// substitutions and swaps of neighbours cost 1), ignoring case, is at most a third
/// of the longer name. A slip of one or two letters goes before the word of another
/// program, a wilder one after it.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let near = near(name, &candidates);
    let slip = near.filter(|near| name.len() > 3 && distance(name, near) <= 2);
    slip.or_else(|| meant(name, &candidates)).or(near)
}

fn near<'a>(name: &str, candidates: &[&'a str]) -> Option<&'a str> {
    candidates
        .iter()
        .copied()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| {
            *distance <= (name.len().max(candidate.len()) / 3).max(1) && *distance < name.len().min(candidate.len())
        })
        .min_by_key(|(distance, candidate)| (*distance, candidate.len()))
        .map(|(_, candidate)| candidate)
}

fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().collect();
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let substitute = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitute.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_is_found() {
        let names = ["unsharp", "median", "temporal_median", "resize"];
        assert_eq!(nearest("unsahrp", names), Some("unsharp"));
        assert_eq!(nearest("Resize", names), Some("resize"));
        assert_eq!(nearest("temporalmedian", names), Some("temporal_median"));
    }

    #[test]
    fn a_different_word_is_not() {
        assert_eq!(nearest("hqdn3d", ["unsharp", "median"]), None);
        assert_eq!(nearest("w", ["x", "h"]), None);
    }
}
