//! Several filters for one job: `@implements(deinterlace, quality: draft)` above those that stand in for another.

use super::{Declaration, Library, Origin};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::media::Named;
use crate::syntax::ast::{Attribute, Expr, ExprKind, FilterKind, Ident, alike};
use crate::syntax::{SourceId, Span};

crate::media::named_enum! {
    /// How good the result of a filter is beside that of others for the same job, the least first.
    Quality {
        /// To look at and to decide by: fast, and visibly less.
        Draft = "draft",
        /// What a restoration is made with as a rule.
        Standard = "standard",
        /// The most that can be had, whatever it costs.
        Best = "best",
    }
}

impl Default for Quality {
    /// What a filter is that says nothing, and what is asked for where nobody says.
    fn default() -> Self {
        Self::Standard
    }
}

/// What `@implements` says.
#[derive(Debug, Clone, PartialEq)]
pub struct Implements {
    /// The filter whose place it can take.
    pub filter: Ident,
    /// How good it is at that.
    pub quality: Quality,
    /// The attribute.
    pub span: Span,
}

impl Implements {
    /// Reads `@implements(FILTER, quality: QUALITY)`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(attribute: &Attribute) -> Result<Self, Diagnostic> {
        let mistake = || {
            Diagnostic::new(Code::BAD_DECLARATION, "`@implements` takes the name of a filter and a quality")
                .label(attribute.span, "")
                .help("write for example `@implements(deinterlace, quality: draft)`")
        };
        let [filter, quality] = attribute.args.as_slice() else { return Err(mistake()) };
        let (None, Some(word)) = (&filter.name, &quality.name) else { return Err(mistake()) };
        let Some(name) = filter.value.as_name().filter(|_| word.name == "quality") else { return Err(mistake()) };
        Ok(Self {
            filter: Ident { name: name.to_owned(), span: filter.value.span },
            quality: read_quality(&quality.value)?,
            span: attribute.span,
        })
    }
}

/// One of the qualities.
pub(super) fn read_quality(value: &Expr) -> Result<Quality, Diagnostic> {
    let names: Vec<&str> = Quality::ALL.iter().map(|quality| quality.name()).collect();
    let written = match &value.kind {
        ExprKind::Name(name) => name.as_str(),
        _ => "",
    };
    Quality::from_name(written).ok_or_else(|| {
        let found = if written.is_empty() { "this".to_owned() } else { format!("`{written}`") };
        Diagnostic::new(Code::NOT_A_CHOICE, format!("{found} is no quality, which is one of {}", names.join(", ")))
            .label(value.span, "")
            .help("draft is fast, standard is what a filter does as a rule, best takes the time it takes")
            .did_you_mean(value.span, nearest(written, names.iter().copied()))
    })
}

impl Declaration {
    /// How good it is at what it does, as one of the implementations of a filter.
    pub fn quality(&self) -> Quality {
        let implements = self.attributes.implements.as_ref().map(|implements| implements.quality);
        implements.or(self.attributes.quality).unwrap_or_default()
    }
}

impl Library {
    /// What can do the work of `filter` for a call in the text `from`, the filter itself among them: the lowest
    /// quality first; of one quality the filter itself, then the user's, then the library's, by name.
    ///
    /// Those of the library count everywhere; those of a text count in it and in the texts that use it.
    pub fn implementations<'a>(&'a self, filter: &'a Declaration, from: SourceId) -> Vec<&'a Declaration> {
        let own = filter.filter.name.span;
        let used = self.modules_in(from).filter_map(|name| self.used_as(from, name));
        let parts = std::iter::once(from).chain(used).flat_map(|source| self.parts_of(source));
        let mut found: Vec<&Declaration> = self
            .filters()
            .chain(parts)
            .filter(|other| self.implemented_by(other).is_some_and(|known| known.filter.name.span == own))
            .filter(|other| misfit(filter, other).is_none())
            .collect();
        found.push(filter);
        let rank = |one: &Declaration| match one.filter.name.span {
            span if span == own => 0,
            span if self.is_own(span.source) => 2,
            _ => 1,
        };
        found.sort_by_key(|one| (one.quality(), rank(one), one.name().to_owned()));
        found.dedup_by_key(|one| one.filter.name.span);
        found
    }

