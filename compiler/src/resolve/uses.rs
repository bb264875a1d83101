//! Reads the files and presets that a file uses, and those that they use, each once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::module::as_filter;
use super::{FileText, Files, Library, Module, NoFiles, Unreadable, check_names};
use crate::diagnostics::{Code, Diagnostic, Severity, Sources, nearest};
use crate::syntax::ast::{File, Ident, ItemKind, Use, UsePath};
use crate::syntax::{self, SourceId, Span};

/// The most files that a graph may use, directly or through others.
const MOST: usize = 256;

/// Adds to `library` what `file` uses; mistakes, in it and in what it uses, are added to `diagnostics`.
pub(crate) fn read_uses(
    file: &File,
    source: SourceId,
    sources: &mut Sources,
    library: &mut Library,
    files: &dyn Files,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let name = tidy(&sources.get(source).name).to_owned();
    let open = vec![(name, source)];
    let mut reader = Reader { sources, library, files, diagnostics, open, read: BTreeMap::new() };
    reader.uses_of(file, source, false);
}

struct Reader<'a> {
    sources: &'a mut Sources,
    library: &'a mut Library,
    files: &'a dyn Files,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// The files being read, each used by the one before it.
    open: Vec<(String, SourceId)>,
    /// Files that have been read, by name.
    read: BTreeMap<String, SourceId>,
}

