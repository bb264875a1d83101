//! What can be written at the cursor.

use fwr_compiler::lints::LINTS;
use fwr_compiler::media::Named;
use fwr_compiler::resolve::{Declaration, is_reserved, read_type};
use fwr_compiler::syntax;
use fwr_compiler::syntax::ast::{FilterKind, ItemKind};
use fwr_compiler::types::{NumberType, PLANE_CHOICES, ParamType, Unit};
use lsp_types::{CompletionItem, CompletionItemKind as Kind, CompletionTextEdit, InsertTextFormat, TextEdit};

use crate::analysis::Analysis;
use crate::callee::{self, Callee};
use crate::context::{self, Context, Place};
use crate::words::{self, Words};
use crate::{describe, visible};

/// What the caller knows beyond the document.
pub(crate) struct Around<'a> {
    /// Whether the client fills in snippets.
    pub(crate) snippets: bool,
    /// The graphs beside the document that a `use` could name, given what of its path is written.
    pub(crate) graphs: &'a dyn Fn(&str) -> Vec<String>,
    /// The names of what the value of an expression has behind its dot.
    pub(crate) members: &'a dyn Fn(std::ops::Range<usize>) -> Vec<(String, String)>,
}

/// The completions at `offset`, the likeliest first.
pub(crate) fn completion(analysis: &Analysis, offset: usize, around: &Around<'_>) -> Vec<CompletionItem> {
    let context = context::at(analysis, offset);
    let mut list = List { analysis, around, context: &context, offset, items: Vec::new() };
    list.fill();
    list.items
}

struct List<'a> {
    analysis: &'a Analysis,
    around: &'a Around<'a>,
    context: &'a Context<'a>,
    offset: usize,
    items: Vec<CompletionItem>,
}

