//! What the outputs of each input of a batch are called.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use fwr_compiler::diagnostics::{Code, Diagnostic};

use super::find::Found;

/// Where an output goes whose graph does not say in which container.
const USUAL: &str = "mkv";

/// A pattern for each output of the graph.
#[derive(Debug)]
pub(super) struct Names {
    patterns: Vec<Vec<Piece>>,
    into: Option<PathBuf>,
}

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Stem,
    Extension,
    Folder,
}

impl Names {
    /// By the patterns that are given, or the outputs of the graph where none is; in the folder `into`, if there is one.
    ///
    /// # Errors
    /// E1312 if a pattern cannot be followed.
    pub(super) fn new(given: &[PathBuf], of_graph: &[Option<String>], into: Option<&Path>) -> Result<Self, Diagnostic> {
        let usual = of_graph.iter().enumerate().map(|(number, path)| usual(path.as_deref(), number, of_graph.len()));
        let mut patterns: Vec<Vec<Piece>> = usual.collect();
        for (number, pattern) in given.iter().enumerate() {
            let pattern = parse(&pattern.to_string_lossy(), into.is_some())?;
            // One too many is told where the graph is bound to its outputs.
            match patterns.get_mut(number) {
                Some(usual) => *usual = pattern,
                None => patterns.push(pattern),
            }
        }
        Ok(Self { patterns, into: into.map(Path::to_owned) })
    }

    /// The outputs of an input.
    pub(super) fn outputs(&self, found: &Found) -> Vec<PathBuf> {
        let folder = found.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let one = |pattern: &Vec<Piece>| {
            let name: String = pattern
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => text.as_str().into(),
                    Piece::Stem => lossy(found.path.file_stem()),
                    Piece::Extension => lossy(found.path.extension()),
                    Piece::Folder => folder.to_string_lossy(),
                })
                .collect();
            match &self.into {
                Some(into) => into.join(&found.below).join(name),
                None => PathBuf::from(name),
            }
        };
        self.patterns.iter().map(one).collect()
    }
}

fn lossy(part: Option<&OsStr>) -> Cow<'_, str> {
    part.map(OsStr::to_string_lossy).unwrap_or_default()
}

/// The pattern for one of so many outputs, which the graph may have a name for.
fn usual(path: Option<&str>, number: usize, of: usize) -> Vec<Piece> {
    let path = path.map(Path::new);
    let text = |part: Option<&OsStr>| part.and_then(|part| part.to_str()).map(str::to_owned);
    let extension = text(path.and_then(Path::extension)).unwrap_or_else(|| USUAL.to_owned());
    let own = text(path.and_then(Path::file_stem)).unwrap_or_else(|| (number + 1).to_string());
    let mark = if of > 1 { format!("-{own}") } else { String::new() };
    vec![Piece::Stem, Piece::Text(format!("{mark}.{extension}"))]
}

fn parse(pattern: &str, has_folder: bool) -> Result<Vec<Piece>, Diagnostic> {
    let refused = |problem: String| Diagnostic::new(Code::NAME_PATTERN, format!("the pattern {pattern} {problem}"));
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        text += &rest[..at];
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            text += brace;
            rest = after;
            continue;
        }
        let Some((name, after)) = rest.split_once('}').filter(|_| brace == "{") else {
            return Err(refused(format!("has a `{brace}` without its partner"))
                .help("{stem}, {ext} and {folder} are known; a brace itself is written twice"));
        };
        pieces.push(Piece::Text(std::mem::take(&mut text)));
        pieces.push(match name {
            "stem" => Piece::Stem,
            "ext" => Piece::Extension,
            "folder" if has_folder => {
                return Err(refused("has {folder} in it, but --into says already where to write".to_owned())
                    .help("leave out --into, or {folder}"));
            }
            "folder" => Piece::Folder,
            name => {
                return Err(refused(format!("has {{{name}}} in it, expected {{stem}}, {{ext}} or {{folder}}"))
                    .help("as in -o '{stem}.restored.mkv'; a brace itself is written twice"));
            }
        });
        rest = after;
    }
    pieces.push(Piece::Text(text + rest));
    pieces.retain(|piece| *piece != Piece::Text(String::new()));
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outputs(given: &[&str], of_graph: &[Option<&str>], into: Option<&str>) -> Vec<String> {
        let given: Vec<PathBuf> = given.iter().map(PathBuf::from).collect();
        let of_graph: Vec<Option<String>> = of_graph.iter().map(|path| path.map(str::to_owned)).collect();
        let names = Names::new(&given, &of_graph, into.map(Path::new)).expect("a pattern");
        let found = Found { path: "tapes/1994/party.avi".into(), below: "1994".into() };
        names.outputs(&found).iter().map(|path| path.display().to_string()).collect()
    }

    #[test]
    fn outputs_are_called_as_their_input() {
        assert_eq!(outputs(&[], &[None], Some("out")), ["out/1994/party.mkv"]);
        assert_eq!(outputs(&[], &[Some("x/restored.mp4")], Some("out")), ["out/1994/party.mp4"]);
        let several = outputs(&[], &[Some("master.mkv"), None], Some("out"));
        assert_eq!(several, ["out/1994/party-master.mkv", "out/1994/party-2.mkv"]);
    }

    #[test]
    fn patterns_are_followed() {
        assert_eq!(outputs(&["{folder}/{stem}.new.mkv"], &[None], None), ["tapes/1994/party.new.mkv"]);
        assert_eq!(outputs(&["{stem}.{ext}.{{a}}.mkv"], &[None], Some("out")), ["out/1994/party.avi.{a}.mkv"]);
        assert_eq!(outputs(&["{stem}.mp4"], &[None, None], Some("o")), ["o/1994/party.mp4", "o/1994/party-2.mkv"]);
    }

    #[test]
    fn what_cannot_be_followed_is_refused() {
        for (pattern, has_folder) in
            [("{name}.mkv", false), ("{stem.mkv", false), ("a}.mkv", false), ("{folder}/a.mkv", true)]
        {
            let found = parse(pattern, has_folder).map(drop).expect_err(pattern);
            assert_eq!(found.code, Code::NAME_PATTERN, "{pattern}");
        }
    }
}
