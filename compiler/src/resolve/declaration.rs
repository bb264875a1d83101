//! Declarations read from the syntax tree: typed parameters and what comes out.

use std::sync::Arc;

use super::Attributes;
use super::lowered::{Lowered, Programs};
use super::model::Contract;
use super::reserved::check_parameter;
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::syntax::ast::{self, Choice, ExprKind, FilterKind, TypeArg, TypeKind, UnaryOp};
use crate::syntax::{SourceId, Span};
use crate::types::property::PROPERTIES;
use crate::types::{Args, Constant, NumberType, ParamType, Quantity, Requirement, Unit};

/// A filter, kernel or encoder that can be called.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// The definition as written.
    pub filter: ast::Filter,
    /// The `///` lines above it.
    pub docs: Vec<String>,
    /// What the `@NAME(…)` above it say.
    pub attributes: Attributes,
    /// Its parameters with their types.
    pub params: Vec<Parameter>,
    /// What it gives.
    pub returns: Returns,
    /// Where it comes from.
    pub origin: Origin,
    /// Its pixel programs, if it is a kernel.
    pub(super) programs: Programs,
}

/// What stands behind a declaration.
#[derive(Debug, Clone)]
pub enum Origin {
    /// A `filter`, `kernel` or `extern` item.
    Item,
    /// A whole graph, called as a filter: its text.
    Graph(SourceId),
    /// A network.
    Model(Box<Contract>),
}

/// A parameter of a declaration.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it accepts.
    pub ty: ParamType,
    /// The value when the caller gives none.
    pub default: Option<ast::Expr>,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// Where it is declared.
    pub span: Span,
    /// Whether its value has to be given by name: a param of a graph.
    pub only_by_name: bool,
}

/// What a declaration promises about its result.
#[derive(Debug, Clone)]
pub struct Returns {
    /// The type without what follows.
    pub ty: ParamType,
    /// The parameter whose format it takes over.
    pub like: Option<String>,
    /// Properties that differ, in the order written.
    pub set: Vec<(ast::Ident, ast::Expr)>,
}

/// The names of types, for suggestions.
const TYPES: &[&str] = &[
    "media", "video", "mask", "vectors", "audio", "stream", "plane", "planes", "bool", "text", "number", "int",
    "one_of", "list",
];

impl Declaration {
    /// Reads the definition `filter`, which `item` is; its own mistakes are added to `diagnostics`.
    pub fn read(filter: &ast::Filter, item: &ast::Item, diagnostics: &mut Vec<Diagnostic>) -> Self {
        filter.params.iter().for_each(|param| check_conditions(&param.ty, diagnostics));
        let params: Vec<Parameter> = filter
            .params
            .iter()
            .map(|param| Parameter {
                name: param.name.name.clone(),
                ty: read_type(&param.ty, diagnostics),
                default: param.default.clone(),
                docs: param.docs.clone(),
                span: param.span,
                only_by_name: false,
            })
            .collect();
        for (position, param) in filter.params.iter().enumerate() {
            if let Some(first) = filter.params[..position].iter().find(|other| other.name.name == param.name.name) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::DUPLICATE_NAME,
                        format!("`{}` has two parameters named `{}`", filter.name.name, param.name.name),
                    )
                    .label(param.name.span, "the second")
                    .label(first.name.span, "the first")
                    .help("give one of them another name"),
                );
            }
        }
        diagnostics.extend(filter.params.iter().filter_map(|param| check_parameter(&param.name)));
        let returns = read_returns(filter, &params, diagnostics);
        let attributes = Attributes::read(&item.attributes, diagnostics);
        let docs = item.docs.clone();
        Self {
            filter: filter.clone(),
            docs,
            attributes,
            params,
            returns,
            origin: Origin::Item,
            programs: Programs::default(),
        }
    }

    /// The pixel program that a kernel comes to with `args`.
    ///
    /// # Errors
    /// Everything in it that cannot be pixel code.
    pub(crate) fn lower(&self, args: &Args) -> Result<Arc<Lowered>, Vec<Diagnostic>> {
        self.programs.get(&self.filter, args)
    }

    /// The answer to a question about its pixel programs, found out once: `question` names all that it depends on
    /// besides the kernel.
    pub(crate) fn answer(&self, question: String, find_out: impl FnOnce() -> bool) -> bool {
        self.programs.answer(question, find_out)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.filter.name.name
    }

    /// How it is defined.
    pub fn kind(&self) -> FilterKind {
        self.filter.kind
    }

    /// The parameter `name`.
    pub fn param(&self, name: &str) -> Option<&Parameter> {
        self.params.iter().find(|param| param.name == name)
    }

    /// The first line of the documentation.
    pub fn summary(&self) -> &str {
        self.docs.iter().map(String::as_str).find(|line| !line.is_empty()).unwrap_or("")
    }
}

