//! From what a user names to the images that are there.

use std::fs;
use std::path::{Path, PathBuf};

use fwr_compiler::diagnostics::{Code, Diagnostic};

use super::{Files, ImageKind, Pattern, Sequence};
use crate::media::plain;

/// An image file in a folder.
struct Entry {
    name: String,
    bytes: u64,
}

pub(super) fn find(path: &str) -> Result<Option<Sequence>, Diagnostic> {
    let given = Path::new(path);
    // A file of that very name is what is meant.
    match fs::metadata(given) {
        Ok(found) if found.is_dir() => return in_folder(path),
        Ok(_) => return Ok(None),
        Err(_) => {}
    }
    let Some(name) = given.file_name().and_then(|name| name.to_str()) else { return Ok(None) };
    if let Some(pattern) = Pattern::of(path) {
        let Some(kind) = ImageKind::of(&pattern.name(0)) else { return Ok(None) };
        return numbered(path, &pattern, kind).map(Some);
    }
    if name.contains(['*', '?']) && ImageKind::of(name).is_some() {
        return starred(path, name).map(Some);
    }
    Ok(None)
}

/// All images of a folder, which are one numbered sequence; `None` if there are none.
fn in_folder(path: &str) -> Result<Option<Sequence>, Diagnostic> {
    let folder = Path::new(path);
    let entries = images(folder, path)?;
    let mut found: Vec<(Pattern, Entry)> = Vec::new();
    let mut unnumbered = None;
    for entry in entries {
        match Pattern::like(folder, &entry.name) {
            Some(pattern) => found.push((pattern, entry)),
            None => unnumbered = Some(entry.name),
        }
    }
    let Some((first, _)) = found.first() else {
        return unnumbered.map_or(Ok(None), |name| Err(mixed(path, &format!("{name} has no number"))));
    };
    if let Some((other, _)) = found.iter().find(|(other, _)| !other.is_alike(first)) {
        let (one, other) = (first.text(), other.text());
        return Err(
            mixed(path, &format!("it holds {one} and {other}")).help(format!("name the one that you mean: {one}"))
        );
    }
    if let Some(name) = unnumbered {
        return Err(mixed(path, &format!("it holds {} and {name}", first.text()))
            .help(format!("name the one that you mean: {}", first.text())));
    }
    let digits = found.iter().map(|(pattern, _)| pattern.digits()).min().unwrap_or(1);
    let pattern = first.clone().padded(digits);
    let kind = ImageKind::of(&found[0].1.name);
    let entries = found.into_iter().map(|(_, entry)| entry).collect::<Vec<_>>();
    if let Some(odd) = entries.iter().find(|entry| pattern.number(&entry.name).is_none()) {
        return Err(mixed(path, &format!("{} is not numbered like {}", odd.name, pattern.name(0))));
    }
    kind.map(|kind| in_a_row(path, pattern, kind, &entries)).transpose()
}

/// The images whose names a pattern has.
fn numbered(path: &str, pattern: &Pattern, kind: ImageKind) -> Result<Sequence, Diagnostic> {
    let mut entries = images(&pattern.folder, path)?;
    let others = entries.iter().find_map(|entry| Pattern::like(&pattern.folder, &entry.name));
    entries.retain(|entry| pattern.number(&entry.name).is_some());
    if entries.is_empty() {
        let first = pattern.path(1).display().to_string();
        let help = match others {
            Some(other) => format!("there are images like {}", other.text()),
            None => "check the spelling, and the folder you are in".to_owned(),
        };
        return Err(Diagnostic::new(
            Code::INPUT_MISSING,
            format!("no file is there of the sequence {path}: {first} and the like"),
        )
        .help(help));
    }
    in_a_row(path, pattern.clone(), kind, &entries)
}

/// The images whose names have letters in place of stars, in the order of their names and numbers.
fn starred(path: &str, name: &str) -> Result<Sequence, Diagnostic> {
    let folder = Path::new(path).parent().unwrap_or(Path::new("")).to_owned();
    let mut entries = images(&folder, path)?;
    entries.retain(|entry| is_like(entry.name.as_bytes(), name.as_bytes()));
    entries.sort_by_key(|entry| in_order(&entry.name));
    let Some(first) = entries.first() else {
        return Err(Diagnostic::new(Code::INPUT_MISSING, format!("no image is there of the names {path}"))
            .help("check the spelling, and the folder you are in"));
    };
    let Some(kind) = ImageKind::of(&first.name) else { return Err(mixed(path, "it names no images")) };
    let bytes = entries.iter().map(|entry| entry.bytes).sum();
    let names = entries.into_iter().map(|entry| entry.name).collect();
    Ok(Sequence { path: path.to_owned(), kind, files: Files::Named { folder, names }, bytes })
}

