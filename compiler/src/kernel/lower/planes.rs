//! Reads of planes: `src[dx, dy, dt]` of the plane that is made, `src.u[dx, dy]` of one by name.

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::kernel::{ExprId, Load};
use crate::media::{Named, PlaneName};
use crate::syntax::Span;
use crate::syntax::ast::{self, ExprKind, Ident};

use super::scope::{PlaneOf, Value};
use super::{Lowering, MAX_FRAMES, MAX_REACH};

/// The planes that a kernel names, each with the first place where it does.
///
/// What clips it then works on is judged where it is called.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NamedPlanes {
    /// Those of which samples are read: they are of the size of the planes that are made.
    pub read: Vec<(PlaneName, Span)>,
    /// Those that are summed up in a number.
    pub summed: Vec<(PlaneName, Span)>,
    /// Those that it makes, of a kernel that makes several at once; none of one that runs on each plane.
    pub made: Vec<(PlaneName, Span)>,
}

impl NamedPlanes {
    /// Every mention.
    pub fn all(&self) -> impl Iterator<Item = &(PlaneName, Span)> {
        self.made.iter().chain(&self.read).chain(&self.summed)
    }
}

impl<'a> Lowering<'a> {
    /// `src.u`: a plane by its name, or the value of a record under it.
    pub(super) fn member(&mut self, base: &'a ast::Expr, name: &Ident, span: Span) -> Option<Value> {
        match self.expression(base)? {
            Value::Plane(plane) if plane.name.is_none() => match PlaneName::from_name(&name.name) {
                Some(found) => Some(Value::Plane(PlaneOf { name: Some(found), ..plane })),
                None => {
                    self.unknown_plane(&written(base), name);
                    None
                }
            },
            Value::Record(fields) => {
                let found = fields.iter().find(|(field, _)| *field == name.name);
                if found.is_none() {
                    let names = fields.iter().map(|(field, _)| field.as_str());
                    self.report(
                        Diagnostic::new(Code::UNKNOWN_PROPERTY, format!("the record has no `{}`", name.name))
                            .label(name.span, "")
                            .help(format!("it has {}", names.clone().collect::<Vec<_>>().join(", ")))
                            .did_you_mean(name.span, nearest(&name.name, names)),
                    );
                }
                found.map(|(_, value)| value.clone())
            }
            Value::Failed => None,
            _ => {
                let help = "only parameters of type `plane` have parts: their planes, as in `src.u`";
                self.not_in_a_kernel(span, &format!("`.{}`", name.name), help);
                None
            }
        }
    }

    fn unknown_plane(&mut self, clip: &str, name: &Ident) {
        let names = PlaneName::ALL.iter().map(|plane| plane.name());
        let help = match name.name.as_str() {
            "width" | "height" => format!("the size of the plane is `width` and `height`, without `{clip}.`"),
            "a" | "alpha" => "alpha passes through kernels as it is".to_owned(),
            "cb" | "Cb" | "U" => format!("write `{clip}.u`"),
            "cr" | "Cr" | "V" => format!("write `{clip}.v`"),
            "luma" | "Y" => format!("write `{clip}.y`"),
            other => match nearest(other, names.clone()) {
                Some(near) => format!("did you mean `{clip}.{near}`?"),
                None => "what is known of the clip as a whole has to be a parameter".to_owned(),
            },
        };
        let all: Vec<&str> = names.collect();
        self.report(
            Diagnostic::new(
                Code::UNKNOWN_PROPERTY,
                format!("`{clip}.{}` is read, but the planes of a clip are {}", name.name, all.join(", ")),
            )
            .label(name.span, "no plane")
            .help(help),
        );
    }

    /// The sample of `plane` at `[dx, dy, dt]`.
    pub(super) fn sample(&mut self, plane: PlaneOf, [dx, dy, dt]: [i16; 3], span: Span) -> Option<ExprId> {
        self.check_is_named(plane, span)?;
        if let Some(name) = plane.name {
            note(&mut self.planes.read, name, span);
        }
        let load = Load { input: plane.input, plane: index(plane), dx, dy, dt, ..Load::default() };
        Some(self.bordered(load))
    }