/// The type that `ty` writes; [`ParamType::Number`] without bounds after a mistake.
pub fn read_type(ty: &ast::TypeExpr, diagnostics: &mut Vec<Diagnostic>) -> ParamType {
    let any = ParamType::Number(NumberType { dimension: None, bounds: None, whole: false });
    match &ty.kind {
        TypeKind::Range(low, high) => match read_bounds(low, high, diagnostics) {
            Some(bounds) => number(Some(bounds), false),
            None => any,
        },
        TypeKind::OneOf(choices) => {
            ParamType::OneOf(choices.iter().filter_map(|choice| read_choice(choice, diagnostics)).collect())
        }
        TypeKind::Named(name, args) => match name.name.as_str() {
            "media" => ParamType::Media,
            "mask" => ParamType::Mask,
            "vectors" => ParamType::Vectors,
            "audio" => ParamType::Audio,
            "stream" => ParamType::Stream,
            "plane" => ParamType::Plane,
            "planes" => ParamType::Planes,
            "bool" => ParamType::Bool,
            "text" => ParamType::Text,
            "number" | "int" => read_number(name, args, diagnostics),
            "video" => ParamType::Video(read_requirements(args, diagnostics)),
            other => {
                let help = match (other.to_ascii_lowercase().as_str(), nearest(other, TYPES.iter().copied())) {
                    ("float" | "double" | "f32" | "f64", _) => {
                        "write the range of accepted values, such as `0..1`, or `number`".to_owned()
                    }
                    ("str" | "string", _) => "write `text`".to_owned(),
                    ("clip", _) => "write `video`".to_owned(),
                    (_, Some(near)) => format!("did you mean `{near}`?"),
                    (_, None) => format!("the types are {}, and ranges such as 0..1", TYPES.join(", ")),
                };
                diagnostics.push(
                    Diagnostic::new(Code::UNKNOWN_TYPE, format!("`{other}` is not a type"))
                        .label(name.span, "")
                        .help(help),
                );
                any
            }
        },
        TypeKind::Optional(inner) => ParamType::Optional(Box::new(read_type(inner, diagnostics))),
        TypeKind::List(element, count) => {
            let element = read_type(element, diagnostics);
            let count = count.as_deref().and_then(|count| read_count(count, diagnostics));
            ParamType::List(Box::new(element), count)
        }
        TypeKind::Record(fields) => {
            let fields = fields.iter().map(|field| (field.name.name.clone(), read_type(&field.ty, diagnostics)));
            ParamType::Record(fields.collect())
        }
    }
}

/// How many elements a list type asks for.
fn read_count(count: &ast::Expr, diagnostics: &mut Vec<Diagnostic>) -> Option<usize> {
    let whole = literal(count).filter(|count| count.is_whole() && (0.0..=65_536.0).contains(&count.value()));
    if whole.is_none() {
        diagnostics.push(
            Diagnostic::new(Code::BAD_DECLARATION, "how many elements a list has is a plain whole number")
                .label(count.span, "")
                .help("write for example `list<0..1, 3>`"),
        );
    }
    whole.map(|count| count.value() as usize)
}

fn number(bounds: Option<(Quantity, Quantity)>, whole: bool) -> ParamType {
    ParamType::Number(NumberType { dimension: bounds.map(|(low, _)| low.dimension()), bounds, whole })
}

fn read_number(name: &ast::Ident, args: &[TypeArg], diagnostics: &mut Vec<Diagnostic>) -> ParamType {
    let whole = name.name == "int";
    let only = match args {
        [TypeArg::Any(choices)] if choices.len() == 1 => choices.first(),
        _ => None,
    };
    let unit = only.and_then(Choice::name).and_then(Unit::from_name);
    match only {
        None if args.is_empty() => {
            ParamType::Number(NumberType { dimension: Some(crate::types::Dimension::Number), bounds: None, whole })
        }
        Some(Choice::Range(low, high)) => number(read_bounds(low, high, diagnostics), whole),
        Some(_) if unit.is_some() => {
            ParamType::Number(NumberType { dimension: unit.map(Unit::dimension), bounds: None, whole })
        }
        _ => {
            diagnostics.push(
                Diagnostic::new(Code::BAD_DECLARATION, format!("`{}<…>` takes a range or a unit", name.name))
                    .label(name.span, "")
                    .help("write for example `int<1..5>` or `number<px>`"),
            );
            ParamType::Number(NumberType { dimension: None, bounds: None, whole })
        }
    }
}

fn read_bounds(low: &ast::Expr, high: &ast::Expr, diagnostics: &mut Vec<Diagnostic>) -> Option<(Quantity, Quantity)> {
    let (Some(from), Some(to)) = (literal(low), literal(high)) else {
        diagnostics.push(
            Diagnostic::new(Code::BAD_DECLARATION, "a range's ends are plain numbers".to_owned())
                .label(low.span.to(high.span), "")
                .help("write for example `0..1` or `0px..64px`"),
        );
        return None;
    };
    if from.dimension() != to.dimension() {
        diagnostics.push(
            Diagnostic::new(
                Code::WRONG_UNIT,
                format!("the range runs from {from} to {to}: its ends have different units"),
            )
            .label(low.span.to(high.span), "")
            .help(format!("write {}{}..{to}", from.value(), to.dimension().base_unit())),
        );
        return None;
    }
    if from.value() > to.value() {
        diagnostics.push(
            Diagnostic::new(Code::EMPTY_RANGE, format!("the range runs backwards, from {from} to {to}"))
                .label(low.span.to(high.span), "")
                .help(format!("write {to}..{from}")),
        );
        return None;
    }
    Some((from, to))
}

