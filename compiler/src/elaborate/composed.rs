//! Filters made of other filters: evaluated in place of their calls.

use super::arguments::Bound;
use super::{Elaborator, Entry, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::NodeId;
use crate::media::{Layout, Named};
use crate::resolve::Declaration;
use crate::syntax::Span;
use crate::syntax::ast::{Call, Ident};
use crate::types::{ParamType, Value, Verdict};

impl Elaborator<'_> {
    /// The value of the body of `declaration` for these arguments.
    pub(super) fn composed(&mut self, declaration: &Declaration, call: &Call, bound: &Bound) -> Value {
        let names = self.fit_clips(declaration, bound, call.span).into_iter().collect();
        let Some(body) = &declaration.filter.body else { return Value::Unknown };
        let name = &declaration.filter.name;
        // A filter that uses itself is reported by `check_names`; to follow it would not end.
        if self.calling.iter().any(|other| other.span == name.span) {
            return Value::Unknown;
        }
        let (outer, found) = (self.site.clone(), self.diagnostics.len());
        // Inside the library, nodes are still at the place where the user asked for them.
        let in_library = self.library.is_own(name.span.source);
        if in_library && self.site.is_none() {
            self.site = Some(Entry { span: call.span, filter: declaration.name().to_owned() });
        }
        self.calling.push(name.clone());
        let value = self.block(body, Scope::Filter(names));
        self.calling.pop();
        self.site = outer;
        if !in_library {
            self.add_call_to(found, call.span);
        }
        let span = if in_library { call.span } else { body.value.span };
        self.as_promised(value, &declaration.returns.ty, declaration.name(), span)
    }

    /// What a filter gives, as what its declaration says it gives.
    fn as_promised(&mut self, value: Value, ty: &ParamType, who: &str, span: Span) -> Value {
        match (ty, value) {
            (_, Value::Unknown) => Value::Unknown,
            (ParamType::Video(requirements), Value::Clip(clip)) => {
                self.check_requirements(clip, requirements, self.place(span), &format!("what {who} gives"));
                Value::Clip(clip)
            }
            (ParamType::Mask, Value::Clip(clip)) => self.as_mask(clip, who, span),
            (ParamType::Vectors, Value::Clip(clip)) => Value::Vectors(clip),
            (ParamType::Record(fields), Value::Record(values))
                if ty.accept(&Value::Record(values.clone())).is_err() =>
            {
                // A clip stands for a mask in a result, as long as it is one.
                let mut promised = Vec::new();
                for (name, value) in values {
                    let field = fields.iter().find(|(other, _)| *other == name);
                    let is_mask = field.is_some_and(|(_, ty)| *ty == ParamType::Mask);
                    promised.push(match value {
                        Value::Clip(clip) if is_mask => {
                            (name.clone(), self.as_mask(clip, &format!("{who}, as `{name}`,"), span))
                        }
                        value => (name, value),
                    });
                }
                self.accept_result(Value::Record(promised), ty, who, span)
            }
            (_, value) => self.accept_result(value, ty, who, span),
        }
    }

    fn accept_result(&mut self, value: Value, ty: &ParamType, who: &str, span: Span) -> Value {
        let Err(refusal) = ty.accept(&value) else { return value };
        if let Value::None(declared) = value {
            return self.nothing_given(span, declared);
        }
        let diagnostic =
            Diagnostic::new(refusal.code, format!("what {who} gives {}", refusal.reason)).label(self.place(span), "");
        let near = match &value {
            Value::Name(name) => self.nearest_name(name).map(|near| format!("did you mean `{near}`?")),
            _ => None,
        };
        self.report(Diagnostic { help: refusal.help.or(near), ..diagnostic });
        Value::Unknown
    }

    /// A gray clip as a mask.
    fn as_mask(&mut self, clip: NodeId, who: &str, span: Span) -> Value {
        let layout = self.graph.clip(clip).layout.clone();
        if layout.verdict(Layout::ALL, |layout| *layout == Layout::Gray) != Verdict::Fails {
            return Value::Mask(clip);
        }
        self.report(
            Diagnostic::new(
                Code::CLIP_MISMATCH,
                format!("what {who} gives is to be a mask, which is gray, but it is {layout}"),
            )
            .label(self.place(span), "")
            .help("make it gray: `convert(layout: gray)`, or `as_mask(clip)`"),
        );
        Value::Unknown
    }

    /// Checks a filter definition that may not be called: its body with nothing known of its arguments.
    pub(super) fn check_filter(&mut self, name: &Ident) {
        let library = self.library;
        let Some(declaration) = library.part(name.span.source, &name.name) else { return };
        let Some(body) = &declaration.filter.body else { return };
        let names = declaration.params.iter().map(|param| (param.name.clone(), Value::Unknown)).collect();
        self.calling.push(name.clone());
        self.by_definition = true;
        let value = self.block(body, Scope::Filter(names));
        self.as_promised(value, &declaration.returns.ty, declaration.name(), body.value.span);
        self.by_definition = false;
        self.calling.pop();
    }
}
