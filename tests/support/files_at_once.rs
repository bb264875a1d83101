//! Runs many case files on all cores and says what differs.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs `run_file`, which gives what differs and rewrites the file where `FWR_BLESS` is set, on every file.
///
/// # Panics
/// If anything differs and is not rewritten, or if there are no files.
pub(crate) fn run_all(files: &[PathBuf], run_file: impl Fn(&Path) -> Vec<String> + Sync) {
    assert!(!files.is_empty(), "there are case files");
    let (failures, next) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    let work = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::SeqCst)) {
            let found = run_file(file);
            failures.lock().expect("no test panicked here").extend(found);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let failures: Vec<String> = failures.into_inner().expect("no test panicked here");
    if std::env::var_os("FWR_BLESS").is_some_and(|value| !value.is_empty()) {
        eprintln!("{} cases rewritten", failures.len());
        return;
    }
    assert!(failures.is_empty(), "{} cases differ:\n\n{}", failures.len(), failures.join("\n\n"));
}