/// A number as written, with an optional minus.
pub(super) fn literal(expr: &ast::Expr) -> Option<Quantity> {
    match &expr.kind {
        ExprKind::Number { value, unit, .. } => Some(Quantity::new(*value, *unit)),
        ExprKind::Unary(UnaryOp::Neg, inner) => literal(inner).map(Quantity::negated),
        _ => None,
    }
}

fn read_choice(choice: &ast::Expr, diagnostics: &mut Vec<Diagnostic>) -> Option<Constant> {
    match &choice.kind {
        ExprKind::Name(name) => Some(Constant::Name(name.clone())),
        ExprKind::Text(text) => Some(Constant::Text(text.clone())),
        ExprKind::Bool(value) => Some(Constant::Bool(*value)),
        _ => match literal(choice) {
            Some(quantity) => Some(Constant::Number(quantity.value(), quantity.dimension().base_unit())),
            None => {
                diagnostics.push(
                    Diagnostic::new(Code::BAD_DECLARATION, "a choice is a name, a number or a text".to_owned())
                        .label(choice.span, "")
                        .help("write for example `one_of(same, double)`"),
                );
                None
            }
        },
    }
}

fn read_requirements(args: &[TypeArg], diagnostics: &mut Vec<Diagnostic>) -> Vec<Vec<Requirement>> {
    let mut all = Vec::new();
    for arg in args {
        if let TypeArg::Any(choices) = arg {
            let mut any = Vec::new();
            for choice in choices {
                let Some(name) = choice.name() else {
                    diagnostics.push(not_a_condition(choice.span()));
                    continue;
                };
                match Requirement::from_name(name) {
                    Some(requirement) => any.push(requirement),
                    None => diagnostics.push(
                        Diagnostic::new(Code::BAD_DECLARATION, format!("`{name}` says nothing about a clip"))
                            .label(choice.span(), "")
                            .help("write a scan (progressive, interlaced), a layout (yuv420, rgb) or a sample type (u8, u10, f32)"),
                    ),
                }
            }
            all.push(any);
        }
    }
    all
}

/// What only an input's type says: a filter takes clips of every size and rate, or checks them itself.
fn not_a_condition(span: Span) -> Diagnostic {
    Diagnostic::new(Code::BAD_DECLARATION, "this is no condition that a filter can make on its clips")
        .label(span, "")
        .help("a filter asks for a scan, a layout or a sample type: `video<progressive, yuv420 | yuv422>`")
}

/// Properties with values among the conditions of a parameter.
fn check_conditions(ty: &ast::TypeExpr, diagnostics: &mut Vec<Diagnostic>) {
    match &ty.kind {
        // What lies past its edges is read where the kernel is.
        TypeKind::Named(name, _) if name.name == "plane" => {}
        TypeKind::Named(_, args) => diagnostics.extend(args.iter().filter_map(|arg| match arg {
            TypeArg::Property(property) => Some(not_a_condition(property.name.span)),
            TypeArg::Like(name) => Some(not_a_condition(name.span)),
            TypeArg::Any(_) => None,
        })),
        TypeKind::Optional(inner) => check_conditions(inner, diagnostics),
        _ => {}
    }
}

fn read_returns(filter: &ast::Filter, params: &[Parameter], diagnostics: &mut Vec<Diagnostic>) -> Returns {
    let ty = read_type(&filter.returns, diagnostics);
    let mut like = None;
    let mut set = Vec::new();
    if let TypeKind::Named(_, args) = &filter.returns.kind {
        for arg in args {
            match arg {
                TypeArg::Like(name) if params.iter().any(|param| param.name == name.name && param.ty.is_clip()) => {
                    like = Some(name.name.clone());
                }
                TypeArg::Like(name) => diagnostics.push(
                    Diagnostic::new(
                        Code::UNKNOWN_NAME,
                        format!("`like {}` names no clip among the parameters", name.name),
                    )
                    .label(name.span, ""),
                ),
                TypeArg::Property(property) if PROPERTIES.contains(&property.name.name.as_str()) => {
                    set.extend(property.value().map(|value| (property.name.clone(), value.clone())));
                }
                TypeArg::Property(ast::Property { name, .. }) => {
                    let help = nearest(&name.name, PROPERTIES.iter().copied()).map_or_else(
                        || format!("the properties are {}", PROPERTIES.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    diagnostics.push(
                        Diagnostic::new(Code::UNKNOWN_PROPERTY, format!("clips have no property `{}`", name.name))
                            .label(name.span, "")
                            .help(help),
                    );
                }
                TypeArg::Any(_) => {}
            }
        }
    }
    Returns { ty, like, set }
}
