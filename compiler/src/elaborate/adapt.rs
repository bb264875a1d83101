//! Conversions that a signature asks for: inserted here, shown in the plan, reported where they lose something.

use std::collections::BTreeMap;

use super::narrow::{Origin, Witness};
use super::native::Use;
use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::NodeId;
use crate::media::{Layout, Named, SampleType, Scan};
use crate::resolve::{CONVERTER, Declaration, Parameter};
use crate::syntax::Span;
use crate::types::{Args, ClipType, Constant, Fact, ParamType, Requirement, Subject, Value, Verdict};

/// What a clip has to become, property by property.
#[derive(Debug, Default)]
struct Wanted {
    sample: Option<Fact<SampleType>>,
    layout: Option<Fact<Layout>>,
}

impl Elaborator<'_> {
    /// `clip`, or a conversion of it that meets what `param` requires; reports and gives `None` if none does.
    ///
    /// What `clip` may or may not meet, it is taken to meet; a conversion that only some of the formats need
    /// which it may have is not inserted before it is known.
    pub(super) fn adapt(
        &mut self,
        clip: NodeId,
        param: &Parameter,
        declaration: &Declaration,
        clip_span: Span,
        call: Span,
    ) -> Option<NodeId> {
        let ParamType::Video(requirements) = param.ty.given() else { return Some(clip) };
        let mut wanted = Wanted::default();
        for any in requirements {
            let verdict = self.verdict(clip, any);
            let found = self.graph.clip(clip);
            let met = match any.first().map(|requirement| requirement.subject()) {
                _ if verdict == Verdict::Holds => true,
                Some(Subject::Sample) => {
                    let sample = adapted(&found.sample, SampleType::ALL, |sample| nearest_sample(*sample, any));
                    let met = sample.is_some();
                    wanted.sample = sample.filter(|sample| needs(&found.sample, sample, verdict));
                    met
                }
                Some(Subject::Layout) => {
                    let layout = adapted(&found.layout, Layout::ALL, |layout| nearest_layout(*layout, any));
                    let met = layout.is_some();
                    wanted.layout = layout.filter(|layout| needs(&found.layout, layout, verdict));
                    met
                }
                _ => verdict != Verdict::Fails,
            };
            if !met {
                self.clip_mismatch(clip, any, declaration, clip_span, call);
                return None;
            }
            if verdict == Verdict::Open {
                self.learn_from(clip, any, declaration, call);
            }
        }
        if wanted.sample.is_none() && wanted.layout.is_none() {
            return Some(clip);
        }
        self.insert_conversion(clip, &wanted, declaration, call)
    }

    /// What a filter that takes `any` says of a clip that it is given: what no conversion makes into one of these
    /// the clip is not.
    fn learn_from(&mut self, clip: NodeId, any: &[Requirement], declaration: &Declaration, call: Span) {
        let mut facts = ClipType::any();
        let property = match any.first().map(|requirement| requirement.subject()) {
            Some(Subject::Scan) => {
                let scans = Scan::ALL.iter().copied().filter(|scan| any.iter().any(|one| one.allows_scan(*scan)));
                facts.scan = Fact::one_of(scans).unwrap_or_default();
                "scan"
            }
            Some(Subject::Layout) => {
                let layouts = Layout::ALL.iter().copied().filter(|layout| nearest_layout(*layout, any).is_some());
                facts.layout = Fact::one_of(layouts).unwrap_or_default();
                "layout"
            }
            _ => return,
        };
        let by = Witness::Filter(declaration.name().to_owned());
        let origin = Origin { span: self.place(call), by, wants: super::clip::alternatives(any), facts };
        self.learn(clip, property, origin);
    }

    fn insert_conversion(
        &mut self,
        clip: NodeId,
        wanted: &Wanted,
        declaration: &Declaration,
        call: Span,
    ) -> Option<NodeId> {
        let library = self.library;
        let convert = library.filter(CONVERTER)?;
        let from = self.graph.clip(clip).clone();
        let mut values = BTreeMap::new();
        for param in &convert.params {
            if let Some(default) = &param.default {
                values.insert(param.name.clone(), self.evaluate(default, &Scope::Filter(BTreeMap::new())));
            }
        }
        let mut changes = Changes::default();
        if let Some(sample) = &wanted.sample {
            values.insert("sample".to_owned(), choice(sample));
            changes.add("sample", &from.sample, sample, |from, to| precision(*to) < precision(*from));
        }
        if let Some(layout) = &wanted.layout {
            values.insert("layout".to_owned(), choice(layout));
            changes.add("layout", &from.layout, layout, |from, to| loses_chroma(*from, *to));
        }
        let spans = BTreeMap::new();
        let clips = [clip];
        let at = Use { declaration: convert, clips: &clips, spans: &spans, span: call };
        // The declaration of `convert` says what follows from its arguments: the siting of new chroma, for one.
        let mut returned = self.returned(&at, &values).ok()?;
        if let Some(sample) = &wanted.sample {
            returned.clip.sample = sample.clone();
        }
        if let Some(layout) = &wanted.layout {
            returned.clip.layout = layout.clone();
        }
        if changes.lossy {
            let message = format!("the picture is converted from {} for {}", changes.said(), declaration.name());
            self.report(
                Diagnostic::new(Code::LOSSY_CONVERSION, message)
                    .label(self.place(call), "needs it")
                    .help(format!("if that is meant, write it out: `convert({})`", changes.arguments.join(", "))),
            );
        }
        let value = match constants(convert, &values) {
            Some(args) => self.native_node(&at, args, &values, returned),
            None => self.undecided(&at, returned),
        };
        let Value::Clip(node) = value else { return None };
        // The pin is about the filter that is called.
        self.graph.dag[node].pin = None;
        self.graph.dag[node].inserted = Some(format!("{} takes {}", declaration.name(), changes.to.join(" ")));
        Some(node)
    }
}

