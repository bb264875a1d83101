//! Bodies: `{ let … let … value }`.

use super::super::Span;
use super::super::ast::{Block, Let};
use super::super::lex::Kind;
use super::{Failed, Parsed, Parser, is_name};

impl Parser<'_, '_> {
    /// `{ let … let … value }`
    pub(super) fn block(&mut self) -> Parsed<(Block, u32)> {
        let open = self.need_symbol("{", "before the body")?;
        let outside = std::mem::take(&mut self.brackets);
        let result = self.block_from(open);
        self.brackets = outside;
        result
    }

    fn block_from(&mut self, open: Span) -> Parsed<(Block, u32)> {
        let mut lets = Vec::new();
        let mut height = 0;
        let mut failed = false;
        loop {
            let assigned = !self.at_word("let") && self.foreign_statement();
            if !assigned && !self.at_word("let") && self.token().kind != Kind::ItemDoc {
                break;
            }
            if self.token().kind == Kind::ItemDoc {
                self.refuse_docs("a `let` inside a body");
                continue;
            }
            if !assigned {
                self.advance();
            }
            match self.let_with_height() {
                Ok((binding, tall)) => {
                    height = height.max(tall);
                    lets.push(binding);
                }
                Err(Failed) => {
                    failed = true;
                    if !self.skip_to_let() {
                        return Err(Failed);
                    }
                }
            }
        }
        if failed && self.at_symbol("}") {
            return Err(Failed);
        }
        if self.at_symbol("}") {
            return Err(self.expected("a value", "at the end of the body", Some("{ clip |> soften() }")));
        }
        let value = self.tree()?;
        height = height.max(value.height);
        let Some(close) = self.eat_symbol("}") else {
            return Err(self.expected("an operator or `}`", "after the body's value", None));
        };
        if failed {
            return Err(Failed);
        }
        Ok((Block { lets, value: Box::new(value.expr), span: open.to(close) }, height))
    }

    /// The rest of a `let`, the keyword being eaten.
    pub(super) fn let_with_height(&mut self) -> Parsed<(Let, u32)> {
        if self.at_word("mut") && is_name(self.peek(1)) {
            self.needless("a value never changes");
        }
        let name = self.name("the value", "let picture = tape.video")?;
        if self.eat_symbol("=").is_none() && !self.foreign_let(&name) {
            return Err(self.expected(
                "`=` and a value",
                &format!("for `{}`", name.name),
                Some("let picture = tape.video"),
            ));
        }
        let value = self.tree()?;
        Ok((Let { name, value: value.expr }, value.height))
    }

    /// Passes over tokens up to the next `let` at the start of a line, or the `}` of this block.
    fn skip_to_let(&mut self) -> bool {
        let mut depth = 0usize;
        loop {
            let token = self.token();
            match (token.kind, token.text) {
                (Kind::End, _) => return false,
                (Kind::Word, "let") if depth == 0 && token.starts_line => return true,
                (Kind::Symbol, "}") if depth == 0 => return true,
                (Kind::Symbol, "(" | "[" | "{") => depth += 1,
                (Kind::Symbol, ")" | "]" | "}") => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.advance();
        }
    }
}