impl List<'_> {
    fn fill(&mut self) {
        match &self.context.place {
            Place::Nothing => {}
            Place::Item => self.item_starts(),
            Place::Unit => self.units(),
            Place::Pipe => self.filters(true),
            Place::Member { base } => self.members(base.clone()),
            Place::Argument => self.argument(),
            Place::ArgumentValue { name } => self.argument_value(name),
            Place::Field { block } => self.fields(block),
            Place::FieldValue { block, name } => self.field_value(block, name),
            Place::Type => self.types(),
            Place::TypeArgument { of } => self.type_argument(of),
            Place::PropertyValue { name } => self.property_values(name),
            Place::Attribute => self.words(words::ATTRIBUTES, Kind::PROPERTY, ""),
            Place::AttributeArgument { name } => self.attribute_argument(name),
            Place::File { written } => self.files(written),
            Place::Module => self.presets(),
            Place::Extern => ["filter", "encoder", "measure"].into_iter().for_each(|word| self.keyword(word)),
            Place::Pattern { subject } => {
                let property = self.analysis.text.as_str().get(subject.clone()).unwrap_or_default();
                self.property_values(property.rsplit('.').next().unwrap_or_default().trim());
                self.keyword("else");
            }
            Place::Statement => {
                self.keyword("let");
                self.expression();
            }
            Place::Expression => self.expression(),
            Place::AfterValue => ["and", "or", "then", "else"].into_iter().for_each(|word| self.keyword(word)),
        }
    }

    /// Adds a completion that writes `label`.
    fn plain(&mut self, label: &str, kind: Kind, detail: &str, docs: &str) {
        self.written(label, kind, detail, docs, label.to_owned(), None);
    }

    /// Adds a completion that writes `text`, or `snippet` where the client fills those in.
    fn written(&mut self, label: &str, kind: Kind, detail: &str, docs: &str, text: String, snippet: Option<String>) {
        let snippet = snippet.filter(|_| self.around.snippets);
        let format = snippet.as_ref().map(|_| InsertTextFormat::SNIPPET);
        let range = self.analysis.text.range_of(self.context.start..self.offset);
        self.items.push(CompletionItem {
            label: label.to_owned(),
            kind: Some(kind),
            detail: (!detail.is_empty()).then(|| detail.to_owned()),
            documentation: describe::documentation(docs),
            insert_text_format: format,
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: snippet.unwrap_or(text) })),
            // The order in which they are added: what fits best comes first.
            sort_text: Some(format!("{:04}", self.items.len())),
            ..CompletionItem::default()
        });
    }

    fn keyword(&mut self, word: &str) {
        self.plain(word, Kind::KEYWORD, "", words::meaning(words::KEYWORDS, word).unwrap_or_default());
    }

    fn words(&mut self, words: Words, kind: Kind, end: &str) {
        for (word, meaning) in words {
            self.written(word, kind, "", meaning, format!("{word}{end}"), None);
        }
    }

    fn item_starts(&mut self) {
        for (word, snippet) in words::ITEM_SNIPPETS {
            let docs = words::meaning(words::KEYWORDS, word).unwrap_or_default();
            self.written(word, Kind::KEYWORD, "", docs, (*word).to_owned(), Some((*snippet).to_owned()));
        }
    }

    fn units(&mut self) {
        let wanted = match self.parameter().map(|(_, ty)| ty) {
            Some(ParamType::Number(NumberType { dimension, .. })) => *dimension,
            _ => None,
        };
        let mut units: Vec<Unit> = Unit::ALL.to_vec();
        units.sort_by_key(|unit| Some(unit.dimension()) != wanted);
        for unit in units {
            self.plain(unit.name(), Kind::UNIT, unit.dimension().describe(), "");
        }
    }

    /// The parameter whose argument the cursor is in, with its type.
    fn parameter(&self) -> Option<(usize, &ParamType)> {
        let call = self.context.call.as_ref()?;
        let callee = Callee::of(self.analysis, call)?;
        let index = callee.parameter_of(call, call.current)?;
        Some((index, &callee.declaration.params[index].ty))
    }

    /// Filters; behind a pipe those that take a clip first.
    fn filters(&mut self, piped: bool) {
        let analysis = self.analysis;
        for declaration in analysis.program.library.filters_in(analysis.source) {
            let takes_clip = declaration.params.first().is_some_and(|first| first.ty.is_clip());
            if !piped || takes_clip && declaration.kind() != FilterKind::Measure {
                self.filter(declaration);
            }
        }
        if piped {
            let docs = words::meaning(words::FUNCTIONS, "encode").unwrap_or_default();
            self.callable("encode", "encode(ENCODER, …)", docs, true);
        }
        for module in visible::modules(analysis) {
            match callee::filter(analysis, None, module) {
                Some(graph) => self.filter(graph),
                None => self.plain(module, Kind::MODULE, "a file that this one uses", ""),
            }
        }
    }

    fn filter(&mut self, declaration: &Declaration) {
        let detail = describe::signature(self.analysis, declaration);
        let first_only = declaration.params.len() <= 1;
        let docs = describe::code_and_docs(&detail, &describe::docs(&declaration.docs));
        self.callable(declaration.name(), declaration.summary(), &docs, !first_only);
    }

    /// A completion with parentheses, the cursor between them if there is something to write there.
    fn callable(&mut self, name: &str, detail: &str, docs: &str, takes_more: bool) {
        let called = self.analysis.text.as_str()[self.offset..].starts_with('(');
        if called {
            return self.plain(name, Kind::FUNCTION, detail, docs);
        }
        let snippet = if takes_more { format!("{name}($0)") } else { format!("{name}()$0") };
        self.written(name, Kind::FUNCTION, detail, docs, format!("{name}("), Some(snippet));
    }

    fn members(&mut self, base: std::ops::Range<usize>) {
        let text = self.analysis.text.as_str();
        if visible::modules(self.analysis).contains(&&text[base.clone()]) {
            let module = text[base].to_owned();
            let parts: Vec<&Declaration> = callee::filters_of_module(self.analysis, &module);
            parts.into_iter().for_each(|part| self.filter(part));
            return;
        }
        let group = &text[base.clone()];
        let analysis = self.analysis;
        let library = &analysis.program.library;
        for name in library.group(group) {
            let Some(found) = library.filter(&format!("{group}.{name}")) else { continue };
            let docs = describe::code_and_docs(&describe::signature(analysis, found), &describe::docs(&found.docs));
            self.callable(name, found.summary(), &docs, found.params.len() > 1);
        }
        for (name, meaning) in (self.around.members)(base) {
            self.plain(&name, Kind::PROPERTY, "", &meaning);
        }
    }

    fn argument(&mut self) {
        let Some(call) = &self.context.call else { return self.expression() };
        let codec = usize::from(!call.piped);
        if call.name == "encode" && call.current == codec {
            return self.encoders();
        }
        let Some(callee) = Callee::of(self.analysis, call) else { return self.expression() };
        let by_position = callee.parameter_of(call, call.current);
        for index in callee.open(call) {
            let param = &callee.declaration.params[index];
            // A clip comes through the pipe or by position.
            if param.ty.is_clip() && by_position == Some(index) {
                continue;
            }
            let detail = describe::parameter(self.analysis, callee.declaration, index);
            let docs = describe::docs(&param.docs);
            self.written(&param.name, Kind::FIELD, &detail, &docs, format!("{}: ", param.name), None);
        }
        for (name, meaning) in callee.reserved(self.analysis, call) {
            self.written(name, Kind::FIELD, "", meaning, format!("{name}: "), None);
        }
        if let Some(index) = by_position
            && (callee.declaration.params[index].ty.is_clip() || index > 0)
        {
            self.values_of_type(&callee.declaration.params[index].ty);
        }
        self.names();
    }

    fn encoders(&mut self) {
        let analysis = self.analysis;
        for encoder in analysis.program.library.encoders() {
            let docs = describe::code_and_docs(&describe::signature(analysis, encoder), &describe::docs(&encoder.docs));
            self.plain(encoder.name(), Kind::ENUM_MEMBER, encoder.summary(), &docs);
        }
    }

    fn argument_value(&mut self, name: &str) {
        if self.reserved_value(name) {
            return self.names();
        }
        let own;
        let ty = match self.context.call.as_ref().and_then(|call| Callee::of(self.analysis, call)) {
            Some(callee) => callee.declaration.param(name).map(|param| &param.ty),
            None => {
                own = self.own_type();
                own.as_ref()
            }
        };
        if let Some(ty) = ty {
            let ty = ty.clone();
            self.values_of_type(&ty);
        }
        self.expression();
    }

    /// What `on` or `using` takes, if the argument `name` is that.
    fn reserved_value(&mut self, name: &str) -> bool {
        let callee = self.context.call.as_ref().and_then(|call| Callee::of(self.analysis, call));
        let Some(callee) = callee.filter(|callee| is_reserved(name) && callee.declaration.param(name).is_none()) else {
            return false;
        };
        if name == "on" {
            self.words(words::BACKENDS, Kind::ENUM_MEMBER, "");
            return true;
        }
        for one in callee.implementations(self.analysis) {
            let docs = describe::docs(&one.docs);
            self.plain(one.name(), Kind::ENUM_MEMBER, one.quality().name(), &docs);
        }
        true
    }

    /// The type of the param whose default is being written: what stands between its `:` and the `=`.
    fn own_type(&self) -> Option<ParamType> {
        let before = self.analysis.text.as_str()[..self.context.start].trim_end().strip_suffix('=')?;
        let ty = before.rsplit_once(':')?.1;
        let (file, _) = syntax::parse(self.analysis.source, &format!("param name: {ty} = 0"));
        match &file.items.first()?.kind {
            ItemKind::Param(param) => Some(read_type(&param.ty, &mut Vec::new())),
            _ => None,
        }
    }

    /// The values that a type lists by name.
    fn values_of_type(&mut self, ty: &ParamType) {
        match ty {
            ParamType::OneOf(choices) => {
                for choice in choices {
                    self.plain(&choice.to_string(), Kind::ENUM_MEMBER, "", "");
                }
            }
            ParamType::Bool => ["true", "false"].into_iter().for_each(|word| self.keyword(word)),
            ParamType::Planes => {
                PLANE_CHOICES.iter().for_each(|choice| self.plain(choice, Kind::ENUM_MEMBER, "", ""));
            }
            _ => {}
        }
    }

    fn fields(&mut self, block: &str) {
        match block {
            "output" => self.words(words::OUTPUT_FIELDS, Kind::FIELD, ": "),
            "model" => self.words(words::MODEL_FIELDS, Kind::FIELD, ": "),
            _ => self.words(words::LEVELS, Kind::FIELD, ": "),
        }
    }

    fn field_value(&mut self, block: &str, name: &str) {
        match (block, name) {
            ("output", "copy" | "drop") => self.words(words::STREAMS, Kind::ENUM_MEMBER, ""),
            ("output", "audio") => self.inputs_with(".audio"),
            ("lints", _) => self.lints(),
            ("model", "input") => self.property_values("layout"),
            ("model", _) => {}
            _ => self.expression(),
        }
    }

    fn inputs_with(&mut self, member: &str) {
        for name in visible::names(self.analysis, self.offset) {
            if name.keyword == "input" {
                self.plain(&format!("{}{member}", name.name), Kind::VARIABLE, "", "");
            }
        }
        self.names();
    }

    fn lints(&mut self) {
        for lint in LINTS {
            self.plain(lint.name, Kind::CONSTANT, title(lint.code.page()), lint.code.page());
        }
    }

    fn types(&mut self) {
        self.words(words::TYPES, Kind::CLASS, "");
    }

    fn type_argument(&mut self, of: &str) {
        match of {
            "video" | "media" | "mask" => {
                for property in ["scan", "layout", "sample"] {
                    self.property_values(property);
                }
                self.words(words::CONDITIONS, Kind::ENUM_MEMBER, "");
                self.words(words::PROPERTIES, Kind::PROPERTY, ": ");
                self.keyword("like");
            }
            "number" | "int" => self.units(),
            "list" => self.types(),
            _ => {}
        }
    }

    fn property_values(&mut self, property: &str) {
        for value in words::values_of(property) {
            self.plain(&value, Kind::ENUM_MEMBER, property, "");
        }
    }

    fn attribute_argument(&mut self, attribute: &str) {
        match attribute {
            "role" => words::ROLES.iter().for_each(|role| self.plain(role, Kind::ENUM_MEMBER, "", "")),
            "class" => self.words(words::CLASSES, Kind::ENUM_MEMBER, ""),
            "quality" => self.words(words::QUALITIES, Kind::ENUM_MEMBER, ""),
            "implements" => {
                self.words(words::QUALITIES, Kind::ENUM_MEMBER, "");
                let analysis = self.analysis;
                for filter in analysis.program.library.filters_in(analysis.source) {
                    if filter.kind() != FilterKind::Measure && filter.attributes.implements.is_none() {
                        self.plain(filter.name(), Kind::FUNCTION, filter.summary(), "");
                    }
                }
            }
            "warm_up" => self.plain("all", Kind::ENUM_MEMBER, "", "Its result depends on all frames before."),
            "allow" | "warn" | "deny" => self.lints(),
            _ => {}
        }
    }

    fn files(&mut self, written: &str) {
        let start = self.offset - written.len();
        for path in (self.around.graphs)(written) {
            let range = self.analysis.text.range_of(start..self.offset);
            self.plain(&path, Kind::FILE, "", "");
            if let Some(item) = self.items.last_mut() {
                item.text_edit = Some(CompletionTextEdit::Edit(TextEdit { range, new_text: path.clone() }));
                item.filter_text = Some(path);
            }
        }
    }

    fn presets(&mut self) {
        let behind_dot = self.analysis.text.as_str()[..self.context.start].ends_with('.');
        let prefix = if behind_dot { "" } else { "presets." };
        for preset in self.analysis.program.library.presets() {
            self.plain(&format!("{prefix}{preset}"), Kind::MODULE, "a preset of the library", "");
        }
    }

    /// Everything that has a value, or starts something that has.
    fn expression(&mut self) {
        self.names();
        let in_kernel = self.context.item == "kernel";
        if in_kernel {
            self.words(words::KERNEL_WORDS, Kind::FUNCTION, "");
        }
        for (name, docs) in words::FUNCTIONS.iter().filter(|(name, _)| *name != "encode") {
            self.callable(name, "", docs, true);
        }
        for word in ["if", "match", "for", "not", "true", "false"] {
            self.keyword(word);
        }
        if !in_kernel {
            self.filters(false);
        }
    }

    /// The names that are visible, the last before the cursor first, those behind it last.
    fn names(&mut self) {
        let mut names = visible::names(self.analysis, self.offset);
        names.sort_by_key(|name| if name.at < self.offset { (0, self.offset - name.at) } else { (1, name.at) });
        for name in names {
            let kind = if name.keyword == "param" { Kind::CONSTANT } else { Kind::VARIABLE };
            let detail = match name.keyword {
                "for" => "goes through a loop",
                "carry" => "goes from round to round",
                keyword => keyword,
            };
            self.plain(name.name, kind, detail, "");
        }
    }
}

/// The title of a page of the catalogue of findings.
fn title(page: &str) -> &str {
    page.lines().next().and_then(|line| line.split_once(": ")).map_or("", |(_, title)| title)
}
