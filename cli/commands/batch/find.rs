//! The files that a batch works on: named, in folders, or in a list.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use fwr_compiler::diagnostics::{Code, Diagnostic};

use crate::arguments::BatchArgs;

/// How the names of files end that hold video.
const VIDEO: &[&str] = &[
    "264", "265", "3gp", "asf", "avi", "dv", "flv", "h264", "h265", "hevc", "m1v", "m2t", "m2ts", "m2v", "m4v", "mkv",
    "mov", "mp4", "mpeg", "mpg", "mts", "mxf", "nut", "ogv", "ts", "vob", "webm", "wmv", "y4m",
];

/// A file that a batch works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its path, as it was named.
    pub(super) path: PathBuf,
    /// The folders between the one that was named and the file; empty for a file that was named itself.
    pub(super) below: PathBuf,
}

/// What was looked for, and what was left out.
#[derive(Debug, Default)]
struct Search {
    found: Vec<Found>,
    seen: BTreeSet<PathBuf>,
    twice: Vec<PathBuf>,
    others: usize,
    folders: usize,
    /// Where the outputs go: no place to look for inputs.
    into: Option<PathBuf>,
}

/// The files, each once, in the order in which they were named, those of a folder by name; and what to say of others.
///
/// # Errors
/// E1310 if there are none, E1303 if they cannot be found out.
pub(super) fn find(args: &BatchArgs) -> Result<(Vec<Found>, Vec<String>), Diagnostic> {
    let mut named = args.graph.media.clone();
    if let Some(list) = &args.list {
        named.extend(read_list(list)?);
    }
    if named.iter().any(|path| path.as_os_str() == "-") {
        return Err(Diagnostic::new(Code::BAD_PARAM, "a batch works on files, and `-` is stdin")
            .help("`--list -` reads the names of files from there"));
    }
    let into = args.into.as_ref().and_then(|into| fs::canonicalize(into).ok());
    let mut search = Search { into, ..Search::default() };
    for path in &named {
        if path.is_dir() {
            search.folder(path, Path::new(""), args.recursive);
        } else {
            search.file(path.clone(), PathBuf::new());
        }
    }
    if search.found.is_empty() {
        return Err(nothing(&named, &search));
    }
    Ok((search.found.clone(), search.notes()))
}

impl Search {
    fn file(&mut self, path: PathBuf, below: PathBuf) {
        // What is not there is told when it is looked into.
        let whole = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if self.seen.insert(whole) {
            self.found.push(Found { path, below });
        } else {
            self.twice.push(path);
        }
    }

    fn folder(&mut self, folder: &Path, below: &Path, recursive: bool) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        let mut entries: Vec<_> = entries.filter_map(Result::ok).collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (name, path) = (entry.file_name(), entry.path());
            if name.to_string_lossy().starts_with('.') {
                continue;
            }
            // Links to folders are not followed: they may lead round in a circle.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                if self.into.as_ref().is_some_and(|into| fs::canonicalize(&path).is_ok_and(|path| path == *into)) {
                    continue;
                }
                self.folders += usize::from(!recursive);
                if recursive {
                    self.folder(&path, &below.join(name), recursive);
                }
            } else if is_video(&path) && !path.is_dir() {
                self.file(path, below.to_owned());
            } else {
                self.others += 1;
            }
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> =
            self.twice.iter().map(|path| format!("{} is named twice, and done once", path.display())).collect();
        if self.others > 0 {
            notes.push(format!("{} left out, since their names are not those of video", counted(self.others, "file")));
        }
        if self.folders > 0 {
            notes.push(format!("{} left out; --recursive takes them as well", counted(self.folders, "folder")));
        }
        notes
    }
}

fn is_video(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    extension.is_some_and(|extension| VIDEO.contains(&extension.as_str()))
}

/// The files named in a list, one a line.
fn read_list(list: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let mut text = String::new();
    let read = if list.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text)
    } else {
        fs::File::open(list).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.map_err(|error| {
        let name = if list.as_os_str() == "-" { "from stdin".into() } else { list.to_string_lossy() };
        Diagnostic::new(Code::BAD_PARAM, format!("the list {name} cannot be read: {}", error.kind()))
            .help("a list is a text with the path of a file in each line")
    })?;
    Ok(text
        .lines()
        .map(|line| line.trim_end_matches('\r'))
        .filter(|line| !line.is_empty())
        .map(PathBuf::from)
        .collect())
}

fn nothing(named: &[PathBuf], search: &Search) -> Diagnostic {
    let [first, ..] = named else {
        return Diagnostic::new(Code::NO_FILES, "no file to work on: none is named")
            .help("name files or folders, or give their names with --list");
    };
    let others = [counted_or_not(search.others, "other file"), counted_or_not(search.folders, "folder")];
    let others: Vec<String> = others.into_iter().flatten().collect();
    let but = if others.is_empty() { String::new() } else { format!(", but {}", others.join(" and ")) };
    let more = if named.len() > 1 { " and the other folders hold" } else { " holds" };
    let message = format!("no file to work on: {}{more} no video{but}", first.display());
    let help =
        if search.folders > 0 { "--recursive takes the folders inside as well" } else { "name the files themselves" };
    Diagnostic::new(Code::NO_FILES, message).help(help)
}

fn counted_or_not(count: usize, what: &str) -> Option<String> {
    (count > 0).then(|| counted(count, what))
}

/// `1 file`, `2 files`.
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
