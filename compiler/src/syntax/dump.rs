//! The text form of a syntax tree.

use super::Span;
use super::ast::{
    Arg, Block, Call, Choice, Expr, ExprKind, Field, File, Filter, FilterKind, Ident, Item, ItemKind, Let, Over, Param,
    Property, TypeArg, TypeExpr, TypeKind, UnaryOp, UsePath,
};
use super::lines::Lines;

/// The tree of `text`, one node a line, parts indented below, each with its place: what
/// `fwr plan --emit ast` prints. Nothing in it depends on anything but the tree and the text.
pub fn dump(file: &File, text: &str) -> String {
    let mut dumper = Dumper { lines: Some(Lines::new(text)), out: String::new(), depth: 0 };
    dumper.file(file);
    for comment in &file.comments {
        dumper.node(&format!("comment {:?}", comment.text), Some(comment.span), |_| {});
    }
    dumper.out
}

/// The tree without places and comments: equal for texts that say the same.
pub(crate) fn without_places(file: &File) -> String {
    let mut dumper = Dumper { lines: None, out: String::new(), depth: 0 };
    dumper.file(file);
    dumper.out
}

/// The tree of an expression without places.
pub(super) fn expression(expr: &Expr) -> String {
    let mut dumper = Dumper { lines: None, out: String::new(), depth: 0 };
    dumper.expr(expr);
    dumper.out
}

struct Dumper<'t> {
    lines: Option<Lines<'t>>,
    out: String,
    depth: usize,
}

