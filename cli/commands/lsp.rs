//! `fwr lsp`: the language server, for editors.

use std::path::PathBuf;

use fwr_language_server::{Connection, Ended, Options, serve};

use crate::exit::Exit;
use crate::terminal::stderr::say;

pub(crate) fn run() -> Exit {
    let (connection, threads) = Connection::stdio();
    let ended = serve(&connection, Options { library_folder: library_folder(), world: &fwr_runtime::Containers });
    // The threads end when the connection does.
    drop(connection);
    match ended {
        Ok(Ended::Asked) => {
            if let Err(error) = threads.join() {
                tracing::debug!("the connection ended with {error}");
            }
            Exit::Fine
        }
        // The reader may wait for a client that is gone.
        Ok(Ended::Abandoned) => Exit::Findings,
        Err(problem) => {
            say!("fwr lsp: {problem}");
            Exit::Usage
        }
    }
}

/// A folder of this version in the user's cache, where editors open texts of the standard library.
fn library_folder() -> PathBuf {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = |inside: &str| variable("HOME").map(|home| home.join(inside));
    let cache = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else {
        variable("XDG_CACHE_HOME").or_else(|| home(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }))
    };
    cache.unwrap_or_else(std::env::temp_dir).join("framewright").join(env!("CARGO_PKG_VERSION"))
}
