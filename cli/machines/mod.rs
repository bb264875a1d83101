//! The machine that a plan is made for: this one, one that comes along, or a profile of the user's own.

mod cache;

use std::path::{Path, PathBuf};

use fwr_compiler::diagnostics::{Code, Diagnostic, nearest};
use fwr_compiler::machine::{Profile, shipped};
use fwr_runtime::machine;

use crate::terminal::stderr::say;

/// What `--on` calls the machine that `fwr` runs on.
pub(crate) const THIS: &str = "this";

/// The profile of a machine: `None` or `this` for the one that this runs on, the name of one that comes along, or the
/// path of a document, with a `/` in it or ending in `.toml`.
///
/// This machine's is what `fwr calibrate` measured, if it still holds; otherwise what the system says of itself with
/// costs scaled from the reference, no graphics processors, and [`Profile::measured`] `None`.
///
/// # Errors
/// E1401 if a document cannot be read, E1402 if there is no such machine.
pub(crate) fn profile(on: Option<&str>) -> Result<Profile, Diagnostic> {
    match on {
        None | Some(THIS) => Ok(this()),
        Some(path) if path.contains(['/', '\\']) || path.ends_with(".toml") => read(path),
        Some(name) => Profile::shipped(name).ok_or_else(|| unknown(name)),
    }
}

/// Where `fwr` keeps what it can make again; `None` if the user has no such folder.
pub(crate) fn cache_folder() -> Option<PathBuf> {
    cache::folder()
}

/// Keeps what was measured of this machine, for [`profile`], and says where.
///
/// # Errors
/// E1103 if it cannot be written.
pub(crate) fn keep(profile: &Profile) -> Result<PathBuf, Diagnostic> {
    let unwritable = |problem: String| {
        Diagnostic::new(Code::OUTPUT_UNWRITABLE, problem)
            .help("set XDG_CACHE_HOME to a folder that can be written to, or keep what `fwr calibrate --print` prints")
    };
    let file = cache::file().ok_or_else(|| unwritable("there is no folder to keep the profile in".to_owned()))?;
    cache::store(&file, profile)
        .map_err(|error| unwritable(format!("the profile cannot be written to {}: {error}", file.display())))?;
    Ok(file)
}

/// Whether `on` means the machine that this runs on.
pub(crate) fn is_this(on: Option<&str>) -> bool {
    on.is_none_or(|name| name == THIS)
}

/// Says that figures are rough, if any of these machines is this one and was never measured.
pub(crate) fn say_if_rough<'a>(mut profiles: impl Iterator<Item = &'a Profile>) {
    if profiles.any(|profile| profile.measured.is_none() && is_this(Some(&profile.name))) {
        say!("this machine was never measured, so its figures are rough: `fwr calibrate` takes less than a minute");
    }
}

fn this() -> Profile {
    let found = machine::detect();
    cache::load(&machine::key(&found)).unwrap_or_else(|| found.completed())
}

fn read(path: &str) -> Result<Profile, Diagnostic> {
    let text = std::fs::read_to_string(Path::new(path)).map_err(|error| {
        let problem = match error.kind() {
            std::io::ErrorKind::NotFound => "does not exist".to_owned(),
            std::io::ErrorKind::IsADirectory => "is a folder, but a TOML file is expected".to_owned(),
            std::io::ErrorKind::InvalidData => "is not text".to_owned(),
            std::io::ErrorKind::PermissionDenied => "cannot be read: permission denied".to_owned(),
            _ => format!("cannot be read: {error}"),
        };
        Diagnostic::new(Code::BAD_PROFILE, format!("the profile {path} {problem}"))
            .help("`fwr machine --list` shows the machines that are known by name; `fwr machine laptop --toml` prints a profile to start from")
    })?;
    Profile::from_toml(&text, path)
}

fn unknown(name: &str) -> Diagnostic {
    let near = nearest(name, shipped().chain([THIS]));
    let help = near.map_or_else(
        || "`fwr machine --list` shows those there are; a profile of your own is named by its path".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Diagnostic::new(Code::NO_MACHINE, format!("there is no machine `{name}`")).help(help)
}
