//! What stands on lines of its own in braces: outputs, models, expectations.

use super::super::ast::{Expect, Field, Ident, Model, Output, Property};
use super::super::lex::Kind;
use super::{Failed, Parsed, Parser, is_name, is_symbol};
use crate::diagnostics::{Code, Diagnostic, Fix};

impl Parser<'_, '_> {
    /// What is written, behind `output`.
    pub(super) fn output(&mut self) -> Parsed<Output> {
        let first = self.at;
        let name = if self.at_output_name() { Some(self.name("the output", "output master \"m.mkv\"")?) } else { None };
        let path = if self.at_symbol("{") { None } else { Some(self.expression()?) };
        if !self.at_symbol("{") {
            let text = self.written(first, self.at);
            let example = if self.at_name() && !self.token().starts_line {
                format!("output {} {text} {{ video: picture }}", self.token().text)
            } else {
                "output \"restored.mkv\" { video: picture }".to_owned()
            };
            return Err(self.expected("`{` and what goes into the output", "", Some(&example)));
        }
        self.advance();
        let mut fields = Vec::new();
        let mut failed = false;
        while self.eat_symbol("}").is_none() {
            let start = self.at;
            match self.field() {
                Ok(field) => fields.push(field),
                Err(Failed) => {
                    failed = true;
                    if !self.skip_to_field(start) {
                        return Err(Failed);
                    }
                }
            }
        }
        if failed { Err(Failed) } else { Ok(Output { name, path, fields }) }
    }

    /// At the name of an output: a name alone, before the path or the `{`.
    fn at_output_name(&self) -> bool {
        let next = self.peek(1);
        let path = next.kind == Kind::Text || is_name(next) || (is_symbol(next, "(") && next.spaced);
        self.at_name() && (path && !next.starts_line || is_symbol(next, "{"))
    }

    fn field(&mut self) -> Parsed<Field> {
        if self.token().kind == Kind::ItemDoc {
            self.refuse_docs("a line of an output");
            return Err(Failed);
        }
        let name = self.name("what goes into the output", "video: picture")?;
        self.colon("value")?;
        let value = self.expression()?;
        self.end_of_line(&name.name, "an output")?;
        Ok(Field { name, value })
    }

    /// Behind the value of `name: value` on a line of its own in braces.
    pub(super) fn end_of_line(&mut self, name: &str, place: &str) -> Parsed<()> {
        if let Some(comma) = self.eat_symbol(",") {
            self.report(
                Diagnostic::new(Code::SYNTAX, format!("found `,` after `{name}`, but the lines of {place} need none"))
                    .label(comma, "not needed")
                    .help("remove the `,` and write each on a line of its own")
                    .fix(Fix::certain("remove the `,`").remove(comma)),
            );
        }
        let next = self.token();
        let another = next.kind == Kind::Word && is_symbol(self.peek(1), ":");
        if next.starts_line || is_symbol(next, "}") || another {
            return Ok(());
        }
        Err(self.expected("an operator, a new line or `}`", "after the value", None))
    }

    /// A network's contract, behind `model`.
    pub(super) fn model(&mut self) -> Parsed<Model> {
        let name = self.name("the model", "model upscaler { file: \"models/upscaler.onnx\" }")?;
        self.need_symbol("{", "in front of what the model is")?;
        let mut fields = Vec::new();
        let mut failed = false;
        while self.eat_symbol("}").is_none() {
            let start = self.at;
            match self.model_field() {
                Ok(field) => fields.push(field),
                Err(Failed) => {
                    failed = true;
                    if !self.skip_to_field(start) {
                        return Err(Failed);
                    }
                }
            }
        }
        if failed { Err(Failed) } else { Ok(Model { name, fields }) }
    }

    fn model_field(&mut self) -> Parsed<Property> {
        if self.token().kind == Kind::ItemDoc {
            self.refuse_docs("a line of a model");
            return Err(Failed);
        }
        // `input: rgb`: no item can start here, so the keyword is a name.
        let token = self.token();
        let name = if token.kind == Kind::Word && is_symbol(self.peek(1), ":") {
            self.advance();
            Ident { name: token.text.to_owned(), span: token.span }
        } else {
            self.name("what is said about the model", "scale: 2")?
        };
        self.colon("value")?;
        let choices = self.choices()?;
        self.end_of_line(&name.name, "a model")?;
        Ok(Property { name, choices })
    }

    /// Conditions, behind `expect`.
    pub(super) fn expect(&mut self) -> Parsed<Expect> {
        self.need_symbol("{", "in front of the conditions")?;
        let mut conditions = Vec::new();
        while self.eat_symbol("}").is_none() {
            conditions.push(self.expression()?);
            let next = self.token();
            if !next.starts_line && !is_symbol(next, "}") {
                return Err(self.expected("an operator, a new line or `}`", "after the condition", None));
            }
        }
        Ok(Expect { conditions })
    }

    /// Passes over tokens up to the next `name:` at the start of a line, behind the token `start`, where a field was
    /// not read; false if there is none.
    pub(super) fn skip_to_field(&mut self, start: usize) -> bool {
        loop {
            let token = self.token();
            if token.kind == Kind::End || is_symbol(token, "}") {
                return false;
            }
            let is_field = token.starts_line && token.kind == Kind::Word;
            // A keyword may have failed without a step: it is not tried again.
            if self.at > start && is_field && matches!(self.peek(1).text, ":" | "=") {
                return true;
            }
            self.advance();
        }
    }
}
