//! Everything that a graph can call: the standard library's declarations, then the file's own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Declaration, Module, Natives};
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::SourceId;
use crate::syntax::ast::{self, Call, File, Filter, FilterKind, Ident, ItemKind};

/// Callable definitions by name. Cheap to clone: what is declared is shared.
#[derive(Clone)]
pub struct Library {
    /// The library's own, which can be called from anywhere.
    filters: BTreeMap<String, Arc<Declaration>>,
    encoders: BTreeMap<String, Arc<Declaration>>,
    measures: BTreeMap<String, Arc<Declaration>>,
    /// What a text defines for itself: a user's filters, the parts of one of the library's.
    parts: BTreeMap<(SourceId, String), Arc<Declaration>>,
    /// The library's own texts.
    own: BTreeSet<SourceId>,
    /// Files that are used, by their texts.
    modules: BTreeMap<SourceId, Arc<Module>>,
    /// What texts call the files that they use.
    uses: BTreeMap<(SourceId, String), SourceId>,
    /// What texts call files that could not be used; the reason has been reported.
    missing: BTreeSet<(SourceId, String)>,
    /// The texts of presets, by name.
    presets: BTreeMap<&'static str, &'static str>,
    natives: &'static dyn Natives,
}

impl Library {
    /// An empty library over some native code.
    pub fn new(natives: &'static dyn Natives) -> Self {
        Self {
            filters: BTreeMap::new(),
            encoders: BTreeMap::new(),
            measures: BTreeMap::new(),
            parts: BTreeMap::new(),
            own: BTreeSet::new(),
            modules: BTreeMap::new(),
            uses: BTreeMap::new(),
            missing: BTreeSet::new(),
            presets: BTreeMap::new(),
            natives,
        }
    }

    /// Adds the definitions of a user's text, which that text alone can call by their bare names;
    /// mistakes in them are added to `diagnostics`.
    pub fn add(&mut self, file: &File, diagnostics: &mut Vec<Diagnostic>) {
        for (filter, item) in definitions(file) {
            let name = filter.name.name.clone();
            let known =
                self.filters.get(&name).or_else(|| self.encoders.get(&name)).or_else(|| self.measures.get(&name));
            if matches!(filter.kind, FilterKind::Extern | FilterKind::Encoder | FilterKind::Measure) && known.is_none()
            {
                diagnostics.push(no_native_code(filter));
            }
            let key = (filter.name.span.source, name.clone());
            if let Some(first) = self.parts.get(&key) {
                diagnostics.push(defined_twice(filter, first));
            } else if let Some(first) = known {
                diagnostics.push(
                    Diagnostic::new(Code::DUPLICATE_NAME, format!("the library has a `{name}` already"))
                        .label(filter.name.span, "defined again here")
                        .label(first.filter.name.span, "the library's own")
                        .help("give yours another name"),
                );
            } else {
                self.parts.insert(key, Arc::new(Declaration::read(filter, item, diagnostics)));
            }
        }
        self.add_models(file, diagnostics);
    }

    /// Adds the models of a user's text, which are called like filters.
    fn add_models(&mut self, file: &File, diagnostics: &mut Vec<Diagnostic>) {
        for item in &file.items {
            let ItemKind::Model(model) = &item.kind else { continue };
            let declaration = super::model::as_filter(model, item, diagnostics);
            if let Some(first) = self.filter_at(&model.name) {
                diagnostics.push(defined_twice(&declaration.filter, first));
                continue;
            }
            self.parts.insert((model.name.span.source, model.name.name.clone()), Arc::new(declaration));
        }
    }

