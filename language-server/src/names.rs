//! Every name of a document with what it stands for, from the syntax tree.

use std::collections::BTreeMap;

use fwr_compiler::lints::Lint;
use fwr_compiler::resolve::{Declaration, RESERVED, encoder_argument, is_reserved};
use fwr_compiler::syntax::ast::{
    Attribute, Block, Call, Choice, Expr, ExprKind, Field, Filter, FilterKind, Ident, Input, Item, ItemKind, Let,
    Lints, Model, Over, Param, Property, TypeArg, TypeExpr, TypeKind, Use,
};
use fwr_compiler::syntax::{Span, walk};
use fwr_compiler::types::Unit;

use crate::analysis::Analysis;
use crate::words::{self, Words};
use crate::{callee, describe};

/// A name where it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Occurrence<'a> {
    pub(crate) span: Span,
    pub(crate) meaning: Meaning<'a>,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Meaning<'a> {
    /// An input of the graph.
    Input(&'a Item, &'a Input),
    /// A param of the graph.
    Param(&'a Item, &'a Param),
    /// A value, of the file or in a body.
    Let(&'a Item, &'a Let),
    /// A filter, kernel, encoder or measure.
    Filter(&'a Declaration),
    /// A parameter of one, by its position.
    Parameter(&'a Declaration, usize),
    /// One of the choices of a parameter, by the parameter's position.
    Choice(&'a Declaration, usize),
    /// A value that a loop gives a name.
    Loop(&'a Ident),
    /// A file that this one uses.
    Module(&'a Use, Span),
    /// A neural network.
    Model(&'a Item, &'a Model),
    /// An output of the graph.
    Output(&'a Ident),
    /// A word of the language, with what it means.
    Word(Kind, &'static str),
}

/// The kinds of words of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Property,
    Function,
    Field,
    Choice,
    Type,
    Attribute,
}

impl Meaning<'_> {
    /// Where the name is defined, if a text defines it: two names with the same place mean the same.
    pub(crate) fn defined_at(&self) -> Option<Span> {
        match self {
            Self::Input(_, input) => Some(input.name.span),
            Self::Param(_, param) => Some(param.name.span),
            Self::Let(_, binding) => Some(binding.name.span),
            Self::Filter(declaration) => Some(declaration.filter.name.span),
            Self::Parameter(declaration, index) => declaration.params.get(*index).map(describe::name_of),
            Self::Loop(name) | Self::Output(name) => Some(name.span),
            Self::Module(_, span) => Some(*span),
            Self::Model(_, model) => Some(model.name.span),
            Self::Choice(..) | Self::Word(..) => None,
        }
    }
}

/// All names of a document, in the order in which the tree has them.
pub(crate) fn occurrences(analysis: &Analysis) -> Vec<Occurrence<'_>> {
    let mut walker = Walker { analysis, out: Vec::new(), globals: BTreeMap::new(), locals: None, in_kernel: false };
    let items = &analysis.program.file.items;
    for item in items {
        let (name, meaning) = match &item.kind {
            ItemKind::Input(input) => (&input.name, Meaning::Input(item, input)),
            ItemKind::Param(param) => (&param.name, Meaning::Param(item, param)),
            ItemKind::Let(binding) => (&binding.name, Meaning::Let(item, binding)),
            _ => continue,
        };
        walker.globals.entry(&name.name).or_insert(meaning);
    }
    items.iter().for_each(|item| walker.item(item));
    walker.out
}

/// The name at `offset`; between two, the one that starts there.
pub(crate) fn at(analysis: &Analysis, offset: usize) -> Option<Occurrence<'_>> {
    let around = |found: &&Occurrence<'_>| found.span.range().contains(&offset) || found.span.end as usize == offset;
    let found = occurrences(analysis);
    let narrowest =
        found.iter().filter(around).min_by_key(|found| (found.span.end as usize == offset, found.span.range().len()));
    narrowest.copied()
}

/// Every expression that is evaluated when a graph is built, bodies of filters too.
pub(crate) fn expressions(analysis: &Analysis) -> Vec<&Expr> {
    let mut out = Vec::new();
    let mut take = |expr| walk::walk(expr, &mut |inner| out.push(inner));
    for item in &analysis.program.file.items {
        match &item.kind {
            ItemKind::Let(binding) => take(&binding.value),
            ItemKind::Param(param) => param.default.iter().for_each(&mut take),
            ItemKind::Output(output) => output.fields.iter().for_each(|field| take(&field.value)),
            ItemKind::Expect(expect) => expect.conditions.iter().for_each(&mut take),
            ItemKind::Filter(Filter { body: Some(body), .. }) => {
                body.lets.iter().for_each(|binding| take(&binding.value));
                take(&body.value);
            }
            _ => {}
        }
    }
    out
}

/// The names that an item defines inside itself.
pub(crate) fn defined_in<'a>(analysis: &'a Analysis, item: &Item) -> Vec<&'a str> {
    let inside = |span: Span| item.span.start <= span.start && span.end <= item.span.end;
    let defines = |found: &Occurrence<'_>| found.meaning.defined_at() == Some(found.span) && inside(found.span);
    occurrences(analysis).iter().filter(|found| defines(found)).map(|found| analysis.written(found.span)).collect()
}

/// The names of the file's inputs, params and values.
pub(crate) fn of_file(analysis: &Analysis) -> Vec<&str> {
    let names = analysis.program.file.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Input(input) => Some(input.name.name.as_str()),
        ItemKind::Param(param) => Some(param.name.name.as_str()),
        ItemKind::Let(binding) => Some(binding.name.name.as_str()),
        _ => None,
    });
    names.collect()
}

