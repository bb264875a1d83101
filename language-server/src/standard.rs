//! The standard library, read once; its texts as files, where an editor asks to see them.

use std::path::{Path, PathBuf};

use fwr_compiler::diagnostics::Sources;
use fwr_compiler::plan::World;
use fwr_compiler::resolve::Library;
use fwr_compiler::syntax::SourceId;
use lsp_types::Uri;

use crate::uri;

/// The standard library as every document sees it.
#[derive(Debug)]
pub(crate) struct Standard {
    pub(crate) library: Library,
    /// The library's texts; those of a document come behind them.
    pub(crate) sources: Sources,
    /// How many texts are the library's.
    count: u32,
    /// Where its texts are put for editors to open.
    folder: PathBuf,
    /// What can be known of the files that graphs write, where there is somebody to ask.
    pub(crate) world: Option<&'static (dyn World + Sync)>,
}

impl Standard {
    /// Reads the library.
    ///
    /// # Errors
    /// What is wrong with it: a fault of this build.
    pub(crate) fn read(folder: PathBuf, world: Option<&'static (dyn World + Sync)>) -> Result<Self, String> {
        let mut sources = Sources::default();
        match fwr_stdlib::library(&mut sources) {
            Ok(library) => {
                let count = fwr_stdlib::SOURCES.len() as u32;
                Ok(Self { library, sources, count, folder, world })
            }
            Err(found) => Err(found.iter().map(|found| found.message.as_str()).collect::<Vec<_>>().join("; ")),
        }
    }

    /// How many texts are the library's: their ids come first.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// The file of the library that a document shows, if it shows one.
    pub(crate) fn shown_in(&self, name: &str) -> Option<SourceId> {
        let inside = Path::new(name).strip_prefix(&self.folder).ok()?;
        let name = inside.to_str()?.replace('\\', "/");
        (0..self.count).map(SourceId).find(|id| self.sources.get(*id).name == name)
    }

    /// A read-only file with a text of the library, for an editor to open.
    ///
    /// `None` where it cannot be written.
    pub(crate) fn file(&self, name: &str, text: &str) -> Option<Uri> {
        let path = self.folder.join(name);
        if std::fs::read(&path).ok().as_deref() != Some(text.as_bytes()) {
            write_read_only(&path, text).ok()?;
        }
        uri::from_path(&path)
    }
}

fn write_read_only(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // Another version's may be there, and be read-only too: a rename takes its place.
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    std::fs::write(&beside, text)?;
    let mut permissions = std::fs::metadata(&beside)?.permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&beside, permissions)?;
    std::fs::rename(&beside, path).inspect_err(|_| {
        // The rename's own error is what counts.
        let _ = std::fs::remove_file(&beside);
    })
}