    /// Adds a file of the standard library: what is named like the file can be called
    /// by anyone, its other definitions by itself only.
    ///
    /// A file `group.name` holds a filter `name` that is called `group.name`.
    pub fn add_own(&mut self, file: &File, name: &str, diagnostics: &mut Vec<Diagnostic>) {
        let in_group = name.rsplit_once('.').map(|(_, own)| own);
        for (filter, item) in definitions(file) {
            let source = filter.name.span.source;
            self.own.insert(source);
            let mut filter = filter.clone();
            if in_group == Some(filter.name.name.as_str()) {
                name.clone_into(&mut filter.name.name);
            }
            let filter = &filter;
            let declared = filter.name.name.clone();
            let has_code = match filter.kind {
                FilterKind::Extern => self.natives.contains(&declared),
                FilterKind::Measure => self.natives.measures(&declared),
                _ => true,
            };
            if !has_code {
                diagnostics.push(no_native_code(filter));
            }
            let declaration = Arc::new(Declaration::read(filter, item, diagnostics));
            if declared != name {
                self.parts.insert((source, declared), declaration);
                continue;
            }
            let map = match filter.kind {
                FilterKind::Encoder => &mut self.encoders,
                FilterKind::Measure => &mut self.measures,
                _ => &mut self.filters,
            };
            match map.get(&declared) {
                Some(first) => diagnostics.push(defined_twice(filter, first)),
                None => drop(map.insert(declared, declaration)),
            }
        }
    }

    /// Makes `name` in the text `source` stand for the module `used`.
    pub(crate) fn add_use(&mut self, source: SourceId, name: &str, used: SourceId) {
        self.uses.insert((source, name.to_owned()), used);
    }

    /// Takes note that what the text `source` uses as `name` is not to be had.
    pub(crate) fn add_missing(&mut self, source: SourceId, name: &str) {
        self.missing.insert((source, name.to_owned()));
    }

    /// Whether `name` is a file that could not be used, which has been reported.
    pub fn is_missing(&self, name: &Ident) -> bool {
        self.missing.contains(&(name.span.source, name.name.clone()))
    }

    /// Adds a file that is used; its definitions are added with [`Library::add`].
    pub(crate) fn add_module(&mut self, module: Module) {
        self.modules.insert(module.source, Arc::new(module));
    }

    /// Takes a text for the library's own: what is wrong inside it is shown where it is used.
    pub(crate) fn add_own_text(&mut self, source: SourceId) {
        self.own.insert(source);
    }

    /// Takes note that a module has errors of its own.
    pub(crate) fn set_broken(&mut self, source: SourceId) {
        if let Some(module) = self.modules.get_mut(&source) {
            Arc::make_mut(module).is_broken = true;
        }
    }

    /// The file that a text is, if another one uses it.
    pub fn module(&self, source: SourceId) -> Option<&Module> {
        self.modules.get(&source).map(Arc::as_ref)
    }

    /// Every file that is used, in the order in which they were read.
    pub fn modules(&self) -> impl Iterator<Item = &Module> {
        self.modules.values().map(Arc::as_ref)
    }

    /// The module that `name` means where it is written.
    pub fn module_at(&self, name: &Ident) -> Option<&Module> {
        self.module(*self.uses.get(&(name.span.source, name.name.clone()))?)
    }

    /// The text that `name` stands for in the text `source`.
    pub(super) fn used_as(&self, source: SourceId, name: &str) -> Option<SourceId> {
        self.uses.get(&(source, name.to_owned())).copied()
    }

    /// The names of the modules that the text `source` uses.
    pub fn modules_in(&self, source: SourceId) -> impl Iterator<Item = &str> {
        let from = (source, String::new());
        self.uses.range(from..).take_while(move |((of, _), _)| *of == source).map(|((_, name), _)| name.as_str())
    }

    /// What a call means where it is written: a definition of the text, a graph that it uses, what such a file
    /// defines (`vhs.crisp`), or the library's, some of which are in groups (`degrade.dust`).
    pub fn callee(&self, call: &Call) -> Option<&Declaration> {
        if let Some(module) = &call.module {
            return match self.module_at(module) {
                Some(used) => self.part(used.source, &call.name.name),
                None => self.filter(&format!("{}.{}", module.name, call.name.name)),
            };
        }
        let graph = || self.module_at(&call.name).and_then(|module| module.graph.as_deref());
        self.part(call.name.span.source, &call.name.name).or_else(graph).or_else(|| self.filter_at(&call.name))
    }

    /// What the text `source` defines as `name`.
    pub fn part(&self, source: SourceId, name: &str) -> Option<&Declaration> {
        self.parts.get(&(source, name.to_owned())).map(Arc::as_ref)
    }