    /// The filter that `declaration` says it implements.
    pub fn implemented_by(&self, declaration: &Declaration) -> Option<&Declaration> {
        let implements = declaration.attributes.implements.as_ref()?;
        self.filter_at(&implements.filter).filter(|filter| !std::ptr::eq(*filter, declaration))
    }

    /// Reports what is wrong with the implementations of the library itself.
    pub fn check_own_implementations(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.extend(self.filters().filter_map(|declaration| self.check_implementation(declaration)));
    }

    /// The finding about an implementation that is none.
    pub(super) fn check_implementation(&self, declaration: &Declaration) -> Option<Diagnostic> {
        let implements = declaration.attributes.implements.as_ref()?;
        let name = &implements.filter;
        let Some(filter) = self.implemented_by(declaration) else {
            let names = self.filters_in(name.span.source).map(Declaration::name).filter(|n| *n != declaration.name());
            let near = nearest(&name.name, names);
            return Some(
                Diagnostic::new(
                    Code::UNKNOWN_FILTER,
                    format!("`{}` implements `{}`, but there is no such filter", declaration.name(), name.name),
                )
                .label(name.span, "")
                .help("name a filter of this file or of the library; `fwr filters` lists those")
                .did_you_mean(name.span, near),
            );
        };
        let misfit = misfit(filter, declaration)?;
        let at = misfit.at.unwrap_or(implements.span);
        Some(
            Diagnostic::new(
                Code::MISFIT,
                format!("`{}` cannot stand in for `{}`: {}", declaration.name(), filter.name(), misfit.reason),
            )
            .label(at, "")
            .label(filter.filter.name.span, "the filter that it implements")
            .help(misfit.help),
        )
    }
}

/// Why one filter cannot stand in for another.
struct Misfit {
    reason: String,
    at: Option<Span>,
    help: String,
}

/// What keeps `other` from doing the work of `filter` with the arguments of its calls.
fn misfit(filter: &Declaration, other: &Declaration) -> Option<Misfit> {
    let misfit = |reason: String, at: Option<Span>, help: String| Some(Misfit { reason, at, help });
    let callable = |one: &Declaration| {
        matches!(one.origin, Origin::Item) && !matches!(one.kind(), FilterKind::Encoder | FilterKind::Measure)
    };
    if let Some(neither) = [filter, other].into_iter().find(|one| !callable(one)) {
        let help = "only filters and kernels have implementations, and only those are any".to_owned();
        return misfit(format!("`{}` is no filter or kernel", neither.name()), None, help);
    }
    if filter.attributes.implements.is_some() {
        let reason = format!("`{}` is an implementation itself", filter.name());
        return misfit(reason, None, "name the filter that both implement".to_owned());
    }
    let signature = format!("give it the parameters of `{0}`, in their order; `fwr doc {0}` lists them", filter.name());
    for (position, wanted) in filter.params.iter().enumerate() {
        let Some(param) = other.params.get(position).filter(|param| param.name == wanted.name) else {
            let at = other.params.get(position).map(|param| param.span);
            return misfit(format!("its parameter {} is not `{}`", position + 1, wanted.name), at, signature);
        };
        if param.ty != wanted.ty {
            let reason = format!("its `{}` takes {}, and there it takes {}", param.name, param.ty, wanted.ty);
            return misfit(reason, Some(param.span), "give it the type that it has there".to_owned());
        }
        let same_default = match (&param.default, &wanted.default) {
            (Some(one), Some(other)) => alike(one, other),
            (None, None) => true,
            _ => false,
        };
        if !same_default {
            let reason = format!("its `{}` has another default", param.name);
            return misfit(reason, Some(param.span), "give it the default that it has there".to_owned());
        }
    }
    if let Some(more) = other.params.get(filter.params.len()) {
        return misfit(format!("it takes `{}`, which no call of that gives", more.name), Some(more.span), signature);
    }
    let (gives, wanted) = (&other.returns, &filter.returns);
    let same_properties = gives.set.len() == wanted.set.len()
        && gives.set.iter().zip(&wanted.set).all(|(one, other)| one.0.name == other.0.name && alike(&one.1, &other.1));
    if gives.ty != wanted.ty || gives.like != wanted.like || !same_properties {
        let help = format!("write behind `->` what `{}` has there", filter.name());
        return misfit("it gives something else".to_owned(), Some(other.filter.returns.span), help);
    }
    None
}
