//! Kernels that make several planes at once: `-> { r: plane, g: plane, b: plane }`.

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::kernel::{Expr, ExprId, Load};
use crate::media::{Named, PlaneName};
use crate::syntax::Span;
use crate::syntax::ast::{Block, Field, Filter, TypeKind};

use super::scope::Value;
use super::{Lowering, is_type};

/// Planes of a clip of colour: a kernel of several planes has a value for each.
const PLANES: usize = 3;

impl<'a> Lowering<'a> {
    /// The planes that the signature promises; none for one that runs on each plane. `None` after a diagnostic.
    pub(super) fn promised(&mut self, def: &Filter) -> Option<Vec<(PlaneName, Span)>> {
        let name = &def.name.name;
        let TypeKind::Record(fields) = &def.returns.kind else {
            if !is_type(&def.returns.kind, "plane") {
                self.report(
                    Diagnostic::new(
                        Code::KERNEL_SIGNATURE,
                        format!("kernel `{name}` gives something other than a plane"),
                    )
                    .label(def.returns.span, "must be `plane`")
                    .help("write `-> plane`; only a `filter` or `extern filter` gives a `video`"),
                );
                return None;
            }
            return Some(Vec::new());
        };
        let mut planes: Vec<(PlaneName, Span)> = Vec::new();
        for field in fields {
            let Some(plane) = PlaneName::from_name(&field.name.name) else {
                let names = PlaneName::ALL.iter().map(|plane| plane.name());
                let found = Diagnostic::new(
                    Code::KERNEL_SIGNATURE,
                    format!("kernel `{name}` makes a plane `{}`, but planes are y, u, v, r, g and b", field.name.name),
                )
                .label(field.name.span, "no plane of a clip")
                .help("name the planes that it makes: `-> { r: plane, g: plane, b: plane }`")
                .did_you_mean(field.name.span, nearest(&field.name.name, names));
                self.report(found);
                return None;
            };
            if !is_type(&field.ty.kind, "plane") {
                self.report(
                    Diagnostic::new(
                        Code::KERNEL_SIGNATURE,
                        format!("kernel `{name}` gives something other than a plane as `{plane}`"),
                    )
                    .label(field.ty.span, "must be `plane`")
                    .help(format!("write `{plane}: plane`")),
                );
                return None;
            }
            let other = planes.iter().find(|(other, _)| *other == plane || other.is_rgb() != plane.is_rgb());
            if let Some((other, span)) = other {
                let what = if *other == plane { "one plane twice" } else { "planes that no clip has together" };
                self.report(
                    Diagnostic::new(
                        Code::KERNEL_SIGNATURE,
                        format!("kernel `{name}` makes {what}: `{other}` and `{plane}`"),
                    )
                    .label(field.name.span, "")
                    .label(*span, "")
                    .help("a clip has y, u and v, or r, g and b"),
                );
                return None;
            }
            planes.push((plane, field.name.span));
        }
        if let Some(param) = def.params.iter().find(|param| is_type(&param.ty.kind, "planes")) {
            self.report(
                Diagnostic::new(
                    Code::KERNEL_SIGNATURE,
                    format!("kernel `{name}` names the planes that it makes, and has them chosen as well"),
                )
                .label(param.span, "chosen by the caller")
                .label(def.returns.span, "named here")
                .help(format!("remove `{}`, or write `-> plane`", param.name.name)),
            );
            return None;
        }
        Some(planes)
    }

    /// `{ r: …, g: …, b: … }`
    pub(super) fn record(&mut self, fields: &'a [Field]) -> Value {
        let field = |field: &'a Field| {
            let value = self.expression(&field.value).unwrap_or(Value::Failed);
            (field.name.name.clone(), value)
        };
        Value::Record(fields.iter().map(field).collect())
    }

    /// The values of a kernel's planes, `value` being that of its `body`; a plane that it does not make is as it was.
    pub(super) fn roots(&mut self, value: Value, body: &'a Block) -> Option<Vec<ExprId>> {
        let span = body.value.span;
        let made = self.planes.made.clone();
        if made.is_empty() {
            return Some(vec![self.number(value, span, "the value of a kernel")?]);
        }
        let names: Vec<String> = made.iter().map(|(plane, _)| plane.to_string()).collect();
        let Value::Record(fields) = value else {
            let shape: Vec<String> = names.iter().map(|name| format!("{name}: …")).collect();
            let expected = format!("a record of {}", names.join(", "));
            let help = format!("write `{{ {} }}`", shape.join(", "));
            if value != Value::Failed {
                self.wrong_type(&value, span, "the value of this kernel", &expected, &help);
            }
            return None;
        };
        if let Some((extra, _)) = fields.iter().find(|(field, _)| !names.contains(field)) {
            self.report(
                Diagnostic::new(
                    Code::WRONG_TYPE,
                    format!("the value has `{extra}`, which the kernel does not promise"),
                )
                .label(span, format!("has `{extra}`"))
                .help(format!("it promises {}: change the type after `->`, or leave it out", names.join(", "))),
            );
            return None;
        }
        let mut roots = Vec::new();
        for index in 0..PLANES {
            let root = match made.iter().find(|(plane, _)| plane.index() == index) {
                Some((plane, promised)) => match fields.iter().find(|(field, _)| field == plane.name()) {
                    Some((_, value)) => self.number(value.clone(), span, &format!("plane `{plane}`")),
                    None => {
                        self.report(
                            Diagnostic::new(Code::WRONG_TYPE, format!("the value lacks `{plane}`, which is promised"))
                                .label(span, format!("no `{plane}` here"))
                                .label(*promised, "promised here")
                                .help(format!("add `{plane}: …`, or leave `{plane}` out of the type after `->`")),
                        );
                        None
                    }
                },
                None => {
                    let load = Load { plane: Some(index as u8), ..Load::default() };
                    Some(self.builder.add(Expr::Load(load)))
                }
            };
            roots.push(root);
        }
        roots.into_iter().collect()
    }

    /// Reports what only a kernel of one plane can do; `what` is the reason.
    pub(super) fn check_makes_one(&mut self, what: &str, span: Span) -> Option<()> {
        if self.planes.made.is_empty() {
            return Some(());
        }
        self.report(
            Diagnostic::new(Code::BAD_KERNEL, format!("{what}, and this kernel makes several at once"))
                .label(span, "not possible here")
                .help("do this part in a kernel of its own, which gives `plane`, before or after"),
        );
        None
    }
}