impl Dumper<'_> {
    fn node(&mut self, head: &str, span: Option<Span>, parts: impl FnOnce(&mut Self)) {
        self.out.extend(std::iter::repeat_n("  ", self.depth));
        self.out.push_str(head);
        if let (Some(lines), Some(span)) = (&self.lines, span) {
            let place = format!(" @{}-{}", lines.place(span.start), lines.place(span.end));
            self.out.push_str(&place);
        }
        self.out.push('\n');
        self.depth += 1;
        parts(self);
        self.depth -= 1;
    }

    fn docs(&mut self, docs: &[String]) {
        for doc in docs {
            self.node(&format!("doc {doc:?}"), None, |_| {});
        }
    }

    fn file(&mut self, file: &File) {
        self.docs(&file.docs);
        for item in &file.items {
            self.docs(&item.docs);
            for attribute in &item.attributes {
                self.node(&named("attribute", &attribute.name), Some(attribute.span), |d| d.args(&attribute.args));
            }
            self.item(item);
        }
    }

    fn item(&mut self, item: &Item) {
        let span = Some(item.span);
        match &item.kind {
            ItemKind::Edition(edition) => self.node(&format!("edition {}", edition.name), span, |_| {}),
            ItemKind::Use(used) => self.node("use", span, |d| {
                match &used.path {
                    UsePath::Library(names) => names.iter().for_each(|name| d.ident("name", name)),
                    UsePath::File { path, span } => d.node(&format!("path {path:?}"), Some(*span), |_| {}),
                }
                used.alias.iter().for_each(|alias| d.ident("as", alias));
            }),
            ItemKind::Lints(lints) => self.node("lints", span, |d| {
                for level in &lints.levels {
                    d.node(&named("level", &level.level), Some(level.level.span), |d| {
                        level.lints.iter().for_each(|lint| d.ident("lint", lint));
                    });
                }
            }),
            ItemKind::Input(input) => self.node(&named("input", &input.name), span, |d| {
                d.ty(&input.ty);
                d.default(input.default.as_ref());
            }),
            ItemKind::Param(param) => self.node(&named("param", &param.name), span, |d| {
                d.ty(&param.ty);
                d.default(param.default.as_ref());
            }),
            ItemKind::Let(binding) => self.node(&named("let", &binding.name), span, |d| d.expr(&binding.value)),
            ItemKind::Output(output) => self.node("output", span, |d| {
                output.name.iter().for_each(|name| d.ident("name", name));
                output.path.iter().for_each(|path| d.node("path", None, |d| d.expr(path)));
                output.fields.iter().for_each(|field| d.field(field));
            }),
            ItemKind::Filter(filter) => self.filter(filter, item.span),
            ItemKind::Model(model) => self.node(&named("model", &model.name), span, |d| {
                model.fields.iter().for_each(|field| d.property(field));
            }),
            ItemKind::Expect(expect) => self.node("expect", span, |d| d.exprs(&expect.conditions)),
        }
    }

    fn ident(&mut self, what: &str, name: &Ident) {
        self.node(&named(what, name), Some(name.span), |_| {});
    }

    fn args(&mut self, args: &[Arg]) {
        for arg in args {
            match &arg.name {
                Some(name) => self.node(&named("arg", name), Some(name.span), |d| d.expr(&arg.value)),
                None => self.expr(&arg.value),
            }
        }
    }

    fn exprs(&mut self, exprs: &[Expr]) {
        exprs.iter().for_each(|expr| self.expr(expr));
    }

    fn filter(&mut self, filter: &Filter, span: Span) {
        let kind = match filter.kind {
            FilterKind::Composed => "filter",
            FilterKind::Kernel => "kernel",
            FilterKind::Extern => "extern filter",
            FilterKind::Encoder => "extern encoder",
            FilterKind::Measure => "extern measure",
        };
        self.node(&named(kind, &filter.name), Some(span), |d| {
            filter.params.iter().for_each(|param| d.param(param));
            d.node("returns", None, |d| d.ty(&filter.returns));
            filter.body.iter().for_each(|body| d.block(body));
        });
    }

    fn param(&mut self, param: &Param) {
        self.docs(&param.docs);
        self.node(&named("param", &param.name), Some(param.span), |d| {
            d.ty(&param.ty);
            d.default(param.default.as_ref());
        });
    }

    fn default(&mut self, default: Option<&Expr>) {
        default.into_iter().for_each(|default| self.node("default", None, |d| d.expr(default)));
    }

    fn field(&mut self, field: &Field) {
        self.node(&named("field", &field.name), Some(field.name.span), |d| d.expr(&field.value));
    }

    fn block(&mut self, block: &Block) {
        self.node("block", Some(block.span), |d| {
            block.lets.iter().for_each(|binding: &Let| {
                d.node(&named("let", &binding.name), Some(binding.name.span), |d| d.expr(&binding.value));
            });
            d.expr(&block.value);
        });
    }

    fn ty(&mut self, ty: &TypeExpr) {
        let span = Some(ty.span);
        match &ty.kind {
            TypeKind::Range(low, high) => self.node("type range", span, |d| {
                d.expr(low);
                d.expr(high);
            }),
            TypeKind::OneOf(choices) => self.node("type one_of", span, |d| d.exprs(choices)),
            TypeKind::Named(name, args) => {
                self.node(&named("type", name), span, |d| args.iter().for_each(|arg| d.type_arg(arg)));
            }
            TypeKind::Optional(ty) => self.node("type optional", span, |d| d.ty(ty)),
            TypeKind::List(element, count) => self.node("type list", span, |d| {
                d.ty(element);
                count.iter().for_each(|count| d.node("count", None, |d| d.expr(count)));
            }),
            TypeKind::Record(fields) => self.node("type record", span, |d| {
                for field in fields {
                    d.node(&named("field", &field.name), Some(field.name.span), |d| d.ty(&field.ty));
                }
            }),
        }
    }

    fn type_arg(&mut self, arg: &TypeArg) {
        match arg {
            TypeArg::Like(clip) => self.ident("like", clip),
            TypeArg::Any(choices) => self.node("any", None, |d| d.choices(choices)),
            TypeArg::Property(property) => self.property(property),
        }
    }

    fn property(&mut self, property: &Property) {
        self.node(&named("property", &property.name), Some(property.name.span), |d| d.choices(&property.choices));
    }

    fn choices(&mut self, choices: &[Choice]) {
        for choice in choices {
            match choice {
                Choice::Value(value) => self.expr(value),
                Choice::Range(low, high) => self.range(low, high),
                Choice::Size(size) => {
                    self.node(&format!("size {}x{}", size.width, size.height), Some(size.span), |_| {});
                }
            }
        }
    }

    fn range(&mut self, low: &Expr, high: &Expr) {
        self.node("range", None, |d| {
            d.expr(low);
            d.expr(high);
        });
    }

    fn call(&mut self, head: &str, call: &Call, piped: Option<&Expr>, span: Span) {
        let module = call.module.as_ref().map(|module| format!("{}.", module.name)).unwrap_or_default();
        self.node(&format!("{head} {module}{}", call.name.name), Some(span), |d| {
            piped.into_iter().for_each(|left| d.expr(left));
            d.args(&call.args);
        });
    }

    fn expr(&mut self, expr: &Expr) {
        let span = Some(expr.span);
        match &expr.kind {
            ExprKind::Number { text, unit, .. } => self.node(&format!("number {text}{unit}"), span, |_| {}),
            ExprKind::Text(value) => self.node(&format!("text {value:?}"), span, |_| {}),
            ExprKind::Bool(value) => self.node(&format!("bool {value}"), span, |_| {}),
            ExprKind::Name(name) => self.node(&format!("name {name}"), span, |_| {}),
            ExprKind::Member(object, name) => self.node(&named("member", name), span, |d| d.expr(object)),
            ExprKind::Call(call) => self.call("call", call, None, expr.span),
            ExprKind::Pipe(left, call) => self.call("pipe", call, Some(left), expr.span),
            ExprKind::Unary(op, value) => {
                let op = if *op == UnaryOp::Neg { "unary -" } else { "unary not" };
                self.node(op, span, |d| d.expr(value));
            }
            ExprKind::Binary(op, left, right) => self.node(&format!("binary {}", op.symbol()), span, |d| {
                d.expr(left);
                d.expr(right);
            }),
            ExprKind::If(condition, yes, no) => self.node("if", span, |d| {
                d.expr(condition);
                d.expr(yes);
                d.expr(no);
            }),
            ExprKind::List(values) => self.node("list", span, |d| d.exprs(values)),
            ExprKind::Index(base, offsets) => match &base.kind {
                ExprKind::Name(name) => self.node(&format!("index {name}"), span, |d| d.exprs(offsets)),
                _ => self.node("index", span, |d| {
                    d.expr(base);
                    d.exprs(offsets);
                }),
            },
            ExprKind::Reduce(reduce) => self.node(&named("reduce", &reduce.op), span, |d| {
                for (name, low, high) in &reduce.over {
                    d.node(&named("over", name), Some(name.span), |d| {
                        d.expr(low);
                        d.expr(high);
                    });
                }
                d.block(&reduce.body);
            }),
            ExprKind::Match(matching) => self.node("match", span, |d| {
                d.expr(&matching.subject);
                for arm in &matching.arms {
                    let head = if arm.is_else() { "else" } else { "case" };
                    d.node(head, Some(arm.span), |d| {
                        d.choices(&arm.patterns);
                        d.node("value", None, |d| d.expr(&arm.value));
                    });
                }
            }),
            ExprKind::For(each) => self.node(&named("for", &each.name), span, |d| {
                match &each.over {
                    Over::Values(values) => d.expr(values),
                    Over::Range(low, high) => d.range(low, high),
                }
                if let Some(carry) = &each.carry {
                    d.node(&named("carry", &carry.name), Some(carry.name.span), |d| d.expr(&carry.start));
                }
                d.block(&each.body);
            }),
            ExprKind::Record(fields) => self.node("record", span, |d| fields.iter().for_each(|field| d.field(field))),
        }
    }
}

fn named(what: &str, name: &Ident) -> String {
    format!("{what} {}", name.name)
}
