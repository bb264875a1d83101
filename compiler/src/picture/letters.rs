//! How wide text is, before anybody draws it.

/// Advances of the printable ASCII characters in Helvetica and what is made to its measure (Arial, Liberation
/// Sans), in thousandths of the size. From Adobe's font metrics, core 14 fonts.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];

/// Columns that `text` takes in letters of `size`, at least: fonts that stand in are a little wider.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let advance = |letter: char| match letter as u32 {
        code @ 32..127 => u32::from(WIDTHS[code as usize - 32]),
        // Accents and the like are as wide as their letters; the scripts of East Asia are square.
        code if code < 0x1100 => 600,
        _ => 1000,
    };
    let thousandths: u32 = text.chars().map(advance).sum();
    f64::from(thousandths) / 1000.0 * size * 1.05
}

/// `text` in lines of at most `most` columns, broken between words; what is longer is cut.
pub(super) fn wrapped(text: &str, size: f64, most: f64, lines: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match found.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => found.push(word.to_owned()),
        }
    }
    let cut = found.len() > lines;
    found.truncate(lines);
    let last = found.len().saturating_sub(1);
    for (number, line) in found.iter_mut().enumerate() {
        let more = cut && number == last;
        if more || width(line, size) > most {
            let line_ends = if more { "…" } else { "" };
            while width(line, size) + width("…", size) > most && !line.is_empty() {
                line.pop();
            }
            line.push_str(if line_ends.is_empty() { "…" } else { line_ends });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_letters_are_narrow() {
        assert!(width("iiii", 10.0) < width("mm", 10.0));
        assert_eq!(width("", 10.0), 0.0);
    }

    #[test]
    fn text_is_broken_between_words_and_cut_where_there_is_no_room() {
        assert_eq!(wrapped("one two three", 10.0, 50.0, 3), ["one two", "three"]);
        assert_eq!(wrapped("one two three", 10.0, 50.0, 1), ["one two…"]);
        let long = &wrapped(&"x".repeat(100), 10.0, 50.0, 2)[0];
        assert!(long.ends_with('…') && width(long, 10.0) <= 50.0, "{long}");
    }
}
