//! File names and the URIs that the protocol has for them.

use std::path::{Component, Path, PathBuf};

use lsp_types::Uri;

/// The file that a URI names, if it names one.
pub(crate) fn to_path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let path = &rest[rest.find('/')?..];
    let decoded = decode(path)?;
    // `/c:/films` is `c:/films` where files have drives.
    let has_drive = cfg!(windows) && decoded.as_bytes().get(2) == Some(&b':');
    Some(normal(Path::new(if has_drive { &decoded[1..] } else { &decoded })))
}

/// The URI of a file with an absolute path.
pub(crate) fn from_path(path: &Path) -> Option<Uri> {
    let text = path.to_str()?;
    let text = if cfg!(windows) { format!("/{}", text.replace('\\', "/")) } else { text.to_owned() };
    let mut uri = "file://".to_owned();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri.parse().ok()
}

/// What a document goes by however its URI is spelt: its path, or the URI where it is no file.
pub(crate) fn name_of(uri: &Uri) -> String {
    to_path(uri).and_then(|path| path.to_str().map(str::to_owned)).unwrap_or_else(|| uri.as_str().to_owned())
}

/// The URI of a document that goes by `name`.
pub(crate) fn of_name(name: &str) -> Option<Uri> {
    if Path::new(name).is_absolute() { from_path(Path::new(name)) } else { name.parse().ok() }
}

/// A path without `.` and `..`, by its text alone.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(out.pop()),
            other => out.push(other),
        }
    }
    out
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            bytes.push((digit(rest.next()?)? * 16 + digit(rest.next()?)?) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn names_with_blanks_and_umlauts_come_back() {
        let path = Path::new("/films/Süß 50%/tape.fwr");
        let uri = from_path(path).expect("a URI");
        assert_eq!(uri.as_str(), "file:///films/S%C3%BC%C3%9F%2050%25/tape.fwr");
        assert_eq!(to_path(&uri).as_deref(), Some(path));
        assert_eq!(of_name(&name_of(&uri)), Some(uri));
    }

    #[test]
    fn what_is_no_file_has_no_path() {
        let uri: Uri = "untitled:Untitled-1".parse().expect("a URI");
        assert_eq!(to_path(&uri), None);
        assert_eq!(name_of(&uri), "untitled:Untitled-1");
        assert_eq!(to_path(&"file:///a/b/../c/%FF".parse().expect("a URI")), None);
    }
}
