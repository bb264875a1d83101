//! Records: `{ clean: a, removed: b }`.

use super::super::ast::{ExprKind, Field, Ident};
use super::super::lex::Kind;
use super::expressions::Tree;
use super::{Failed, Parsed, Parser, is_symbol};
use crate::diagnostics::{Code, Diagnostic, Fix};

impl Parser<'_, '_> {
    /// `{ name: value, … }`, `{` being next.
    pub(super) fn record(&mut self) -> Parsed<Tree> {
        let open = self.token();
        let (first, second) = (self.peek(1), self.peek(2));
        let named = matches!(first.kind, Kind::Word | Kind::Text) && matches!(second.text, ":" | "=" | "," | "}");
        if !named || second.kind != Kind::Symbol {
            self.report(
                Diagnostic::new(Code::SYNTAX, "found `{` where a value should be, expected a value")
                    .label(open.span, "a value in braces is a record: `{ name: value }`")
                    .help("remove the braces, or name what is in them: `{ clean: a, removed: b }`"),
            );
            return Err(Failed);
        }
        self.nested(|parser| {
            parser.advance();
            let mut height = 0;
            let (fields, close) = parser.list("}", "fields", |parser| {
                let name = parser.field_name()?;
                parser.colon("value")?;
                let value = parser.tree()?;
                height = height.max(value.height);
                Ok(Field { name, value: value.expr })
            })?;
            parser.node(ExprKind::Record(fields), open.span.to(close), height)
        })
    }

    /// The name of a field; a text is what other languages write.
    fn field_name(&mut self) -> Parsed<Ident> {
        let token = self.token();
        if token.kind == Kind::Text && is_symbol(self.peek(1), ":") {
            self.advance();
            let name = token.text.trim_matches(['"', '\'']).to_owned();
            self.report(
                Diagnostic::new(Code::SYNTAX, format!("found the text {} as a name, expected a name", token.text))
                    .label(token.span, "names have no quotes")
                    .help(format!("write `{name}: …`")),
            );
            return Ok(Ident { name, span: token.span });
        }
        let name = self.name("the field", "{ clean: a, removed: b }")?;
        if self.at_symbol(",") || self.at_symbol("}") {
            let text = &name.name;
            self.report(
                Diagnostic::new(Code::SYNTAX, format!("found `{text}` without a value, expected `{text}: …`"))
                    .label(name.span, "the name of a field, or its value?")
                    .help(format!("write `{text}: {text}`"))
                    .fix(Fix::maybe(format!("write `{text}: {text}`")).insert_after(name.span, format!(": {text}"))),
            );
            return Err(Failed);
        }
        Ok(name)
    }
}
