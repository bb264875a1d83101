//! What a graph uses: files, definitions and networks, found by following its calls.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Definition, LockedFile, LockedModel};
use super::meaning;
use crate::diagnostics::Sources;
use crate::resolve::{Declaration, Library, Origin};
use crate::syntax::SourceId;
use crate::syntax::ast::{Call, Expr, ExprKind, File, FilterKind, ItemKind};
use crate::syntax::walk::{walk, walk_block, walk_item};

/// What a graph is made of.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub(super) files: Vec<LockedFile>,
    pub(super) definitions: Vec<Definition>,
    pub(super) models: Vec<LockedModel>,
}

/// What is used without a call that says so.
#[derive(Debug, Default)]
pub(super) struct Called {
    /// Native filters of the library that the compiler inserted.
    pub(super) inserted: BTreeSet<String>,
    /// Implementations that were chosen.
    pub(super) chosen: BTreeSet<String>,
}

/// Everything that the outputs of `file` can use.
pub(super) fn used<'a>(
    (file, source): (&'a File, SourceId),
    library: &'a Library,
    sources: &'a Sources,
    called: &'a Called,
) -> Used {
    let mut finder = Finder {
        library,
        sources,
        main: source,
        chosen: &called.chosen,
        used: Used::default(),
        read: BTreeSet::new(),
        definitions: BTreeMap::new(),
    };
    finder.file(file, source);
    for name in &called.inserted {
        if let Some(declaration) = library.filter(name) {
            finder.declaration(declaration);
        }
    }
    let Finder { mut used, definitions, .. } = finder;
    used.definitions = definitions.into_values().collect();
    used.models.sort_by(|a, b| a.name.cmp(&b.name));
    used.models.dedup();
    used
}

struct Finder<'a> {
    library: &'a Library,
    sources: &'a Sources,
    main: SourceId,
    chosen: &'a BTreeSet<String>,
    used: Used,
    /// Files that have been looked through.
    read: BTreeSet<SourceId>,
    /// By file and name.
    definitions: BTreeMap<(String, String), Definition>,
}

impl<'a> Finder<'a> {
    fn file(&mut self, file: &'a File, source: SourceId) {
        if !self.read.insert(source) {
            return;
        }
        let path = path_from(&self.sources.get(self.main).name, &self.sources.get(source).name);
        self.used.files.push(LockedFile { path, says: meaning::of_file(file) });
        for item in &file.items {
            // Filters are followed where they are called; what is expected is no part of the result.
            if !matches!(item.kind, ItemKind::Filter(_) | ItemKind::Expect(_)) {
                walk_item(item, &mut |expr| self.expr(expr));
            }
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        if let ExprKind::Call(call) | ExprKind::Pipe(_, call) = &expr.kind {
            self.call(call);
        }
    }

    fn call(&mut self, call: &'a Call) {
        if let Some(declaration) = self.library.callee(call) {
            self.declaration(declaration);
        }
    }

    fn declaration(&mut self, declaration: &'a Declaration) {
        match &declaration.origin {
            Origin::Graph(source) => {
                if let Some(module) = self.library.module(*source) {
                    self.file(&module.file, *source);
                }
            }
            Origin::Model(contract) => self.used.models.push(LockedModel {
                name: declaration.name().to_owned(),
                file: contract.file.clone(),
                sha256: contract.sha256.clone(),
            }),
            Origin::Item => self.item(declaration),
        }
    }

    fn item(&mut self, declaration: &'a Declaration) {
        let source = declaration.filter.name.span.source;
        let (from, name) = self.place(declaration, source);
        let key = (from.clone(), name.clone());
        if self.definitions.contains_key(&key) {
            return;
        }
        let kind = declaration.kind();
        let code = match kind {
            FilterKind::Extern | FilterKind::Measure => self.library.natives().code(kind, declaration.name()),
            _ => None,
        };
        let says = meaning::of_filter(&declaration.filter);
        self.definitions.insert(key, Definition { name, from, says, code });
        for param in &declaration.filter.params {
            param.default.iter().for_each(|default| walk(default, &mut |expr| self.expr(expr)));
        }
        declaration.filter.body.iter().for_each(|body| walk_block(body, &mut |expr| self.expr(expr)));
        if matches!(kind, FilterKind::Composed | FilterKind::Kernel | FilterKind::Extern) {
            let all = self.library.implementations(declaration, self.main);
            all.into_iter().filter(|one| self.chosen.contains(one.name())).for_each(|one| self.declaration(one));
        }
    }

    /// Where a definition is from, and its name there.
    fn place(&self, declaration: &Declaration, source: SourceId) -> (String, String) {
        let (text, name) = (&self.sources.get(source).name, declaration.name());
        match text.strip_prefix("stdlib/") {
            Some(inside) if self.library.is_own(source) => {
                let file = inside.rsplit('/').next().unwrap_or(inside);
                let file = file.strip_suffix(".fwr").unwrap_or(file);
                let name = if file == name { name.to_owned() } else { format!("{file}/{name}") };
                ("library".to_owned(), name)
            }
            _ => (path_from(&self.sources.get(self.main).name, text), name.to_owned()),
        }
    }
}

/// The path of `file` from the folder of `main`, both as they were named; with `/` on every system.
pub(super) fn path_from(main: &str, file: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        let parts = path.split(['/', '\\']).filter(|part| *part != ".");
        parts.map(str::to_owned).collect()
    };
    if file.starts_with("presets/") && !main.starts_with("presets/") {
        return file.to_owned();
    }
    let (mut folder, file) = (parts(main), parts(file));
    folder.pop();
    let shared = folder.iter().zip(&file).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), folder.len() - shared);
    up.chain(file[shared..].iter().cloned()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::path_from;

    #[test]
    fn paths_are_from_the_folder_of_the_graph() {
        assert_eq!(path_from("graph.fwr", "graph.fwr"), "graph.fwr");
        assert_eq!(path_from("a/graph.fwr", "a/filters/soft.fwr"), "filters/soft.fwr");
        assert_eq!(path_from("/home/me/a/graph.fwr", "/home/me/b/soft.fwr"), "../b/soft.fwr");
        assert_eq!(path_from("./graph.fwr", "soft.fwr"), "soft.fwr");
        assert_eq!(path_from("graph.fwr", "../soft.fwr"), "../soft.fwr");
        assert_eq!(path_from("tapes/graph.fwr", "presets/vhs.fwr"), "presets/vhs.fwr");
    }
}
