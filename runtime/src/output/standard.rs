//! The standard streams as media: `-` stands for stdin where a file is read, and for stdout where one is written.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;

/// Whether a path that is read stands for stdin.
pub fn is_stdin(path: &str) -> bool {
    path == "-"
}

/// Whether a path that is written stands for stdout: `-`, with an ending that says what is written: `-.y4m`.
///
/// A file of that name is `./-.y4m`.
pub fn is_stdout(path: &str) -> bool {
    path.strip_prefix('-').is_some_and(|ending| ending.is_empty() || ending.starts_with('.') && !ending.contains('/'))
}

/// A handle on stdout.
pub(super) fn stdout() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dash_with_an_ending_is_stdout() {
        assert!(["-", "-.y4m", "-.nut"].into_iter().all(is_stdout));
        assert!(!["./-.y4m", "a-.y4m", "-a.y4m", "-./a.y4m", ""].into_iter().any(is_stdout));
    }
}
