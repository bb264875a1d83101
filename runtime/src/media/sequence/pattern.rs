//! Names of numbered images: `shot.####.dpx`, `frames/%06d.png`.

use std::path::{Path, PathBuf};

/// The most digits that a number is padded to.
const MOST_DIGITS: usize = 18;

/// A file name with a place for a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// The folder, as it was written.
    pub(crate) folder: PathBuf,
    prefix: String,
    /// Digits that a number has at least.
    digits: usize,
    suffix: String,
}

impl Pattern {
    /// The pattern in a path's file name: `%d`, `%06d`, or a digit for each `#`. `%%` stands for a percent sign.
    ///
    /// `None` where there is no place for a number, or more than one.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let path = Path::new(path);
        let name = path.file_name()?.to_str()?;
        let (mut before, mut digits, mut text) = (None, 0, String::new());
        let mut rest = name;
        while let Some(first) = rest.chars().next() {
            let (found, length) = place(rest);
            if let Some(found) = found {
                if before.replace(std::mem::take(&mut text)).is_some() {
                    return None;
                }
                digits = found;
                rest = &rest[length..];
                continue;
            }
            let length = if rest.starts_with("%%") { 2 } else { first.len_utf8() };
            text.push(first);
            rest = &rest[length..];
        }
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Some(Self { folder, prefix: before?, digits, suffix: text })
    }

    /// The pattern of `name` in `folder`, in which the last digits are the number: with as many digits as here.
    pub(crate) fn like(folder: &Path, name: &str) -> Option<Self> {
        let stem = name.rfind('.').unwrap_or(name.len());
        let end = name[..stem].rfind(|letter: char| letter.is_ascii_digit())? + 1;
        let start = name[..end]
            .rfind(|letter: char| !letter.is_ascii_digit())
            .map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
        (end - start <= MOST_DIGITS).then(|| Self {
            folder: folder.to_owned(),
            prefix: name[..start].to_owned(),
            digits: end - start,
            suffix: name[end..].to_owned(),
        })
    }

    /// The file name of a number.
    pub(crate) fn name(&self, number: u64) -> String {
        format!("{}{number:0digits$}{}", self.prefix, self.suffix, digits = self.digits)
    }

    /// The number of a file name; `None` if it is not one of these.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        let digits = name.strip_prefix(self.prefix.as_str())?.strip_suffix(self.suffix.as_str())?;
        let padded = digits.len() == self.digits || digits.len() > self.digits && !digits.starts_with('0');
        (padded && digits.bytes().all(|digit| digit.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
    }

    /// Whether both differ in nothing but how far numbers are padded.
    pub(crate) fn is_alike(&self, other: &Self) -> bool {
        (&self.folder, &self.prefix, &self.suffix) == (&other.folder, &other.prefix, &other.suffix)
    }

    /// The same with numbers of at least `digits` digits.
    pub(crate) fn padded(self, digits: usize) -> Self {
        Self { digits, ..self }
    }

    /// Digits that a number has at least.
    pub(crate) fn digits(&self) -> usize {
        self.digits
    }

    /// The path of a number, in the folder as it was written.
    pub(crate) fn path(&self, number: u64) -> PathBuf {
        self.folder.join(self.name(number))
    }

    /// As it is written: `frames/%06d.png`.
    pub(crate) fn text(&self) -> String {
        let escaped = |text: &str| text.replace('%', "%%");
        let number = if self.digits > 1 { format!("%0{}d", self.digits) } else { "%d".to_owned() };
        let name = format!("{}{number}{}", escaped(&self.prefix), escaped(&self.suffix));
        self.folder.join(name).display().to_string()
    }
}

/// The digits of a number that a text begins with a place for, and how long that is written.
fn place(text: &str) -> (Option<usize>, usize) {
    let marks = text.bytes().take_while(|byte| *byte == b'#').count();
    if marks > 0 {
        return ((marks <= MOST_DIGITS).then_some(marks), marks);
    }
    let Some(behind) = text.strip_prefix('%') else { return (None, 0) };
    let width = behind.bytes().take_while(u8::is_ascii_digit).count();
    let padded = width == 0 || behind.starts_with('0');
    let digits = if width == 0 { Some(1) } else { behind[..width].parse().ok() };
    let digits = digits.filter(|digits| padded && *digits <= MOST_DIGITS && behind[width..].starts_with('d'));
    (digits.map(|digits: usize| digits.max(1)), width + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        Pattern::of(text).unwrap_or_else(|| panic!("{text} is a pattern"))
    }

    #[test]
    fn every_spelling_has_its_names() {
        for (text, number, name) in [
            ("frames/%06d.png", 12, "000012.png"),
            ("frames/%d.png", 12, "12.png"),
            ("shot.####.dpx", 1001, "shot.1001.dpx"),
            ("#.exr", 12, "12.exr"),
            ("a_###_v2.tif", 1000, "a_1000_v2.tif"),
            ("100%%_%02d.png", 7, "100%_07.png"),
        ] {
            let pattern = pattern(text);
            assert_eq!(pattern.name(number), name, "{text}");
            assert_eq!(pattern.number(name), Some(number), "{text}");
        }
        for text in ["a.png", "%s.png", "%06x.png", "%6d.png", "%04d_%04d.png", "##_##.png", "100%.png", "", "%99d.png"]
        {
            assert_eq!(Pattern::of(text), None, "{text}");
        }
    }

    #[test]
    fn only_what_it_would_write_is_one_of_its_names() {
        let four = pattern("x%04d.png");
        for other in ["x1.png", "x00012.png", "x012.png", "y0001.png", "x0001.png.bak", "x-001.png", "x.png"] {
            assert_eq!(four.number(other), None, "{other}");
        }
        assert_eq!(four.number("x12345.png"), Some(12_345));
        assert_eq!(pattern("%d.png").number("0.png"), Some(0));
        assert_eq!(pattern("%d.png").number("01.png"), None);
    }

    #[test]
    fn a_name_tells_its_pattern() {
        let like = |name: &str| Pattern::like(Path::new("f"), name).map(|pattern| pattern.text());
        assert_eq!(like("shot2_0001.png").as_deref(), Some("f/shot2_%04d.png"));
        assert_eq!(like("7.tif").as_deref(), Some("f/%d.tif"));
        assert_eq!(like("v2.final.png"), Some("f/v%d.final.png".to_owned()));
        assert_eq!(like("title.png"), None);
    }
}