struct Walker<'a> {
    analysis: &'a Analysis,
    out: Vec<Occurrence<'a>>,
    globals: BTreeMap<&'a str, Meaning<'a>>,
    /// The names of the filter at hand, the innermost last; `None` outside filters.
    locals: Option<Vec<(&'a str, Meaning<'a>)>>,
    in_kernel: bool,
}

impl<'a> Walker<'a> {
    fn push(&mut self, span: Span, meaning: Meaning<'a>) {
        self.out.push(Occurrence { span, meaning });
    }

    fn word(&mut self, kind: Kind, words: Words, name: &Ident) {
        if let Some(meaning) = words::meaning(words, &name.name) {
            self.push(name.span, Meaning::Word(kind, meaning));
        }
    }

    fn look_up(&self, name: &str) -> Option<Meaning<'a>> {
        let local = self.locals.iter().flatten().rev().find(|(local, _)| *local == name).map(|(_, meaning)| *meaning);
        // A filter sees nothing of the file around it; a loop outside of filters does.
        let is_filter =
            self.locals.as_ref().is_some_and(|locals| locals.first().is_some_and(|(name, _)| name.is_empty()));
        local.or_else(|| if is_filter { None } else { self.globals.get(name).copied() })
    }

    fn item(&mut self, item: &'a Item) {
        item.attributes.iter().for_each(|attribute| self.attribute(attribute));
        match &item.kind {
            ItemKind::Input(input) => {
                self.push(input.name.span, Meaning::Input(item, input));
                self.ty(&input.ty);
                input.default.iter().for_each(|value| self.expr(value));
            }
            ItemKind::Param(param) => {
                self.push(param.name.span, Meaning::Param(item, param));
                self.ty(&param.ty);
                param.default.iter().for_each(|value| self.expr(value));
            }
            ItemKind::Let(binding) => {
                self.push(binding.name.span, Meaning::Let(item, binding));
                self.expr(&binding.value);
            }
            ItemKind::Output(output) => {
                output.name.iter().for_each(|name| self.push(name.span, Meaning::Output(name)));
                output.path.iter().for_each(|path| self.expr(path));
                output.fields.iter().for_each(|field| self.output_field(field));
            }
            ItemKind::Filter(filter) => self.filter(item, filter),
            ItemKind::Model(model) => {
                self.push(model.name.span, Meaning::Model(item, model));
                for field in &model.fields {
                    self.word(Kind::Field, words::MODEL_FIELDS, &field.name);
                    self.choices(&field.choices);
                }
            }
            ItemKind::Expect(expect) => expect.conditions.iter().for_each(|condition| self.expr(condition)),
            ItemKind::Use(used) => {
                if let Some(span) = module_span(used) {
                    self.push(span, Meaning::Module(used, span));
                }
            }
            ItemKind::Lints(lints) => self.lints(lints),
            ItemKind::Edition(_) => {}
        }
    }

    fn attribute(&mut self, attribute: &'a Attribute) {
        self.word(Kind::Attribute, words::ATTRIBUTES, &attribute.name);
        let table = match attribute.name.name.as_str() {
            "class" => words::CLASSES,
            "quality" => words::QUALITIES,
            "implements" => return self.implements(attribute),
            "allow" | "warn" | "deny" => {
                let names = attribute.args.iter().filter_map(|arg| Some((arg.value.as_name()?, arg.value.span)));
                return names.for_each(|(name, span)| self.lint(name, span));
            }
            _ => return,
        };
        for (name, span) in attribute.args.iter().filter_map(|arg| Some((arg.value.as_name()?, arg.value.span))) {
            if let Some(meaning) = words::meaning(table, name) {
                self.push(span, Meaning::Word(Kind::Choice, meaning));
            }
        }
    }

    fn implements(&mut self, attribute: &'a Attribute) {
        for arg in &attribute.args {
            let Some(written) = arg.value.as_name() else { continue };
            let name = Ident { name: written.to_owned(), span: arg.value.span };
            match (&arg.name, words::meaning(words::QUALITIES, written)) {
                (Some(_), Some(meaning)) => self.push(arg.value.span, Meaning::Word(Kind::Choice, meaning)),
                (None, _) => {
                    let filter = self.analysis.program.library.filter_at(&name);
                    filter.into_iter().for_each(|filter| self.push(name.span, Meaning::Filter(filter)));
                }
                _ => {}
            }
        }
    }

    fn lints(&mut self, lints: &'a Lints) {
        for level in &lints.levels {
            self.word(Kind::Field, words::LEVELS, &level.level);
            level.lints.iter().for_each(|lint| self.lint(&lint.name, lint.span));
        }
    }

    fn lint(&mut self, name: &str, span: Span) {
        if let Some(lint) = Lint::named(name) {
            self.push(span, Meaning::Word(Kind::Choice, lint.code.page()));
        }
    }

    fn output_field(&mut self, field: &'a Field) {
        self.word(Kind::Field, words::OUTPUT_FIELDS, &field.name);
        if !matches!(field.name.name.as_str(), "copy" | "drop") {
            return self.expr(&field.value);
        }
        let names = match &field.value.kind {
            ExprKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&field.value),
        };
        for value in names {
            match value.as_name().and_then(|name| words::meaning(words::STREAMS, name)) {
                Some(meaning) => self.push(value.span, Meaning::Word(Kind::Choice, meaning)),
                None => self.expr(value),
            }
        }
    }

    fn filter(&mut self, item: &'a Item, filter: &'a Filter) {
        let declaration = callee::filter(self.analysis, None, &filter.name.name)
            .filter(|found| found.filter.name.span == filter.name.span)
            .or_else(|| self.analysis.program.library.encoder(&filter.name.name));
        // The marker in front says that nothing of the file is seen.
        let mut locals: Vec<(&'a str, Meaning<'a>)> = vec![("", Meaning::Loop(&filter.name))];
        if let Some(declaration) = declaration {
            self.push(filter.name.span, Meaning::Filter(declaration));
            for (index, param) in filter.params.iter().enumerate() {
                self.push(param.name.span, Meaning::Parameter(declaration, index));
                locals.push((&param.name.name, Meaning::Parameter(declaration, index)));
            }
        }
        self.locals = Some(locals);
        self.in_kernel = filter.kind == FilterKind::Kernel;
        for param in &filter.params {
            self.ty(&param.ty);
            param.default.iter().for_each(|value| self.expr(value));
        }
        self.ty(&filter.returns);
        filter.body.iter().for_each(|body| self.block(item, body));
        self.locals = None;
        self.in_kernel = false;
    }

    fn ty(&mut self, ty: &'a TypeExpr) {
        match &ty.kind {
            TypeKind::Range(low, high) => [low, high].into_iter().for_each(|end| self.expr(end)),
            TypeKind::OneOf(_) => {}
            TypeKind::Named(name, args) => {
                self.word(Kind::Type, words::TYPES, name);
                args.iter().for_each(|arg| self.type_arg(arg));
            }
            TypeKind::Optional(inner) => self.ty(inner),
            TypeKind::List(inner, count) => {
                self.ty(inner);
                count.iter().for_each(|count| self.expr(count));
            }
            TypeKind::Record(fields) => fields.iter().for_each(|field| self.ty(&field.ty)),
        }
    }

    fn type_arg(&mut self, arg: &'a TypeArg) {
        match arg {
            TypeArg::Like(name) => {
                if let Some(meaning) = self.look_up(&name.name) {
                    self.push(name.span, meaning);
                }
            }
            TypeArg::Any(choices) => self.choices(choices),
            TypeArg::Property(property) => self.property(property),
        }
    }

    fn property(&mut self, property: &'a Property) {
        self.word(Kind::Property, words::PROPERTIES, &property.name);
        self.choices(&property.choices);
    }

    fn choices(&mut self, choices: &'a [Choice]) {
        for choice in choices {
            match choice {
                Choice::Value(value) => match value.as_name() {
                    Some(name) => self.condition(name, value.span),
                    None => self.expr(value),
                },
                Choice::Range(low, high) => [low, high].into_iter().for_each(|end| self.expr(end)),
                Choice::Size(_) => {}
            }
        }
    }

    /// A name that stands where a value of a property is expected.
    fn condition(&mut self, name: &str, span: Span) {
        if let Some(meaning) = self.look_up(name) {
            self.push(span, meaning);
        } else {
            let unit = Unit::from_name(name).map(|unit| unit.dimension().describe());
            let meaning = unit.or_else(|| words::meaning(words::CONDITIONS, name)).unwrap_or_default();
            self.push(span, Meaning::Word(Kind::Choice, meaning));
        }
    }

    fn block(&mut self, item: &'a Item, block: &'a Block) {
        let outside = self.locals.as_ref().map(Vec::len);
        for binding in &block.lets {
            self.expr(&binding.value);
            self.push(binding.name.span, Meaning::Let(item, binding));
            self.locals.get_or_insert_default().push((&binding.name.name, Meaning::Let(item, binding)));
        }
        self.expr(&block.value);
        self.leave(outside);
    }

    fn leave(&mut self, outside: Option<usize>) {
        match outside {
            Some(count) => self.locals.iter_mut().for_each(|locals| locals.truncate(count)),
            None => self.locals = None,
        }
    }

    fn bind(&mut self, name: &'a Ident) {
        self.push(name.span, Meaning::Loop(name));
        self.locals.get_or_insert_default().push((&name.name, Meaning::Loop(name)));
    }

    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Number { .. } | ExprKind::Text(_) | ExprKind::Bool(_) => {}
            ExprKind::Name(name) => self.name(name, expr.span),
            ExprKind::Member(base, member) => {
                self.expr(base);
                let meaning = words::meaning(words::PROPERTIES, &member.name);
                let meaning = meaning.or_else(|| words::meaning(words::MEDIA, &member.name)).unwrap_or_default();
                self.push(member.span, Meaning::Word(Kind::Property, meaning));
            }
            ExprKind::Call(call) => self.call(call, false),
            ExprKind::Pipe(left, call) => {
                self.expr(left);
                self.call(call, true);
            }
            ExprKind::Unary(_, inner) => self.expr(inner),
            ExprKind::Binary(_, left, right) => [left, right].into_iter().for_each(|side| self.expr(side)),
            ExprKind::If(condition, yes, no) => [condition, yes, no].into_iter().for_each(|part| self.expr(part)),
            ExprKind::List(items) => items.iter().for_each(|item| self.expr(item)),
            ExprKind::Index(base, items) => {
                self.expr(base);
                items.iter().for_each(|item| self.expr(item));
            }
            ExprKind::Reduce(reduce) => {
                let outside = self.locals.as_ref().map(Vec::len);
                self.word(Kind::Function, words::KERNEL_WORDS, &reduce.op);
                for (name, low, high) in &reduce.over {
                    [low, high].into_iter().for_each(|end| self.expr(end));
                    self.bind(name);
                }
                self.nested(&reduce.body);
                self.leave(outside);
            }
            ExprKind::Match(found) => {
                self.expr(&found.subject);
                for arm in &found.arms {
                    self.choices(&arm.patterns);
                    self.expr(&arm.value);
                }
            }
            ExprKind::For(found) => {
                let outside = self.locals.as_ref().map(Vec::len);
                match &found.over {
                    Over::Values(values) => self.expr(values),
                    Over::Range(low, high) => [low, high].into_iter().for_each(|end| self.expr(end)),
                }
                found.carry.iter().for_each(|carry| self.expr(&carry.start));
                self.bind(&found.name);
                found.carry.iter().for_each(|carry| self.bind(&carry.name));
                self.nested(&found.body);
                self.leave(outside);
            }
            ExprKind::Record(fields) => fields.iter().for_each(|field| self.expr(&field.value)),
        }
    }

    /// The body of a loop, whose `let`s belong to the item around it.
    fn nested(&mut self, block: &'a Block) {
        let start = block.span.start;
        let items = &self.analysis.program.file.items;
        if let Some(item) = items.iter().find(|item| item.span.start <= start && start < item.span.end) {
            self.block(item, block);
        }
    }

    fn name(&mut self, name: &str, span: Span) {
        if let Some(meaning) = self.look_up(name) {
            self.push(span, meaning);
        } else if let Some(meaning) = words::meaning(words::KERNEL_WORDS, name).filter(|_| self.in_kernel) {
            self.push(span, Meaning::Word(Kind::Function, meaning));
        }
    }

    fn call(&mut self, call: &'a Call, piped: bool) {
        let module = call.module.as_ref().map(|module| module.name.as_str());
        if let Some(name) = &call.module
            && let Some((used, span)) = self.module(&name.name)
        {
            self.push(name.span, Meaning::Module(used, span));
        }
        let library = &self.analysis.program.library;
        let mut codec = None;
        let declaration;
        if call.name.name == "encode" && module.is_none() {
            codec = encoder_argument(call, piped).map(|(position, _)| position);
            let name = codec.and_then(|position| call.args[position].value.as_name());
            declaration = name.and_then(|name| library.encoder(name));
        } else {
            declaration = library.callee(call);
            match self.module(&call.name.name) {
                // A graph that is called goes by the name of its file.
                Some((used, span)) if declaration.is_some_and(|found| found.filter.name.span.source != span.source) => {
                    self.push(call.name.span, Meaning::Module(used, span));
                }
                _ => declaration.iter().for_each(|found| self.push(call.name.span, Meaning::Filter(found))),
            }
        }
        if declaration.is_none() || codec.is_some() {
            let table = if self.in_kernel && words::meaning(words::FUNCTIONS, &call.name.name).is_none() {
                words::KERNEL_WORDS
            } else {
                words::FUNCTIONS
            };
            self.word(Kind::Function, table, &call.name);
        }
        for (position, arg) in call.args.iter().enumerate() {
            if codec == Some(position)
                && let Some(declaration) = declaration
            {
                self.push(arg.value.span, Meaning::Filter(declaration));
                continue;
            }
            let param = declaration.zip(arg.name.as_ref()).and_then(|(declaration, name)| {
                declaration.params.iter().position(|param| param.name == name.name).map(|index| (declaration, index))
            });
            if let (Some(name), Some((declaration, index))) = (&arg.name, param) {
                self.push(name.span, Meaning::Parameter(declaration, index));
            }
            if let (Some(name), Some(declaration), None) = (&arg.name, declaration, param)
                && is_reserved(&name.name)
            {
                self.reserved(declaration, name, &arg.value);
                continue;
            }
            let is_choice = arg.value.as_name().is_some_and(|name| self.look_up(name).is_none());
            match param.filter(|_| is_choice) {
                Some((declaration, index)) => self.push(arg.value.span, Meaning::Choice(declaration, index)),
                None => self.expr(&arg.value),
            }
        }
    }

    /// `on: gpu`, `using: denoise_draft`
    fn reserved(&mut self, called: &'a Declaration, name: &'a Ident, value: &'a Expr) {
        self.word(Kind::Field, RESERVED, name);
        let library = &self.analysis.program.library;
        let written = value.as_name().filter(|name| self.look_up(name).is_none());
        let meant = match (name.name.as_str(), written) {
            ("on", Some(word)) => words::meaning(words::BACKENDS, word).map(|text| Meaning::Word(Kind::Choice, text)),
            (_, Some(word)) => {
                let all = library.implementations(called, self.analysis.source);
                all.into_iter().find(|one| one.name() == word).map(Meaning::Filter)
            }
            _ => None,
        };
        match meant {
            Some(meaning) => self.push(value.span, meaning),
            None => self.expr(value),
        }
    }

    fn module(&self, name: &str) -> Option<(&'a Use, Span)> {
        self.analysis.program.file.items.iter().find_map(|item| match &item.kind {
            ItemKind::Use(used) if used.module() == Some(name) => Some((used, module_span(used)?)),
            _ => None,
        })
    }
}

/// Where a `use` gives its module the name.
fn module_span(used: &Use) -> Option<Span> {
    used.alias.as_ref().map(|alias| alias.span).or_else(|| used.path.span())
}
