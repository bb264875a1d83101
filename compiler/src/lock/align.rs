//! Which of two sequences' elements are the same ones: the longest way to pair them in order.

/// Pairs of two sequences in order: both positions, or one where the other has none.
pub(super) type Pair = (Option<usize>, Option<usize>);

/// Sequences longer than this, without what they begin and end with alike, are taken as they come.
const MOST: usize = 1 << 22;

/// Pairs `before` and `after` so that the sum of `alike` is the greatest; 0 is no pair.
pub(super) fn align<T>(before: &[T], after: &[T], alike: impl Fn(&T, &T) -> u32) -> Vec<Pair> {
    let start = before.iter().zip(after).take_while(|(a, b)| alike(a, b) > 1).count();
    let rest = before[start..].iter().rev().zip(after[start..].iter().rev());
    let end = rest.take_while(|(a, b)| alike(a, b) > 1).count();
    let (rows, columns) = (before.len() - start - end, after.len() - start - end);
    let both = |position: usize, other: usize| (Some(position), Some(other));
    let mut pairs: Vec<Pair> = (0..start).map(|position| both(position, position)).collect();
    let (mut row, mut column) = (0, 0);
    if rows.saturating_mul(columns) <= MOST {
        let best = scores(&before[start..start + rows], &after[start..start + columns], &alike);
        let at = |row: usize, column: usize| best[row * (columns + 1) + column];
        while row < rows && column < columns {
            let score = alike(&before[start + row], &after[start + column]);
            if score > 0 && at(row, column) == at(row + 1, column + 1) + score {
                pairs.push(both(start + row, start + column));
                (row, column) = (row + 1, column + 1);
            } else if at(row, column) == at(row + 1, column) {
                pairs.push((Some(start + row), None));
                row += 1;
            } else {
                pairs.push((None, Some(start + column)));
                column += 1;
            }
        }
    }
    pairs.extend((row..rows).map(|row| (Some(start + row), None)));
    pairs.extend((column..columns).map(|column| (None, Some(start + column))));
    pairs.extend((0..end).map(|place| both(start + rows + place, start + columns + place)));
    pairs
}

/// What can be had at the best from each row and column on.
fn scores<T>(before: &[T], after: &[T], alike: &impl Fn(&T, &T) -> u32) -> Vec<u32> {
    let width = after.len() + 1;
    let mut best = vec![0; (before.len() + 1) * width];
    for (row, a) in before.iter().enumerate().rev() {
        for (column, b) in after.iter().enumerate().rev() {
            let score = alike(a, b);
            let paired = if score > 0 { best[(row + 1) * width + column + 1] + score } else { 0 };
            best[row * width + column] =
                paired.max(best[(row + 1) * width + column]).max(best[row * width + column + 1]);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(before: &str, after: &str) -> Vec<String> {
        let [before, after]: [Vec<char>; 2] = [before, after].map(|text| text.chars().collect());
        let alike = |a: &char, b: &char| if a == b { 2 } else { u32::from(a.eq_ignore_ascii_case(b)) };
        let show = |letters: &[char], place: Option<usize>| place.map_or('-', |place| letters[place]);
        let pairs = align(&before, &after, alike);
        pairs.iter().map(|(a, b)| format!("{}{}", show(&before, *a), show(&after, *b))).collect()
    }

    #[test]
    fn what_is_in_both_is_paired() {
        assert_eq!(pairs("abc", "abc"), ["aa", "bb", "cc"]);
        assert_eq!(pairs("abd", "abcd"), ["aa", "bb", "-c", "dd"]);
        assert_eq!(pairs("abc", "ac"), ["aa", "b-", "cc"]);
        assert_eq!(pairs("", "ab"), ["-a", "-b"]);
    }

    #[test]
    fn the_most_alike_are_paired() {
        assert_eq!(pairs("a", "Aa"), ["-A", "aa"]);
        assert_eq!(pairs("ab", "aB"), ["aa", "bB"]);
        assert_eq!(pairs("ab", "ba"), ["a-", "bb", "-a"]);
    }
}
