//! The edits that make one text of another, line by line, so that an editor keeps cursor and folds.

use lsp_types::TextEdit;

use crate::text::Text;

/// Beyond this many pairs of lines to compare, what differs is replaced in one piece.
const MOST_PAIRS: usize = 4_000_000;

/// The edits that turn `old` into `new`; none if they are alike but for the ends of lines.
pub(crate) fn between(old: &Text, new: &str) -> Vec<TextEdit> {
    let before: Vec<&str> = old.as_str().split_inclusive('\n').collect();
    let after: Vec<&str> = new.split_inclusive('\n').collect();
    let same = |(a, b): &(&&str, &&str)| alike(a, b);
    let head = before.iter().zip(&after).take_while(same).count();
    let tail = before[head..].iter().rev().zip(after[head..].iter().rev()).take_while(same).count();
    let (left, right) = (&before[head..before.len() - tail], &after[head..after.len() - tail]);

    let mut edits = Vec::new();
    let mut start: usize = before[..head].iter().map(|line| line.len()).sum();
    for hunk in hunks(left, right) {
        let kept: usize = hunk.kept.iter().map(|line| line.len()).sum();
        let removed: usize = hunk.removed.iter().map(|line| line.len()).sum();
        start += kept;
        if removed > 0 || !hunk.added.is_empty() {
            edits.push(TextEdit { range: old.range_of(start..start + removed), new_text: hunk.added.concat() });
        }
        start += removed;
    }
    edits
}

fn alike(a: &str, b: &str) -> bool {
    let ended = |line: &str| line.ends_with('\n');
    ended(a) == ended(b) && a.trim_end_matches(['\r', '\n']) == b.trim_end_matches(['\r', '\n'])
}

/// Some lines that stay, and then what takes the place of what.
struct Hunk<'t> {
    kept: &'t [&'t str],
    removed: &'t [&'t str],
    added: &'t [&'t str],
}

/// The difference by a longest common subsequence of lines.
fn hunks<'t>(left: &'t [&'t str], right: &'t [&'t str]) -> Vec<Hunk<'t>> {
    if left.len() * right.len() > MOST_PAIRS {
        return vec![Hunk { kept: &[], removed: left, added: right }];
    }
    let width = right.len() + 1;
    let mut common = vec![0u32; (left.len() + 1) * width];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            common[i * width + j] = if alike(left[i], right[j]) {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while i < left.len() || j < right.len() {
        let kept = i;
        while i < left.len() && j < right.len() && alike(left[i], right[j]) {
            (i, j) = (i + 1, j + 1);
        }
        let (removed, added) = (i, j);
        while i < left.len() || j < right.len() {
            if i < left.len() && j < right.len() && alike(left[i], right[j]) {
                break;
            }
            let go_left =
                j == right.len() || i < left.len() && common[(i + 1) * width + j] >= common[i * width + j + 1];
            if go_left { i += 1 } else { j += 1 }
        }
        out.push(Hunk { kept: &left[kept..removed], removed: &left[removed..i], added: &right[added..j] });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsp_types::TextDocumentContentChangeEvent;
    use proptest::prelude::*;

    /// `old` after `edits`, which are all meant for the text as it was.
    fn applied(old: &str, mut edits: Vec<TextEdit>) -> String {
        let mut text = Text::new(old.to_owned());
        edits.reverse();
        for edit in edits {
            let range = Some(edit.range);
            text.change(TextDocumentContentChangeEvent { range, range_length: None, text: edit.new_text });
        }
        text.as_str().to_owned()
    }

    #[test]
    fn only_what_differs_is_edited() {
        let edits = between(&Text::new("a\nb\nc\nd\n".to_owned()), "a\nB\nc\nd\ne\n");
        let ranges: Vec<_> = edits.iter().map(|edit| (edit.range.start.line, edit.new_text.as_str())).collect();
        assert_eq!(ranges, [(1, "B\n"), (4, "e\n")]);
    }

    #[test]
    fn windows_line_ends_are_no_difference() {
        assert_eq!(between(&Text::new("a\r\nb\r\n".to_owned()), "a\nb\n"), []);
    }

    proptest! {
        #[test]
        fn the_edits_make_the_new_text(old in "[ab\n]{0,30}", new in "[ab\n]{0,30}") {
            let edits = between(&Text::new(old.clone()), &new);
            prop_assert_eq!(applied(&old, edits), new);
        }
    }
}