/// The sequence of all `entries`, of whose numbers none may be missing.
fn in_a_row(path: &str, pattern: Pattern, kind: ImageKind, entries: &[Entry]) -> Result<Sequence, Diagnostic> {
    let mut numbers: Vec<u64> = entries.iter().filter_map(|entry| pattern.number(&entry.name)).collect();
    numbers.sort_unstable();
    if let Some(gap) = numbers.windows(2).find(|pair| pair[1] != pair[0] + 1) {
        return Err(missing(path, &pattern, (gap[0], gap[1]), &numbers));
    }
    let first = numbers.first().copied().unwrap_or(0);
    let bytes = entries.iter().map(|entry| entry.bytes).sum();
    let files = Files::Numbered { pattern, first, count: numbers.len() as u64 };
    Ok(Sequence { path: path.to_owned(), kind, files, bytes })
}

fn missing(path: &str, pattern: &Pattern, (before, behind): (u64, u64), numbers: &[u64]) -> Diagnostic {
    let lost = behind - before - 1;
    let whole = numbers.last().zip(numbers.first()).map_or(0, |(last, first)| last - first + 1);
    let all = whole - numbers.len() as u64;
    let (first, last) = (pattern.name(before + 1), pattern.name(behind - 1));
    let which = match lost {
        1 => format!("{first} is missing"),
        _ => format!("{first} to {last} are missing"),
    };
    let more = match all - lost {
        0 => String::new(),
        more => format!(", and {more} more behind them"),
    };
    let stars = pattern.folder.join(starred_name(pattern));
    Diagnostic::new(Code::SEQUENCE_GAP, format!("{path} has a gap: {which}, behind {}{more}", pattern.name(before)))
        .help(format!(
            "put the missing images there; to show those that there are one after another, name them with a star: '{}'",
            stars.display()
        ))
}

/// The names of a pattern with a star for the number.
fn starred_name(pattern: &Pattern) -> String {
    let text = pattern.text();
    let name = Path::new(&text).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(start) = name.find('%') else { return name };
    let end = name[start..].find('d').map_or(name.len(), |at| start + at + 1);
    format!("{}*{}", &name[..start], &name[end..])
}

/// The images in a folder by name; what is hidden does not count.
fn images(folder: &Path, path: &str) -> Result<Vec<Entry>, Diagnostic> {
    let shown = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() };
    let unreadable = |error: &std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => Diagnostic::new(
            Code::INPUT_MISSING,
            format!("{path} does not exist: there is no folder {}", shown.display()),
        )
        .help("check the spelling, and the folder you are in"),
        _ => Diagnostic::new(Code::INPUT_UNREADABLE, format!("{path} cannot be read: {}", plain(error)))
            .help(format!("check who may read it: ls -l {}", shown.display())),
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(&shown).map_err(|error| unreadable(&error))? {
        let entry = entry.map_err(|error| unreadable(&error))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') || ImageKind::of(&name).is_none() {
            continue;
        }
        let Ok(metadata) = fs::metadata(entry.path()) else { continue };
        if metadata.is_file() {
            found.push(Entry { name, bytes: metadata.len() });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Whether `name` is as `like` says, in which `*` stands for any letters and `?` for one.
fn is_like(name: &[u8], like: &[u8]) -> bool {
    let (mut at, mut from) = (0, 0);
    // Where the last star is, and where what it stands for ends so far.
    let mut star: Option<(usize, usize)> = None;
    while at < name.len() {
        match like.get(from) {
            Some(b'*') => {
                star = Some((from, at));
                from += 1;
            }
            Some(letter) if *letter == b'?' || *letter == name[at] => (at, from) = (at + 1, from + 1),
            _ => match &mut star {
                Some((place, end)) => {
                    *end += 1;
                    (at, from) = (*end, *place + 1);
                }
                None => return false,
            },
        }
    }
    like[from..].iter().all(|letter| *letter == b'*')
}

/// What a name is sorted by: letters as they are and numbers by their value, so that 9 comes before 10.
fn in_order(name: &str) -> (Vec<(String, u128)>, String) {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let letters = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
        let (text, behind) = rest.split_at(letters);
        let digits = behind.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(behind.len());
        let (number, behind) = behind.split_at(digits);
        parts.push((text.to_owned(), number.parse().unwrap_or(0)));
        rest = behind;
    }
    (parts, name.to_owned())
}

