//! Where the measured profile of this machine is kept.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use fwr_compiler::machine::Profile;

/// The profile that was measured here, if it was measured with what is here now: `key`.
pub(super) fn load(key: &str) -> Option<Profile> {
    let file = file()?;
    let text = fs::read_to_string(&file).ok()?;
    let holds = |profile: &Profile| profile.measured.as_ref().is_some_and(|measured| measured.key == key);
    match Profile::from_toml(&text, &file.display().to_string()) {
        Ok(profile) if holds(&profile) => Some(profile),
        Ok(_) => {
            tracing::info!("{} was measured with another processor, driver or version", file.display());
            None
        }
        // Another version may have written it: no reason to stop.
        Err(found) => {
            tracing::warn!("{}; it is not used", found.message);
            None
        }
    }
}

/// Writes the profile, whole or not at all.
pub(super) fn store(file: &Path, profile: &Profile) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let whole = folder.join(format!("machine.toml.{}", process::id()));
    let kept = fs::write(&whole, profile.to_toml()).and_then(|()| fs::rename(&whole, file));
    if kept.is_err() {
        let _ = fs::remove_file(&whole);
    }
    kept
}

/// The file: `framewright/machine.toml` in the user's folder for what can be made again; `None` if there is no such folder.
pub(super) fn file() -> Option<PathBuf> {
    Some(folder()?.join("machine.toml"))
}

/// `framewright` in the user's folder for what can be made again.
pub(super) fn folder() -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = absolute("XDG_CACHE_HOME").or_else(|| match () {
        () if cfg!(windows) => absolute("LOCALAPPDATA"),
        () if cfg!(target_os = "macos") => Some(absolute("HOME")?.join("Library/Caches")),
        () => Some(absolute("HOME")?.join(".cache")),
    })?;
    Some(folder.join("framewright"))
}
