//! Everything that a graph can call: the standard library's declarations, then the file's own.

use std::collections::BTreeMap;

use super::{Declaration, Natives};
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::SourceId;
use crate::syntax::ast::{File, FilterKind, Ident, ItemKind};

/// Callable definitions by name.
#[derive(Clone)]
pub struct Library {
    filters: BTreeMap<String, Declaration>,
    encoders: BTreeMap<String, Declaration>,
    /// Parts that a file of the standard library keeps for itself.
    parts: BTreeMap<(SourceId, String), Declaration>,
    natives: &'static dyn Natives,
}

impl Library {
    /// An empty library over some native code.
    pub fn new(natives: &'static dyn Natives) -> Self {
        Self { filters: BTreeMap::new(), encoders: BTreeMap::new(), parts: BTreeMap::new(), natives }
    }

    /// Adds all definitions of a file; mistakes in them are added to `diagnostics`.
    pub fn add(&mut self, file: &File, diagnostics: &mut Vec<Diagnostic>) {
        self.add_where(file, |_| true, diagnostics);
    }

    /// Adds a file of the standard library: what is named like the file can be called
    /// by anyone, its other definitions by itself only.
    pub fn add_own(&mut self, file: &File, name: &str, diagnostics: &mut Vec<Diagnostic>) {
        self.add_where(file, |filter| filter == name, diagnostics);
    }

    fn add_where(&mut self, file: &File, is_public: impl Fn(&str) -> bool, diagnostics: &mut Vec<Diagnostic>) {
        for item in &file.items {
            let ItemKind::Filter(filter) = &item.kind else { continue };
            let declaration = Declaration::read(filter, &item.docs, diagnostics);
            let name = filter.name.name.clone();
            if filter.kind == FilterKind::Extern && !self.natives.contains(&name) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::BAD_DECLARATION,
                        format!("there is no native code for `extern filter {name}`"),
                    )
                    .label(filter.name.span, "")
                    .help("write it as a `kernel` or a `filter`; native code lives in the standard library"),
                );
            }
            if !is_public(&name) {
                self.parts.insert((filter.name.span.source, name), declaration);
                continue;
            }
            let map = if filter.kind == FilterKind::Encoder { &mut self.encoders } else { &mut self.filters };
            if let Some(first) = map.get(&name) {
                let first = first.filter.name.span;
                let diagnostic = if first.source == filter.name.span.source {
                    Diagnostic::new(Code::DUPLICATE_NAME, format!("`{name}` is defined twice"))
                        .label(filter.name.span, "the second definition")
                        .label(first, "the first definition")
                        .help("give one of them another name")
                } else {
                    Diagnostic::new(Code::DUPLICATE_NAME, format!("the library has a `{name}` already"))
                        .label(filter.name.span, "defined again here")
                        .label(first, "the library's own")
                        .help("give yours another name")
                };
                diagnostics.push(diagnostic);
                continue;
            }
            map.insert(name, declaration);
        }
    }

    /// The filter or kernel `name`.
    pub fn filter(&self, name: &str) -> Option<&Declaration> {
        self.filters.get(name)
    }

    /// The filter or kernel that `name` means where it is written.
    pub fn filter_at(&self, name: &Ident) -> Option<&Declaration> {
        self.parts.get(&(name.span.source, name.name.clone())).or_else(|| self.filter(&name.name))
    }

    /// The encoder `name`.
    pub fn encoder(&self, name: &str) -> Option<&Declaration> {
        self.encoders.get(name)
    }

    /// All filters and kernels by name.
    pub fn filters(&self) -> impl Iterator<Item = &Declaration> {
        self.filters.values()
    }

    /// All encoders by name.
    pub fn encoders(&self) -> impl Iterator<Item = &Declaration> {
        self.encoders.values()
    }

    /// The native code behind `extern filter`s.
    pub fn natives(&self) -> &'static dyn Natives {
        self.natives
    }
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library")
            .field("filters", &self.filters.keys().collect::<Vec<_>>())
            .field("encoders", &self.encoders.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
