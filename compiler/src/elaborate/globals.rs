//! The names at the top level of a file: its params and lets, evaluated when they are first needed.

use std::collections::BTreeSet;

use super::{Elaborator, Scope, read_literal};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::resolve::read_type;
use crate::syntax::ast::{Expr, Item, ItemKind, Param};
use crate::syntax::free_names;
use crate::types::{ParamType, Value};

impl Elaborator<'_> {
    /// The value of a top-level name, if it is one.
    pub(super) fn global(&mut self, name: &str) -> Option<Value> {
        if let Some(known) = self.unit.globals.get(name) {
            let known = known.clone();
            if known.is_none() {
                self.report_circle(name);
            }
            return Some(known.unwrap_or(Value::Unknown));
        }
        if !self.unit.is_called
            && let Some(index) = self.inputs.iter().position(|input| input.name.name == name)
        {
            return Some(self.input(index));
        }
        self.unit.item(name)?;
        // What it needs comes first, so that a long chain of names does not become a deep one of calls.
        for needed in self.needed_by(name) {
            if !self.unit.globals.contains_key(&needed) {
                self.evaluate_global(&needed);
            }
        }
        self.unit.globals.get(name).cloned().flatten()
    }

    fn evaluate_global(&mut self, name: &str) {
        let Some(item) = self.unit.item(name) else { return };
        self.unit.globals.insert(name.to_owned(), None);
        self.unit.evaluating.push(name.to_owned());
        let value = match &item.kind {
            ItemKind::Param(param) => self.param(param),
            ItemKind::Let(binding) => {
                self.check_self_reference(name, &binding.value);
                self.decided(|this| this.evaluate(&binding.value, &Scope::File))
            }
            _ => Value::Unknown,
        };
        self.unit.evaluating.pop();
        self.unit.globals.insert(name.to_owned(), Some(value));
    }

    /// The names that have to be evaluated for `name`, each after those that it needs; `name` is the last.
    /// Names in a circle are left to evaluation, which reports them.
    fn needed_by(&self, name: &str) -> Vec<String> {
        let mut order = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let Some(first) = self.unit.item(name) else { return order };
        let goal = name;
        let mut open: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut on_path: BTreeSet<&str> = BTreeSet::from([name]);
        seen.insert(name);
        open.push((name, names_in(first)));
        while let Some((name, rest)) = open.last_mut() {
            let Some(next) = rest.pop() else {
                order.push((*name).to_owned());
                on_path.remove(name);
                open.pop();
                continue;
            };
            if on_path.contains(next) {
                return vec![goal.to_owned()];
            }
            if let Some(item) = self.unit.item(next)
                && !self.unit.globals.contains_key(next)
                && seen.insert(next)
            {
                on_path.insert(next);
                open.push((next, names_in(item)));
            }
        }
        order
    }

    /// Reports names that are defined by each other; one that is defined by itself alone has been reported.
    fn report_circle(&mut self, name: &str) {
        let start = self.unit.evaluating.iter().position(|other| other == name).unwrap_or(0);
        let circle = self.unit.evaluating[start..].to_vec();
        if circle.len() < 2 {
            return;
        }
        let message = format!("`{name}` is defined by itself, through `{}`", circle[1..].join("`, `"));
        let mut diagnostic = Diagnostic::new(Code::RECURSION, message)
            .help("a graph always ends: begin with an input, and give each step a name of its own");
        for (position, one) in circle.iter().enumerate() {
            let next = &circle[(position + 1) % circle.len()];
            let definition = self.unit.item(one).and_then(|item| match &item.kind {
                ItemKind::Let(binding) => Some(binding.name.span),
                _ => None,
            });
            if let Some(span) = definition {
                diagnostic = diagnostic.label(span, format!("needs `{next}`"));
            }
        }
        self.report(diagnostic);
    }

    fn check_self_reference(&mut self, name: &str, value: &Expr) {
        let mut found = None;
        free_names(value, &mut |other, span| {
            if other == name {
                found.get_or_insert(span);
            }
        });
        if let Some(span) = found {
            self.report(
                Diagnostic::new(Code::RECURSION, format!("`{name}` is defined by itself"))
                    .label(span, "")
                    .help("give the result another name than what goes in"),
            );
        }
    }

    fn param(&mut self, param: &Param) -> Value {
        let ty = read_type(&param.ty, self.diagnostics);
        if !ty.is_plain() {
            self.report(
                Diagnostic::new(Code::BAD_DECLARATION, format!("param `{}` asks for {ty}", param.name.name))
                    .label(param.ty.span, "")
                    .help("a param is a number, a choice, a bool or a text; media comes in through `input`"),
            );
            return Value::Unknown;
        }
        let default = param.default.as_ref().map(|expr| {
            let value = self.evaluate(expr, &Scope::File);
            ty.fit(value).unwrap_or_else(|refusal| {
                self.report(
                    Diagnostic::new(refusal.code, format!("the default of `{}` {}", param.name.name, refusal.reason))
                        .label(expr.span, "")
                        .label(param.ty.span, "declared here")
                        .help(refusal.help.unwrap_or_else(|| "change the default or the range".to_owned())),
                );
                Value::Unknown
            })
        });
        // What the command line says is for the graph that is run, not for one that it calls.
        let said = if self.unit.is_called { None } else { self.bindings.params.get(&param.name.name) };
        let Some(text) = said else {
            // Without a value the graph can be checked but not run; the plan asks for it.
            let missing = if ty.is_optional() { Value::None(Some(param.span)) } else { Value::Unknown };
            return default.unwrap_or(missing);
        };
        let value = match (ty.given(), read_literal(text)) {
            // Quotes are for the shell to take away.
            (ParamType::Text, value) if !matches!(value, Value::Text(_)) && text != "none" => Value::Text(text.clone()),
            (_, value) => value,
        };
        match ty.fit(value) {
            Ok(value) => value,
            Err(refusal) => {
                let help = refusal
                    .help
                    .filter(|help| !help.starts_with("write "))
                    .unwrap_or_else(|| format!("write for example `-p {}={}`", param.name.name, ty.example()));
                self.report(
                    Diagnostic::new(
                        Code::BAD_PARAM,
                        format!("`-p {}={text}`: {} {}", param.name.name, param.name.name, refusal.reason),
                    )
                    .label(param.span, "the param")
                    .help(help),
                );
                Value::Unknown
            }
        }
    }

    pub(super) fn check_param_exists(&mut self, name: &str) {
        let params: Vec<&str> = self
            .main
            .items
            .iter()
            .filter_map(|item| match &item.kind {
                ItemKind::Param(param) => Some(param.name.name.as_str()),
                _ => None,
            })
            .collect();
        if params.contains(&name) {
            return;
        }
        let help = match nearest(name, params.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if params.is_empty() => "this graph has no params".to_owned(),
            None => format!("its params are {}", params.join(", ")),
        };
        self.report(Diagnostic::new(Code::BAD_PARAM, format!("the graph has no param `{name}`")).help(help));
    }
}

/// The names that the value of a let speaks of.
fn names_in(item: &Item) -> Vec<&str> {
    let mut names = Vec::new();
    if let ItemKind::Let(binding) = &item.kind {
        free_names(&binding.value, &mut |name, _| names.push(name));
    }
    names
}