    /// Which plane of a clip the IR is to name, for what is a single number of it.
    pub(super) fn summed(&mut self, plane: PlaneOf, span: Span) -> Option<Option<u8>> {
        self.check_is_named(plane, span)?;
        if let Some(name) = plane.name {
            note(&mut self.planes.summed, name, span);
        }
        Some(index(plane))
    }

    /// Where several planes are made at once, a plane is read by its name.
    fn check_is_named(&mut self, plane: PlaneOf, span: Span) -> Option<()> {
        let (None, Some((made, _))) = (plane.name, self.planes.made.first()) else { return Some(()) };
        let clip = self.scope.clip(plane.input).unwrap_or("src").to_owned();
        self.report(
            Diagnostic::new(
                Code::BAD_KERNEL,
                format!("`{clip}` is read without a plane in a kernel that makes several at once"),
            )
            .label(span, "which plane?")
            .help(format!("write for example `{clip}.{made}`")),
        );
        None
    }

    /// No clip has planes of both colour models.
    pub(super) fn check_one_colour_model(&mut self) -> Option<()> {
        let of = |rgb: bool| self.planes.all().find(|(plane, _)| plane.is_rgb() == rgb).copied();
        let (Some((one, here)), Some((other, there))) = (of(false), of(true)) else { return Some(()) };
        self.report(
            Diagnostic::new(Code::BAD_KERNEL, format!("planes `{one}` and `{other}` in one kernel: no clip has both"))
                .label(here, "of a Y'CbCr or gray clip")
                .label(there, "of an R'G'B' clip")
                .help("write one kernel for each, and choose in a `filter` by the clip's `layout`"),
        );
        None
    }

    /// `src[dx, dy]`, `src.u[dx, dy, dt]`, and the elements of lists.
    pub(super) fn read(&mut self, base: &'a ast::Expr, offsets: &'a [ast::Expr], span: Span) -> Option<Value> {
        let name = written(base);
        let read = match self.expression(base)? {
            Value::Plane(read) => read,
            Value::List(items) => return self.element(&name, &items, offsets, span),
            Value::Failed => return None,
            other => {
                self.wrong_type(
                    &other,
                    base.span,
                    &format!("`{name}`"),
                    "a plane, to be read by offset",
                    "only parameters of type `plane` and lists can be",
                );
                return None;
            }
        };
        if !(2..=3).contains(&offsets.len()) {
            let found = offsets.len();
            let plural = if found == 1 { "" } else { "s" };
            self.report(
                Diagnostic::new(
                    Code::BAD_KERNEL,
                    format!("`{name}` is read with {found} offset{plural}, but takes 2 or 3"),
                )
                .label(span, "offsets are [dx, dy] or [dx, dy, dt]")
                .help(format!("the sample itself is `{name}[0, 0]`")),
            );
            return None;
        }
        let limits = [("columns", MAX_REACH), ("rows", MAX_REACH), ("frames", MAX_FRAMES)];
        let offsets: Vec<Option<i16>> =
            offsets.iter().zip(limits).map(|(offset, (what, limit))| self.offset(offset, what, limit)).collect();
        let dt = offsets.get(2).copied().unwrap_or(Some(0))?;
        Some(Value::Number(self.sample(read, [offsets[0]?, offsets[1]?, dt], span)?))
    }
}

/// What is read, as far as it can be named.
fn written(base: &ast::Expr) -> String {
    match &base.kind {
        ExprKind::Name(name) => name.clone(),
        ExprKind::Member(base, name) => format!("{}.{}", written(base), name.name),
        ExprKind::Call(call) => format!("{}(…)", call.name.name),
        _ => "…".to_owned(),
    }
}

fn index(plane: PlaneOf) -> Option<u8> {
    plane.name.map(|name| name.index() as u8)
}

fn note(names: &mut Vec<(PlaneName, Span)>, name: PlaneName, span: Span) {
    if !names.iter().any(|(known, _)| *known == name) {
        names.push((name, span));
    }
}
