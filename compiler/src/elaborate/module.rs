//! Graphs called as filters: the top level of another file, evaluated with what the call gives it.

use super::arguments::Bound;
use super::{Callee, Elaborator, Entry, Scope, Unit};
use crate::diagnostics::{Code, Diagnostic};
use crate::resolve::{Declaration, Module};
use crate::syntax::ast::{Call, ItemKind, Output};
use crate::types::{ParamType, Value};

impl<'a> Elaborator<'a> {
    /// The picture of a graph's output before it is encoded; of several outputs a record.
    pub(super) fn graph_call(
        &mut self,
        module: &'a Module,
        declaration: &Declaration,
        call: &Call,
        bound: &Bound,
    ) -> Value {
        self.notes.set_callee(call.name.span, Callee::Graph(module.source));
        if module.is_broken {
            return Value::Unknown;
        }
        let mut unit = Unit::new(&module.file);
        unit.is_called = true;
        unit.is_wanted = self.is_measured_here();
        self.check_given(module, bound, call.span);
        for (name, value) in self.fit_clips(declaration, bound, call.span) {
            unit.globals.insert(name, Some(value));
        }
        let outer = std::mem::replace(&mut self.unit, unit);
        let (site, found) = (self.site.clone(), self.diagnostics.len());
        if module.is_preset && self.site.is_none() {
            self.site = Some(Entry { span: call.span, filter: declaration.name().to_owned() });
        }
        let value = self.pictures(module, call);
        self.unit = outer;
        self.site = site;
        if !module.is_preset {
            self.add_call_to(found, call.span);
        }
        value
    }

    fn pictures(&mut self, module: &'a Module, call: &Call) -> Value {
        let outputs: Vec<&'a Output> = module
            .file
            .items
            .iter()
            .filter_map(|item| match &item.kind {
                ItemKind::Output(output) => Some(output),
                _ => None,
            })
            .collect();
        if let [output] = outputs.as_slice() {
            return self.picture_of(output);
        }
        let mut pictures = Vec::new();
        for output in &outputs {
            let Some(name) = &output.name else {
                self.report(
                    Diagnostic::new(
                        Code::BAD_OUTPUT,
                        format!("this graph has {} outputs, and one of them has no name to go by", outputs.len()),
                    )
                    .label(self.place(call.span), "")
                    .label(output.path.as_ref().map_or(call.span, |path| path.span), "has no name")
                    .help("name its outputs: `output master \"master.mkv\" { … }`"),
                );
                return Value::Unknown;
            };
            let picture = self.picture_of(output);
            pictures.push((name.name.clone(), picture));
        }
        Value::Record(pictures)
    }

    fn picture_of(&mut self, output: &'a Output) -> Value {
        let Some(field) = output.fields.iter().find(|field| field.name.name == "video") else { return Value::Unknown };
        match self.evaluate(&field.value, &Scope::File) {
            picture @ (Value::Clip(_) | Value::Unknown) => picture,
            // Reported where the graph itself is checked.
            _ => Value::Unknown,
        }
    }

    /// The values of parameters with their clips fitted to what the parameters ask for.
    pub(super) fn fit_clips(
        &mut self,
        declaration: &Declaration,
        bound: &Bound,
        span: crate::syntax::Span,
    ) -> Vec<(String, Value)> {
        let mut fitted = Vec::new();
        let mut complete = true;
        for param in &declaration.params {
            let Some(value) = bound.values.get(&param.name).cloned() else { continue };
            let at = bound.spans.get(&param.name).copied().unwrap_or(span);
            let value = match (value, param.ty.given()) {
                (Value::Clip(clip), ParamType::Video(_)) => match self.adapt(clip, param, declaration, at, span) {
                    Some(clip) => Value::Clip(clip),
                    None => {
                        complete = false;
                        Value::Unknown
                    }
                },
                // What a graph takes as media has a picture; a clip is one already.
                (clip @ Value::Clip(_), ParamType::Media) => Value::Record(vec![("video".to_owned(), clip)]),
                (Value::None(None), ty) if ty != &param.ty => Value::None(Some(param.span)),
                (value, _) => value,
            };
            fitted.push((param.name.clone(), value));
        }
        if !complete {
            // What is wrong with the clips has been said; what is made of them is not judged by it.
            for (_, value) in &mut fitted {
                if matches!(value, Value::Clip(_) | Value::Mask(_) | Value::Vectors(_) | Value::Record(_)) {
                    *value = Value::Unknown;
                }
            }
        }
        fitted
    }

    /// Says of everything reported since `found` in which call it was.
    pub(super) fn add_call_to(&mut self, found: usize, span: crate::syntax::Span) {
        for diagnostic in &mut self.diagnostics[found..] {
            if diagnostic.labels.iter().any(|label| label.span == span) {
                continue;
            }
            let finding = std::mem::replace(diagnostic, Diagnostic::new(diagnostic.code, ""));
            *diagnostic = finding.label(span, "in this call");
        }
    }
}
