//! Filters made of other filters: evaluated in place of their calls.

use super::arguments::Bound;
use super::{Elaborator, Site};
use crate::diagnostics::Diagnostic;
use crate::resolve::Declaration;
use crate::syntax::ast::{Call, Ident};
use crate::types::{ParamType, Value};

impl Elaborator<'_> {
    /// The value of the body of `declaration` for these arguments.
    pub(super) fn composed(&mut self, declaration: &Declaration, call: &Call, bound: &Bound) -> Value {
        let mut names = bound.values.clone();
        let params = declaration.params.iter().filter(|param| param.ty.is_clip());
        match self.clips(declaration, bound, call.span) {
            Some(clips) => names.extend(params.map(|param| param.name.clone()).zip(clips.into_iter().map(Value::Clip))),
            // What is wrong with the clips has been said; the body is not judged by it.
            None => names.extend(params.map(|param| (param.name.clone(), Value::Unknown))),
        }
        let Some(body) = &declaration.filter.body else { return Value::Unknown };
        // A filter that uses itself is reported by `check_names`; to follow it would not end.
        if self.calling.iter().any(|name| name == declaration.name()) {
            return Value::Unknown;
        }
        let (outer, found) = (self.site.clone(), self.diagnostics.len());
        // Inside the library, nodes are still at the place where the user asked for them.
        let in_library = self.library.is_own(declaration.filter.name.span.source);
        if in_library && self.site.is_none() {
            self.site = Some(Site { span: call.span, filter: declaration.name().to_owned() });
        }
        self.calling.push(declaration.name().to_owned());
        let value = self.block(body, names);
        self.calling.pop();
        self.site = outer;
        if !in_library {
            for diagnostic in &mut self.diagnostics[found..] {
                *diagnostic = std::mem::replace(diagnostic, Diagnostic::new(diagnostic.code, ""))
                    .label(call.span, "in this call");
            }
        }
        if let (ParamType::Video(requirements), Value::Clip(clip)) = (&declaration.returns.ty, &value) {
            self.check_requirements(*clip, requirements, call.span, &format!("what {} gives", declaration.name()));
        }
        value
    }

    /// Checks a filter definition that may not be called: its body with nothing known of its arguments.
    pub(super) fn check_filter(&mut self, name: &Ident) {
        let library = self.library;
        let Some(declaration) = library.filter_at(name) else { return };
        let Some(body) = &declaration.filter.body else { return };
        let names = declaration.params.iter().map(|param| (param.name.clone(), Value::Unknown)).collect();
        self.calling.push(name.name.clone());
        self.by_definition = true;
        self.block(body, names);
        self.by_definition = false;
        self.calling.pop();
    }
}
