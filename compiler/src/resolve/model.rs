//! `model`: what a network takes and gives, read from its declaration.

use super::Attributes;
use super::declaration::{Declaration, Origin, Parameter, Returns};
use super::lowered::Programs;
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::media::{Layout, Named};
use crate::syntax::ast::{self, Choice, Expr, ExprKind, FilterKind, Ident, Property, TypeExpr, TypeKind, UnaryOp};
use crate::types::{ClipType, Dimension, Fact, ParamType, Quantity, Requirement};

/// What a network is: where it comes from, what it takes and what it gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// The file of its weights, relative to the text that declares it.
    pub file: String,
    /// SHA-256 of that file, in lower case.
    pub sha256: String,
    /// Under which terms it may be used.
    pub licence: String,
    /// Where it is from.
    pub source: Option<String>,
    /// The layout of the pictures that it takes and gives.
    pub input: Layout,
    /// What black and white are to it.
    pub values: (f64, f64),
    /// How many times larger the picture becomes.
    pub scale: u32,
    /// What width and height have to be a multiple of, in px.
    pub multiple_of: u32,
    /// How far the samples lie that one sample of the result depends on, in px of the input; `None` if any may.
    pub reach: Option<u32>,
}

const FIELDS: &[&str] = &["file", "sha256", "licence", "source", "input", "values", "scale", "multiple_of", "reach"];

impl Contract {
    /// The format of the result for a clip.
    pub fn result(&self, clip: &ClipType) -> ClipType {
        let grown =
            |size: &Fact<u32>| size.known().map_or(Fact::Open, |size| Fact::Known(size.saturating_mul(self.scale)));
        ClipType {
            width: grown(&clip.width),
            height: grown(&clip.height),
            sample: Fact::Known(crate::media::SampleType::F32),
            layout: Fact::Known(self.input),
            ..clip.clone()
        }
    }
}

/// The filter that calling a model is; mistakes in its contract are added to `diagnostics`.
pub(super) fn as_filter(model: &ast::Model, item: &ast::Item, diagnostics: &mut Vec<Diagnostic>) -> Declaration {
    let attributes = Attributes::read(&item.attributes, diagnostics);
    let contract = Reader { model, diagnostics }.contract();
    let ident = |name: &str| Ident { name: name.to_owned(), span: model.name.span };
    let filter = ast::Filter {
        kind: FilterKind::Extern,
        name: model.name.clone(),
        params: Vec::new(),
        returns: TypeExpr { kind: TypeKind::Named(ident("video"), Vec::new()), span: model.name.span },
        body: None,
    };
    let clip = Parameter {
        name: "clip".to_owned(),
        ty: ParamType::Video(vec![vec![Requirement::Layout(contract.input)]]),
        default: None,
        docs: Vec::new(),
        span: model.name.span,
        only_by_name: false,
    };
    let returns = Returns { ty: ParamType::Video(Vec::new()), like: None, set: Vec::new() };
    let origin = Origin::Model(Box::new(contract));
    Declaration {
        filter,
        docs: item.docs.clone(),
        attributes,
        params: vec![clip],
        returns,
        origin,
        programs: Programs::default(),
    }
}

