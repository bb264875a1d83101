//! Conversions that a signature asks for: inserted here, shown in the plan, reported where they lose something.

use std::collections::BTreeMap;

use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::NodeId;
use crate::media::{Layout, SampleType, VideoFormat};
use crate::resolve::{Declaration, Parameter};
use crate::syntax::Span;
use crate::types::{Args, ClipType, Constant, Requirement, Subject, Value, property};

impl Elaborator<'_> {
    /// `clip`, or a conversion of it that meets what `param` requires; reports and gives `None` if none does.
    pub(super) fn adapt(
        &mut self,
        clip: NodeId,
        param: &Parameter,
        declaration: &Declaration,
        clip_span: Span,
        call: Span,
    ) -> Option<NodeId> {
        let broken = self.broken(clip, &param.ty);
        if broken.is_empty() {
            return Some(clip);
        }
        let format = self.graph.format(clip)?;
        let mut wanted = format.clone();
        for any in broken {
            let found = match any.first().map(|requirement| requirement.subject()) {
                Some(Subject::Sample) => nearest_sample(format.sample, any).map(|sample| wanted.sample = sample),
                Some(Subject::Layout) => nearest_layout(&format, any).map(|layout| wanted.layout = layout),
                _ => None,
            };
            if found.is_none() {
                self.clip_mismatch(clip, any, declaration, clip_span, call);
                return None;
            }
        }
        self.insert_conversion(clip, &format, &wanted, declaration, call)
    }

    fn insert_conversion(
        &mut self,
        clip: NodeId,
        from: &VideoFormat,
        to: &VideoFormat,
        declaration: &Declaration,
        call: Span,
    ) -> Option<NodeId> {
        let library = self.library;
        let convert = library.filter("convert")?;
        let mut args = Args::default();
        for param in &convert.params {
            if let Some(default) = &param.default
                && let Some(constant) = self.evaluate(default, &Scope::Filter(BTreeMap::new())).to_constant()
            {
                args.0.insert(param.name.clone(), constant);
            }
        }
        let mut changes = Vec::new();
        if from.sample != to.sample {
            args.0.insert("sample".to_owned(), Constant::Name(to.sample.to_string()));
            changes.push(format!("{} to {}", from.sample, to.sample));
        }
        if from.layout != to.layout {
            args.0.insert("layout".to_owned(), Constant::Name(to.layout.to_string()));
            changes.push(format!("{} to {}", from.layout, to.layout));
        }
        let mut output = ClipType::from(from.clone());
        // The declaration of `convert` says what follows from its arguments: the siting of new chroma, for one.
        let mut names: BTreeMap<String, Value> =
            args.0.iter().map(|(name, value)| (name.clone(), Value::from(value))).collect();
        names.insert("clip".to_owned(), Value::Clip(clip));
        let scope = Scope::Filter(names);
        for (name, expr) in &convert.returns.set {
            let value = self.evaluate(expr, &scope);
            property::set(&mut output, &name.name, &value).ok()?;
        }
        let reason = format!(
            "{} takes {}",
            declaration.name(),
            changes.iter().map(|change| change.rsplit(' ').next().unwrap_or("")).collect::<Vec<_>>().join(" ")
        );
        if loses(from, to) {
            self.report(
                Diagnostic::new(
                    Code::LOSSY_CONVERSION,
                    format!("the picture is converted from {} for {}", changes.join(" and "), declaration.name()),
                )
                .label(self.place(call), "needs it")
                .help(format!("if that is meant, write it out: `convert({})`", explicit(from, to))),
            );
        }
        let value = self.native_node(
            convert,
            args,
            std::slice::from_ref(from),
            output.exact()?,
            call,
            &[clip],
            &BTreeMap::new(),
        );
        let Value::Clip(node) = value else { return None };
        self.graph.dag[node].inserted = Some(reason);
        Some(node)
    }
}

fn explicit(from: &VideoFormat, to: &VideoFormat) -> String {
    let mut args = Vec::new();
    if from.sample != to.sample {
        args.push(format!("sample: {}", to.sample));
    }
    if from.layout != to.layout {
        args.push(format!("layout: {}", to.layout));
    }
    args.join(", ")
}

/// Whether a conversion cannot be undone: fewer bits, coarser chroma, no chroma.
fn loses(from: &VideoFormat, to: &VideoFormat) -> bool {
    let (fx, fy) = from.layout.chroma_shift();
    let (tx, ty) = to.layout.chroma_shift();
    precision(to.sample) < precision(from.sample)
        || tx > fx
        || ty > fy
        || (to.layout == Layout::Gray && from.layout != Layout::Gray)
        || (to.layout == Layout::Rgb) != (from.layout == Layout::Rgb)
}

/// Bits of a value between black and white that a sample tells apart.
fn precision(sample: SampleType) -> u32 {
    match sample {
        SampleType::Uint(bits) => u32::from(bits),
        SampleType::F16 => 11,
        SampleType::F32 => 24,
    }
}

/// The type among `any` that keeps most of `sample` at the least size.
fn nearest_sample(sample: SampleType, any: &[Requirement]) -> Option<SampleType> {
    let choices: Vec<SampleType> = any
        .iter()
        .flat_map(|requirement| match requirement {
            Requirement::Sample(sample) => vec![*sample],
            Requirement::Integer => vec![SampleType::Uint(16)],
            Requirement::Float => vec![SampleType::F32],
            _ => Vec::new(),
        })
        .collect();
    let enough = choices
        .iter()
        .copied()
        .filter(|choice| precision(*choice) >= precision(sample) && choice.is_float() >= sample.is_float());
    enough
        .min_by_key(|choice| precision(*choice))
        .or_else(|| choices.iter().copied().max_by_key(|choice| precision(*choice)))
}

/// The layout among `any` that keeps the chroma of `format` at the least size. Never across the matrix:
/// which one is meant is not to be guessed.
fn nearest_layout(format: &VideoFormat, any: &[Requirement]) -> Option<Layout> {
    let allowed = |layout: Layout| any.iter().any(|requirement| requirement.allows_layout(layout));
    let choices: Vec<Layout> = <Layout as crate::media::Named>::ALL
        .iter()
        .copied()
        .filter(|layout| *layout != Layout::Rgb && format.layout != Layout::Rgb && allowed(*layout))
        .collect();
    let (sx, sy) = format.layout.chroma_shift();
    let cost = |layout: &Layout| {
        let (x, y) = layout.chroma_shift();
        x + y
    };
    if format.layout == Layout::Gray {
        return choices.into_iter().max_by_key(cost);
    }
    let keeps = |layout: &Layout| {
        let (x, y) = layout.chroma_shift();
        *layout != Layout::Gray && x <= sx && y <= sy
    };
    choices
        .iter()
        .copied()
        .filter(keeps)
        .max_by_key(cost)
        .or_else(|| choices.iter().copied().filter(|l| *l != Layout::Gray).min_by_key(cost))
}
