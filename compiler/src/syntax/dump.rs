//! The text form of a syntax tree.

use super::Span;
use super::ast::{
    Block, Call, Expr, ExprKind, Field, File, Filter, FilterKind, Ident, ItemKind, Let, Param, TypeArg, TypeExpr,
    TypeKind, UnaryOp,
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
pub(super) fn without_places(file: &File) -> String {
    let mut dumper = Dumper { lines: None, out: String::new(), depth: 0 };
    dumper.file(file);
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
            let span = Some(item.span);
            match &item.kind {
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
                    output.path.iter().for_each(|path| d.node("path", None, |d| d.expr(path)));
                    output.fields.iter().for_each(|field| d.field(field));
                }),
                ItemKind::Filter(filter) => self.filter(filter, item.span),
                ItemKind::Expect(expect) => {
                    self.node("expect", span, |d| expect.conditions.iter().for_each(|condition| d.expr(condition)));
                }
            }
        }
    }

    fn filter(&mut self, filter: &Filter, span: Span) {
        let kind = match filter.kind {
            FilterKind::Composed => "filter",
            FilterKind::Kernel => "kernel",
            FilterKind::Extern => "extern filter",
            FilterKind::Encoder => "extern encoder",
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
            TypeKind::OneOf(choices) => {
                self.node("type one_of", span, |d| choices.iter().for_each(|choice| d.expr(choice)));
            }
            TypeKind::Named(name, args) => {
                self.node(&named("type", name), span, |d| args.iter().for_each(|arg| d.type_arg(arg)));
            }
        }
    }

    fn type_arg(&mut self, arg: &TypeArg) {
        match arg {
            TypeArg::Like(clip) => self.node(&named("like", clip), Some(clip.span), |_| {}),
            TypeArg::AnyOf(names) => {
                let list: Vec<&str> = names.iter().map(|name| name.name.as_str()).collect();
                self.node(&format!("any of {}", list.join(" | ")), names.first().map(|name| name.span), |_| {});
            }
            TypeArg::Set(name, value) => self.node(&named("set", name), Some(name.span), |d| d.expr(value)),
            TypeArg::Range(low, high) => self.node("range", None, |d| {
                d.expr(low);
                d.expr(high);
            }),
        }
    }

    fn call(&mut self, head: &str, call: &Call, piped: Option<&Expr>, span: Span) {
        self.node(&named(head, &call.name), Some(span), |d| {
            piped.into_iter().for_each(|left| d.expr(left));
            for arg in &call.args {
                match &arg.name {
                    Some(name) => d.node(&named("arg", name), Some(name.span), |d| d.expr(&arg.value)),
                    None => d.expr(&arg.value),
                }
            }
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
            ExprKind::List(values) => self.node("list", span, |d| values.iter().for_each(|value| d.expr(value))),
            ExprKind::Index(name, offsets) => {
                self.node(&named("index", name), span, |d| offsets.iter().for_each(|offset| d.expr(offset)));
            }
            ExprKind::Reduce(reduce) => self.node(&named("reduce", &reduce.op), span, |d| {
                for (name, low, high) in &reduce.over {
                    d.node(&named("over", name), Some(name.span), |d| {
                        d.expr(low);
                        d.expr(high);
                    });
                }
                d.block(&reduce.body);
            }),
        }
    }
}

fn named(what: &str, name: &Ident) -> String {
    format!("{what} {}", name.name)
}
