//! Filters of every kind, with what they take and give.

use super::super::ast::{Filter, FilterKind};
use super::{Failed, Parsed, Parser};
use crate::diagnostics::{Code, Diagnostic};

impl Parser<'_, '_> {
    /// A filter of any kind, behind its first keyword.
    pub(super) fn filter(&mut self, keyword: &str) -> Parsed<Filter> {
        let kind = match keyword {
            "kernel" => FilterKind::Kernel,
            "extern" if self.eat_word("filter").is_some() => FilterKind::Extern,
            "extern" if self.eat_word("encoder").is_some() => FilterKind::Encoder,
            "extern" if self.eat_word("measure").is_some() => FilterKind::Measure,
            "extern" => {
                return Err(self.expected(
                    "`filter`, `measure` or `encoder`",
                    "after `extern`",
                    Some("extern filter crop(clip: video) -> video"),
                ));
            }
            _ => FilterKind::Composed,
        };
        let name = self.name("the filter", "filter soften_twice(clip: video) -> video")?;
        self.need_symbol("(", "in front of the parameters")?;
        let (params, _) = self.list(")", "parameters", |parser| {
            let docs = parser.item_docs();
            if parser.at_symbol(")") {
                parser.refuse_lone_docs();
                return Err(Failed);
            }
            parser.param(docs)
        })?;
        if !self.arrow("->") {
            return Err(self.expected("`->` and what the filter gives", "", Some("-> video")));
        }
        let returns = self.ty()?;
        let native = matches!(kind, FilterKind::Extern | FilterKind::Encoder | FilterKind::Measure);
        let body = if self.at_symbol("{") {
            if native {
                let brace = self.token().span;
                self.report(
                    Diagnostic::new(
                        Code::SYNTAX,
                        format!("found a body for the extern `{}`, expected none", name.name),
                    )
                    .label(brace, "native code does this part")
                    .help("remove the body, or write `filter` or `kernel` without `extern`"),
                );
                return Err(Failed);
            }
            Some(self.block()?.0)
        } else if native {
            None
        } else {
            return Err(self.expected("`{` and a body", &format!("for `{}`", name.name), Some("{ clip |> soften() }")));
        };
        Ok(Filter { kind, name, params, returns, body })
    }
}