struct Reader<'a> {
    model: &'a ast::Model,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn contract(&mut self) -> Contract {
        self.check_fields();
        Contract {
            file: self.text("file").unwrap_or_default(),
            sha256: self.sha256(),
            licence: self.text("licence").unwrap_or_default(),
            source: self.field("source").is_some().then(|| self.text("source")).flatten(),
            input: self.input(),
            values: self.values(),
            scale: self.whole("scale", Dimension::Number, "scale: 2").unwrap_or(1),
            multiple_of: self.whole("multiple_of", Dimension::Length, "multiple_of: 4px").unwrap_or(1),
            reach: self.whole("reach", Dimension::Length, "reach: 18px"),
        }
    }

    fn field(&self, name: &str) -> Option<&Property> {
        self.model.fields.iter().find(|field| field.name.name == name)
    }

    fn check_fields(&mut self) {
        for (position, field) in self.model.fields.iter().enumerate() {
            let name = field.name.name.as_str();
            if !FIELDS.contains(&name) {
                let help = nearest(name, FIELDS.iter().copied()).map_or_else(
                    || format!("the fields are {}", FIELDS.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                self.diagnostics.push(
                    Diagnostic::new(Code::BAD_DECLARATION, format!("a model has no field `{name}`"))
                        .label(field.name.span, "")
                        .help(help),
                );
            } else if let Some(first) =
                self.model.fields[..position].iter().find(|other| other.name.name == field.name.name)
            {
                self.diagnostics.push(
                    Diagnostic::new(Code::DUPLICATE_NAME, format!("this model says twice what its `{name}` is"))
                        .label(field.name.span, "the second")
                        .label(first.name.span, "the first")
                        .help("remove one of them"),
                );
            }
        }
    }

    fn is_misspelt(&self, name: &str) -> bool {
        let unknown = self.model.fields.iter().map(|field| field.name.name.as_str());
        unknown
            .filter(|other| !FIELDS.contains(other))
            .any(|other| nearest(other, FIELDS.iter().copied()) == Some(name))
    }

    fn refuse(&mut self, field: &str, problem: &str, help: &str) {
        let span = self
            .field(field)
            .map_or(self.model.name.span, |field| field.choices.first().map_or(field.name.span, Choice::span));
        self.diagnostics.push(
            Diagnostic::new(Code::BAD_DECLARATION, format!("model `{}`: {problem}", self.model.name.name))
                .label(span, "")
                .help(help),
        );
    }

    fn text(&mut self, name: &str) -> Option<String> {
        match self.field(name).map(Property::value) {
            Some(Some(Expr { kind: ExprKind::Text(text), .. })) if !text.trim().is_empty() => Some(text.clone()),
            Some(_) => {
                self.refuse(name, &format!("its `{name}` is a text in quotes"), &format!("write `{name}: \"…\"`"));
                None
            }
            // It is there under a name that has been reported.
            None if self.is_misspelt(name) => None,
            None => {
                self.refuse(name, &format!("it does not say its `{name}`"), &format!("add a line `{name}: \"…\"`"));
                None
            }
        }
    }

    fn sha256(&mut self) -> String {
        let Some(text) = self.text("sha256") else { return String::new() };
        if text.len() != 64 || !text.chars().all(|digit| digit.is_ascii_hexdigit()) {
            let found = text.chars().count();
            self.refuse(
                "sha256",
                &format!("its `sha256` is 64 hexadecimal digits, found {found} characters"),
                "`sha256sum FILE` prints it",
            );
        }
        text.to_ascii_lowercase()
    }

    fn input(&mut self) -> Layout {
        let layout = self.field("input").and_then(Property::value).and_then(Expr::as_name).and_then(Layout::from_name);
        layout.unwrap_or_else(|| {
            self.refuse("input", "its `input` is the layout that it takes", "write for example `input: rgb`");
            Layout::Rgb
        })
    }

    fn values(&mut self) -> (f64, f64) {
        let ends = match self.field("values").map(|field| field.choices.as_slice()) {
            None => return (0.0, 1.0),
            Some([Choice::Range(low, high)]) => (number(low), number(high)),
            Some(_) => (None, None),
        };
        match ends {
            (Some(low), Some(high)) if low.dimension() == Dimension::Number && low.value() < high.value() => {
                (low.value(), high.value())
            }
            _ => {
                self.refuse(
                    "values",
                    "its `values` are what black and white are to it",
                    "write for example `values: 0..1` or `values: 0..255`",
                );
                (0.0, 1.0)
            }
        }
    }

    fn whole(&mut self, name: &str, dimension: Dimension, example: &str) -> Option<u32> {
        let found = self.field(name)?.value().and_then(number);
        match found {
            Some(found)
                if found.dimension() == dimension && found.is_whole() && (1.0..=65_536.0).contains(&found.value()) =>
            {
                Some(found.value() as u32)
            }
            _ => {
                self.refuse(
                    name,
                    &format!("its `{name}` is a whole number from 1 to 65536{}", dimension.base_unit()),
                    &format!("write for example `{example}`"),
                );
                None
            }
        }
    }
}

fn number(expr: &Expr) -> Option<Quantity> {
    match &expr.kind {
        ExprKind::Number { value, unit, .. } => Some(Quantity::new(*value, *unit)),
        ExprKind::Unary(UnaryOp::Neg, inner) => number(inner).map(Quantity::negated),
        _ => None,
    }
}