impl Reader<'_> {
    fn uses_of(&mut self, file: &File, source: SourceId, is_preset: bool) {
        let mut names: BTreeMap<String, Span> = BTreeMap::new();
        for item in &file.items {
            let ItemKind::Use(used) = &item.kind else { continue };
            // Without a name, or without anything behind `use`, the text was not read whole: reported.
            let (Some(module), Some(span)) = (used.module(), used.path.span()) else { continue };
            let name_span = used.alias.as_ref().map_or(span, |alias| alias.span);
            if let Some(first) = names.get(module) {
                self.diagnostics.push(
                    Diagnostic::new(Code::DUPLICATE_NAME, format!("two files are used as `{module}`"))
                        .label(name_span, "the second")
                        .label(*first, "the first")
                        .help(format!("give one of them another name: `as {module}_2`")),
                );
                continue;
            }
            names.insert(module.to_owned(), name_span);
            self.check_name(module, name_span);
            let text = self.text_of(used, source, is_preset);
            match text.and_then(|(text, from_library)| self.module(text, from_library, span)) {
                Some(id) => self.library.add_use(source, module, id),
                None => self.library.add_missing(source, module),
            }
        }
    }

    /// A module goes by a name that nothing else is called by.
    fn check_name(&mut self, module: &str, span: Span) {
        let name = Ident { name: module.to_owned(), span };
        let Some(first) = self.library.filter_at(&name) else { return };
        let first_span = first.filter.name.span;
        let whose = if self.library.is_own(first_span.source) { "the library has" } else { "this file defines" };
        self.diagnostics.push(
            Diagnostic::new(Code::DUPLICATE_NAME, format!("{whose} a filter `{module}` already"))
                .label(span, "the same name")
                .label(first_span, "the filter")
                .help(format!("use it under another name: `as {module}_graph`")),
        );
    }

    /// The text that is used, and whether it is a preset.
    fn text_of(&mut self, used: &Use, source: SourceId, in_preset: bool) -> Option<(FileText, bool)> {
        match &used.path {
            UsePath::Library(names) => self.preset(names).map(|text| (text, true)),
            UsePath::File { path, span } => {
                let from = &self.sources.get(source).name;
                // What comes with FrameWright has no folder of its own.
                let files: &dyn Files = if in_preset { &NoFiles } else { self.files };
                match files.read(from, path) {
                    Ok(text) => Some((text, false)),
                    Err(Unreadable { reason, there }) => {
                        let found = nearest(path, there.iter().map(String::as_str));
                        let help = match (found, there.is_empty()) {
                            (Some(near), _) => format!("did you mean {near:?}?"),
                            (None, false) => format!("there is {}", there.join(", ")),
                            (None, true) => "a path is meant from the folder of the file that says it".to_owned(),
                        };
                        self.diagnostics.push(
                            Diagnostic::new(Code::NO_MODULE, format!("{path:?} {reason}"))
                                .label(*span, "used here")
                                .help(help),
                        );
                        None
                    }
                }
            }
        }
    }

    fn preset(&mut self, names: &[Ident]) -> Option<FileText> {
        let first = names.first()?;
        let span = first.span.to(names.last()?.span);
        if let [folder, name] = names
            && folder.name == "presets"
            && let Some(text) = self.library.preset(&name.name)
        {
            return Some(FileText { name: format!("presets/{}.fwr", name.name), text: text.to_owned() });
        }
        let last = &names.last()?.name;
        let known: Vec<&str> = self.library.presets().collect();
        let help = match nearest(last, known.iter().copied()) {
            Some(near) => format!("did you mean `use presets.{near}`?"),
            None => format!("the presets are {}; a file of your own goes in quotes", known.join(", ")),
        };
        let written: Vec<&str> = names.iter().map(|name| name.name.as_str()).collect();
        self.diagnostics.push(
            Diagnostic::new(Code::NO_MODULE, format!("there is no preset `{}`", written.join(".")))
                .label(span, "")
                .help(help),
        );
        None
    }

    /// The module made of a text, read now or before; `None` if it uses itself.
    fn module(&mut self, text: FileText, is_preset: bool, span: Span) -> Option<SourceId> {
        let key = tidy(&text.name).to_owned();
        if let Some(start) = self.open.iter().position(|(other, _)| *other == key) {
            let through: Vec<&str> = self.open[start + 1..].iter().map(|(name, _)| name.as_str()).collect();
            let through = if through.is_empty() { String::new() } else { format!(", through {}", through.join(", ")) };
            self.diagnostics.push(
                Diagnostic::new(Code::RECURSION, format!("{key} uses itself{through}"))
                    .label(span, "used again here")
                    .help("put what both need into a third file, and use that"),
            );
            return None;
        }
        if let Some(known) = self.read.get(&key) {
            return Some(*known);
        }
        if self.read.len() + self.open.len() > MOST {
            self.diagnostics.push(
                Diagnostic::new(Code::TOO_LARGE, format!("more than {MOST} files are used"))
                    .label(span, "one too many")
                    .help("put several filters into one file"),
            );
            return None;
        }
        let id = self.sources.add(text.name, text.text);
        let (file, mut found) = syntax::parse(id, &self.sources.get(id).text);
        let whole = found.is_empty();
        if is_preset {
            self.library.add_own_text(id);
        }
        self.library.add(&file, &mut found);
        let graph = as_filter(&file, id, stem(&key)).map(Arc::new);
        let before = self.diagnostics.len();
        self.open.push((key.clone(), id));
        self.uses_of(&file, id, is_preset);
        self.open.pop();
        let complete = self.diagnostics.len() == before;
        if whole {
            check_names(&file, self.library, &mut found);
        }
        // What a file that is used only could do better is for those who look at that file.
        found.retain(|finding| finding.severity() == Severity::Error);
        let is_broken = !whole || !complete || !found.is_empty();
        self.diagnostics.append(&mut found);
        self.library.add_module(Module {
            source: id,
            name: stem(&key).to_owned(),
            text: Arc::from(self.sources.get(id).text.as_str()),
            file: Arc::new(file),
            graph,
            is_preset,
            is_whole: whole,
            is_broken,
        });
        self.read.insert(key, id);
        Some(id)
    }
}

/// A path without `./` in front.
fn tidy(name: &str) -> &str {
    name.strip_prefix("./").unwrap_or(name)
}

/// The name of a file without its folder and ending.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.strip_suffix(".fwr").unwrap_or(file)
}