fn mixed(path: &str, how: &str) -> Diagnostic {
    Diagnostic::new(Code::SEQUENCE_MIXED, format!("{path} is not one sequence of images: {how}"))
        .help("name the images that you mean: frames/%06d.png, frames/####.dpx, or 'frames/*.png' in order of names")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(names: &[&str]) -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().expect("a folder");
        for name in names {
            fs::write(folder.path().join(name), b"x").expect("writable");
        }
        let path = folder.path().display().to_string();
        (folder, path)
    }

    fn names(sequence: &Sequence) -> Vec<String> {
        let name = |image| sequence.file(image).file_name().expect("a name").to_string_lossy().into_owned();
        (0..sequence.count()).map(name).collect()
    }

    fn found(path: &str) -> Sequence {
        Sequence::of(path).expect("no objection").expect("a sequence")
    }

    #[test]
    fn every_way_of_naming_finds_the_same_images() {
        let (_kept, path) = folder(&["a_0009.png", "a_0010.png", "a_0008.png", ".hidden_1.png", "notes.txt"]);
        let expected = ["a_0008.png", "a_0009.png", "a_0010.png"];
        for ending in ["", "/a_%04d.png", "/a_####.png", "/a_*.png", "/*.png", "/a_00??.png"] {
            let sequence = found(&format!("{path}{ending}"));
            assert_eq!(names(&sequence), expected, "{ending}");
            assert_eq!((sequence.kind(), sequence.bytes()), (ImageKind::Png, 3), "{ending}");
        }
        // Another padding has other names.
        let other = Sequence::of(&format!("{path}/a_%05d.png")).expect_err("none is there");
        assert_eq!(other.code, Code::INPUT_MISSING);
        assert!(other.help.expect("help").contains("a_%04d.png"));
    }

    #[test]
    fn a_gap_names_the_first_that_is_missing() {
        let (_kept, path) = folder(&["1.tif", "2.tif", "4.tif", "7.tif"]);
        let gap = Sequence::of(&format!("{path}/%d.tif")).expect_err("3 is missing");
        assert_eq!(gap.code, Code::SEQUENCE_GAP);
        assert!(gap.message.contains("3.tif is missing, behind 2.tif, and 2 more"), "{}", gap.message);
        assert!(gap.help.expect("help").ends_with("/*.tif'"));
        assert_eq!(names(&found(&format!("{path}/*.tif"))), ["1.tif", "2.tif", "4.tif", "7.tif"]);
    }

    #[test]
    fn numbers_may_outgrow_their_padding() {
        let (_kept, path) = folder(&["9.dpx", "10.dpx", "11.dpx"]);
        assert_eq!(names(&found(&path)), ["9.dpx", "10.dpx", "11.dpx"]);
        assert_eq!(names(&found(&format!("{path}/*.dpx"))), ["9.dpx", "10.dpx", "11.dpx"]);
        let (_kept, path) = folder(&["99.dpx", "100.dpx", "0101.dpx"]);
        assert_eq!(Sequence::of(&path).expect_err("two ways of numbering").code, Code::SEQUENCE_MIXED);
    }

    #[test]
    fn a_folder_is_one_sequence_or_none() {
        for names in [&["a1.png", "b2.png"][..], &["a1.png", "a2.exr"], &["a1.png", "title.png"], &["title.png"]] {
            let (_kept, path) = folder(names);
            assert_eq!(Sequence::of(&path).expect_err("not one").code, Code::SEQUENCE_MIXED, "{names:?}");
        }
        let (_kept, path) = folder(&["notes.txt"]);
        assert_eq!(Sequence::of(&path).expect("no objection"), None);
        // A file is what it is called.
        let (_kept, path) = folder(&["take #1.png"]);
        assert_eq!(Sequence::of(&format!("{path}/take #1.png")).expect("no objection"), None);
    }

    #[test]
    fn stars_stand_for_letters() {
        let like = |name: &str, like: &str| is_like(name.as_bytes(), like.as_bytes());
        assert!(like("abc.png", "*.png") && like("abc.png", "a*c.p?g") && like("aab.png", "*ab.png"));
        assert!(!like("abc.png", "*.tif") && !like("abc.png", "?.png") && !like("abc.png", "a*d.png"));
    }
}