    /// Adds a preset: a graph that `use presets.NAME` finds.
    pub fn add_preset(&mut self, name: &'static str, text: &'static str) {
        self.presets.insert(name, text);
    }

    /// The text of the preset `name`.
    pub fn preset(&self, name: &str) -> Option<&'static str> {
        self.presets.get(name).copied()
    }

    /// The names of all presets, in order.
    pub fn presets(&self) -> impl Iterator<Item = &'static str> {
        self.presets.keys().copied()
    }

    /// Whether a text is the library's and not the user's.
    pub fn is_own(&self, source: SourceId) -> bool {
        self.own.contains(&source)
    }

    /// The filter or kernel `name` of the library.
    pub fn filter(&self, name: &str) -> Option<&Declaration> {
        self.filters.get(name).map(Arc::as_ref)
    }

    /// The measure `name` of the library.
    pub fn measure(&self, name: &str) -> Option<&Declaration> {
        self.measures.get(name).map(Arc::as_ref)
    }

    /// All measures of the library by name.
    pub fn measures(&self) -> impl Iterator<Item = &Declaration> {
        self.measures.values().map(Arc::as_ref)
    }

    /// The filter, kernel or measure that `name` means where it is written.
    pub fn filter_at(&self, name: &Ident) -> Option<&Declaration> {
        self.parts
            .get(&(name.span.source, name.name.clone()))
            .map(Arc::as_ref)
            .or_else(|| self.filter(&name.name))
            .or_else(|| self.measure(&name.name))
    }

    /// The encoder `name`.
    pub fn encoder(&self, name: &str) -> Option<&Declaration> {
        self.encoders.get(name).map(Arc::as_ref)
    }

    /// All filters and kernels of the library by name.
    pub fn filters(&self) -> impl Iterator<Item = &Declaration> {
        self.filters.values().map(Arc::as_ref)
    }

    /// What can be called by its bare name in the text `source`: its own definitions, then the library's.
    pub fn filters_in(&self, source: SourceId) -> impl Iterator<Item = &Declaration> {
        self.parts_of(source).chain(self.filters()).chain(self.measures())
    }

    /// What the text `source` defines.
    pub fn parts_of(&self, source: SourceId) -> impl Iterator<Item = &Declaration> {
        let from = (source, String::new());
        self.parts.range(from..).take_while(move |((of, _), _)| *of == source).map(|(_, part)| part.as_ref())
    }

    /// The library's filters whose names begin with `group.`, without that.
    pub fn group<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a str> {
        self.filters.keys().filter_map(move |name| name.strip_prefix(group)?.strip_prefix('.'))
    }

    /// All encoders by name.
    pub fn encoders(&self) -> impl Iterator<Item = &Declaration> {
        self.encoders.values().map(Arc::as_ref)
    }

    /// The native code behind `extern filter`s.
    pub fn natives(&self) -> &'static dyn Natives {
        self.natives
    }
}

/// The definitions of a file, with the items that they are.
fn definitions(file: &File) -> impl Iterator<Item = (&Filter, &ast::Item)> {
    file.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Filter(filter) => Some((filter, item)),
        _ => None,
    })
}

fn no_native_code(filter: &Filter) -> Diagnostic {
    let what = match filter.kind {
        FilterKind::Encoder => "encoder",
        FilterKind::Measure => "measure",
        _ => "filter",
    };
    let name = &filter.name.name;
    Diagnostic::new(Code::BAD_DECLARATION, format!("there is no native code for `extern {what} {name}`"))
        .label(filter.name.span, "")
        .help("write it as a `kernel` or a `filter`; native code lives in the standard library")
}

fn defined_twice(second: &Filter, first: &Declaration) -> Diagnostic {
    Diagnostic::new(Code::DUPLICATE_NAME, format!("`{}` is defined twice", second.name.name))
        .label(second.name.span, "the second definition")
        .label(first.filter.name.span, "the first definition")
        .help("give one of them another name")
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library")
            .field("filters", &self.filters.keys().collect::<Vec<_>>())
            .field("encoders", &self.encoders.keys().collect::<Vec<_>>())
            .field("parts", &self.parts.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