/// What a conversion changes, for people.
#[derive(Default)]
struct Changes {
    from: Vec<String>,
    to: Vec<String>,
    arguments: Vec<String>,
    lossy: bool,
}

impl Changes {
    fn add<T: std::fmt::Display + PartialOrd + Clone>(
        &mut self,
        name: &str,
        from: &Fact<T>,
        to: &Fact<T>,
        loses: impl Fn(&T, &T) -> bool,
    ) {
        // Whatever the clip turns out to be, something is lost.
        let all_lose = |to: &T| !from.is_open() && from.values(&[]).iter().all(|from| loses(from, to));
        self.lossy |= to.values(&[]).iter().all(all_lose);
        self.from.push(from.to_string());
        self.to.push(to.to_string());
        self.arguments.push(format!("{name}: {to}"));
    }

    fn said(&self) -> String {
        let pairs: Vec<String> = self.from.iter().zip(&self.to).map(|(from, to)| format!("{from} to {to}")).collect();
        pairs.join(" and ")
    }
}

/// What the values of `fact` become, each by itself; `None` if none of them can become anything.
fn adapted<T: PartialOrd + Clone>(fact: &Fact<T>, all: &[T], nearest: impl Fn(&T) -> Option<T>) -> Option<Fact<T>> {
    Fact::one_of(fact.values(all).iter().filter_map(nearest))
}

/// Whether a conversion has to stand in the graph now: it is certain to be made, or its result may be what the
/// clip itself cannot be.
fn needs<T: PartialOrd + Clone>(fact: &Fact<T>, adapted: &Fact<T>, verdict: Verdict) -> bool {
    verdict == Verdict::Fails || adapted.verdict(&[], |value| fact.allows(value)) != Verdict::Holds
}

/// The argument of `convert` that asks for it, if it is one value.
fn choice<T: std::fmt::Display + PartialOrd + Clone>(fact: &Fact<T>) -> Value {
    fact.known().map_or(Value::Unknown, |value| Value::Name(value.to_string()))
}

fn constants(declaration: &Declaration, values: &BTreeMap<String, Value>) -> Option<Args> {
    let plain = declaration.params.iter().filter(|param| param.ty.is_plain());
    let constants: Option<BTreeMap<String, Constant>> =
        plain.map(|param| Some((param.name.clone(), values.get(&param.name)?.to_constant()?))).collect();
    constants.map(Args)
}

/// Whether chroma gets coarser or goes, or has to be worked out anew.
fn loses_chroma(from: Layout, to: Layout) -> bool {
    let ((fx, fy), (tx, ty)) = (from.chroma_shift(), to.chroma_shift());
    tx > fx || ty > fy || (to == Layout::Gray && from != Layout::Gray) || (to == Layout::Rgb) != (from == Layout::Rgb)
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
    if any.iter().any(|requirement| requirement.allows_sample(sample)) {
        return Some(sample);
    }
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

/// The layout among `any` that keeps the chroma of `layout` at the least size. Never across the matrix:
/// which one is meant is not to be guessed.
fn nearest_layout(from: Layout, any: &[Requirement]) -> Option<Layout> {
    let allowed = |layout: Layout| any.iter().any(|requirement| requirement.allows_layout(layout));
    if allowed(from) {
        return Some(from);
    }
    let choices: Vec<Layout> = Layout::ALL
        .iter()
        .copied()
        .filter(|layout| *layout != Layout::Rgb && from != Layout::Rgb && allowed(*layout))
        .collect();
    let (sx, sy) = from.chroma_shift();
    let cost = |layout: &Layout| {
        let (x, y) = layout.chroma_shift();
        x + y
    };
    if from == Layout::Gray {
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
