//! From the text of a lock file to the document.

use serde::Deserialize;

use super::{Lock, VERSION};
use crate::diagnostics::{Code, Diagnostic};

/// The form alone, which every version can read.
#[derive(Debug, Deserialize)]
struct Form {
    version: u32,
}

/// Reads the lock file called `name`.
///
/// # Errors
/// If it is not one, or one of a newer form than this version knows.
pub fn read(name: &str, text: &str) -> Result<Lock, Diagnostic> {
    let form: Form = toml::from_str(text).map_err(|error| unreadable(name, &error))?;
    if form.version != VERSION {
        return Err(Diagnostic::new(
            Code::LOCK_UNREADABLE,
            format!(
                "{name} is a lock file of form {}, but this version of FrameWright reads form {VERSION}",
                form.version
            ),
        )
        .help("write it anew with `fwr lock`, or take the version of FrameWright that wrote it"));
    }
    toml::from_str(text).map_err(|error| unreadable(name, &error))
}

fn unreadable(name: &str, error: &toml::de::Error) -> Diagnostic {
    // What came first is enough: the rest draws the text.
    let reason = error.message().lines().next().unwrap_or_default();
    Diagnostic::new(Code::LOCK_UNREADABLE, format!("{name} cannot be read as a lock file: {reason}"))
        .help("write it anew with `fwr lock`; if two people changed it, take either side and do the same")
}
