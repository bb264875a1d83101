//! Fits the arguments of a call to the parameters of what is called.

use std::collections::BTreeMap;

use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::resolve::{Declaration, Origin, Parameter, is_reserved_arg};
use crate::syntax::Span;
use crate::syntax::ast::{Arg, Call};
use crate::types::{Args, ParamType, Value};

/// The arguments of one call, by parameter.
pub(super) struct Bound {
    /// Every parameter with its value, defaults filled in.
    pub(super) values: BTreeMap<String, Value>,
    /// Where each value is written; defaults point at the call.
    pub(super) spans: BTreeMap<String, Span>,
}

impl Bound {
    /// The plain arguments as constants; `None` while one is unknown.
    pub(super) fn constants(&self, declaration: &Declaration) -> Option<Args> {
        let mut args = Args::default();
        for param in declaration.params.iter().filter(|param| param.ty.is_plain()) {
            args.0.insert(param.name.clone(), self.values.get(&param.name)?.to_constant()?);
        }
        Some(args)
    }
}

impl Elaborator<'_> {
    /// Binds `piped` and `args` to the parameters of `declaration`, checking each value.
    pub(super) fn bind(
        &mut self,
        declaration: &Declaration,
        call: &Call,
        piped: Option<(Value, Span)>,
        args: &[Arg],
        scope: &Scope,
    ) -> Bound {
        let mut bound = Bound { values: BTreeMap::new(), spans: BTreeMap::new() };
        let mut positional = declaration.params.iter().filter(|param| !param.only_by_name);
        if let Some((value, span)) = piped {
            match positional.next() {
                Some(param) => self.bind_one(declaration, param, value, span, &mut bound),
                None => self.too_many(declaration, span),
            }
        }
        for arg in args.iter().filter(|arg| !is_reserved_arg(declaration, arg)) {
            let value = self.evaluate(&arg.value, scope);
            let span = arg.value.span;
            let param = match &arg.name {
                // An unknown name has been reported by `check_names`.
                Some(name) => match declaration.param(&name.name) {
                    Some(param) => param,
                    None => continue,
                },
                None => match positional.next() {
                    Some(param) => param,
                    None => {
                        self.too_many(declaration, span);
                        continue;
                    }
                },
            };
            if let Some(first) = bound.spans.get(&param.name) {
                let first = *first;
                self.report(
                    Diagnostic::new(
                        Code::EXTRA_ARGUMENT,
                        format!("{} is given `{}` twice", declaration.name(), param.name),
                    )
                    .label(span, "the second")
                    .label(first, "the first")
                    .help("remove one of them"),
                );
                continue;
            }
            self.bind_one(declaration, param, value, span, &mut bound);
        }
        self.bind_defaults(declaration, call, &mut bound);
        bound
    }

    fn bind_one(&mut self, declaration: &Declaration, param: &Parameter, value: Value, span: Span, bound: &mut Bound) {
        bound.spans.insert(param.name.clone(), span);
        let is_graph = matches!(declaration.origin, Origin::Graph(_));
        let fitted = match (&value, param.ty.given()) {
            // What a graph takes as media may be given as a clip.
            (Value::Clip(_), ParamType::Media) if is_graph => Ok(value.clone()),
            _ => param.ty.fit(value.clone()),
        };
        let value = match fitted {
            Ok(value) => value,
            Err(_) if matches!(value, Value::None(_)) => {
                let Value::None(declared) = value else { return };
                self.nothing_given(span, declared)
            }
            Err(refusal) => {
                let near = match &value {
                    Value::Name(name) if refusal.code == Code::UNKNOWN_NAME => Some(self.undefined_help(name)),
                    _ => None,
                };
                let only_clip = declaration.params.iter().filter(|param| param.ty.is_clip()).count() == 1;
                let what = if param.ty.is_clip() && only_clip {
                    "what it works on".to_owned()
                } else {
                    format!("`{}`", param.name)
                };
                let diagnostic =
                    Diagnostic::new(refusal.code, format!("{}: {what} {}", declaration.name(), refusal.reason))
                        .label(span, "");
                self.report(Diagnostic { help: near.or(refusal.help), ..diagnostic });
                Value::Unknown
            }
        };
        bound.values.insert(param.name.clone(), value);
    }

    fn bind_defaults(&mut self, declaration: &Declaration, call: &Call, bound: &mut Bound) {
        for param in &declaration.params {
            if bound.values.contains_key(&param.name) {
                continue;
            }
            let value = match &param.default {
                // A graph works out its own defaults, where its own names are visible.
                Some(_) if matches!(declaration.origin, Origin::Graph(_)) => continue,
                None if param.ty.is_optional() => Value::None(Some(param.span)),
                Some(default) => {
                    // A default may use the parameters before it.
                    let value = self.evaluate(default, &Scope::Filter(bound.values.clone()));
                    match param.ty.fit(value) {
                        Ok(value) => value,
                        Err(refusal) => {
                            self.report(
                                Diagnostic::new(
                                    Code::BAD_DECLARATION,
                                    format!("the default of `{}` {}", param.name, refusal.reason),
                                )
                                .label(default.span, "")
                                .help("change the default or the type"),
                            );
                            Value::Unknown
                        }
                    }
                }
                None => {
                    let first = declaration.params.iter().find(|param| param.ty.is_clip());
                    let first_clip = first.is_some_and(|first| first.name == param.name);
                    let what = match &param.ty {
                        _ if first_clip => "a clip to work on".to_owned(),
                        ty => format!("`{}`, {ty}", param.name),
                    };
                    let help = if first_clip {
                        format!("pipe a clip into it: `clip.video |> {}(…)`", declaration.name())
                    } else {
                        format!("add `{}: …`", param.name)
                    };
                    self.report(
                        Diagnostic::new(Code::MISSING_ARGUMENT, format!("{} needs {what}", declaration.name()))
                            .label(call.span, "")
                            .help(help),
                    );
                    Value::Unknown
                }
            };
            bound.spans.entry(param.name.clone()).or_insert(call.span);
            bound.values.insert(param.name.clone(), value);
        }
    }

    fn too_many(&mut self, declaration: &Declaration, span: Span) {
        let names: Vec<_> = declaration.params.iter().map(|param| param.name.as_str()).collect();
        let by_name = declaration.params.iter().find(|param| param.only_by_name);
        let help = match by_name {
            Some(param) => format!("give the params of a graph by name: `{}: …`", param.name),
            None => format!("its parameters are {}", names.join(", ")),
        };
        self.report(
            Diagnostic::new(Code::EXTRA_ARGUMENT, format!("{} has no place for this argument", declaration.name()))
                .label(span, "")
                .help(help),
        );
    }
}
