//! Calls of kernels: which planes they run on, and what they take for granted.

use super::Elaborator;
use super::arguments::Bound;
use super::assumptions::depends_on_levels;
use super::named_planes::Made;
use super::native::Use;
use super::returned::Returned;
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::{NodeId, NodeKind};
use crate::kernel::NamedPlanes;
use crate::media::{Layout, Named};
use crate::plan::Window;
use crate::resolve::Declaration;
use crate::syntax::Span;
use crate::syntax::ast::Call;
use crate::types::{ClipType, ParamType, Value, Verdict};

impl Elaborator<'_> {
    /// The node of a call of a kernel.
    pub(super) fn kernel(&mut self, declaration: &Declaration, call: &Call, bound: &Bound) -> Value {
        let Some(clips) = self.clips(declaration, bound, call.span) else { return Value::Unknown };
        if !self.check_same_format(declaration, &clips, bound, call.span) {
            return Value::Unknown;
        }
        // A kernel without a plane is reported where it is defined.
        let Some(&first) = clips.first() else { return Value::Unknown };
        let clip = self.graph.clip(first).clone();
        let at = Use { declaration, clips: &clips, spans: &bound.spans, span: call.span };
        let returned = Returned { clip: clip.clone(), model: first, changed: Vec::new() };
        let Some(args) = bound.constants(declaration) else { return self.undecided(&at, returned) };
        let lowered = match declaration.lower(&args) {
            Ok(lowered) => lowered,
            Err(findings) => {
                for finding in findings {
                    self.report(finding);
                }
                return Value::Unknown;
            }
        };
        let Some(made) = self.made(declaration, bound, &lowered.planes, &clip) else { return Value::Unknown };
        if !self.check_named_planes(&at, &lowered.planes, &made, &clip) {
            return Value::Unknown;
        }
        let planes = made.of(&clip);
        self.check_fields(declaration, &lowered.kernel, &clip, call.span);
        if lowered.depends_on_levels(planes.first() == Some(&true), depends_on_levels) {
            self.check_range(declaration, &clip, call.span);
        }
        let support = lowered.kernel.support();
        let window = Window { before: support.before, after: support.after };
        let kind = NodeKind::Kernel { kernel: lowered.kernel.clone(), args, planes };
        self.add(&at, kind, returned, window)
    }

    /// Which planes a kernel makes: those that it names, or those of its `planes` argument; none if these are not known.
    fn made<'a>(
        &mut self,
        declaration: &Declaration,
        bound: &'a Bound,
        named: &'a NamedPlanes,
        clip: &ClipType,
    ) -> Option<Made<'a>> {
        if !named.made.is_empty() {
            return Some(Made::Named(&named.made));
        }
        let param = declaration.params.iter().find(|param| param.ty == ParamType::Planes);
        let choice = match param.and_then(|param| bound.values.get(&param.name)) {
            Some(Value::Name(name)) => name.as_str(),
            Some(_) => return None,
            None => "all",
        };
        let has_chroma = clip.layout.verdict(Layout::ALL, |layout| layout.is_yuv());
        if choice == "chroma" && has_chroma == Verdict::Fails && self.judges(&clip.layout) {
            let span = param.and_then(|param| bound.spans.get(&param.name)).copied();
            let diagnostic = Diagnostic::new(
                Code::CLIP_MISMATCH,
                format!("{} is to work on chroma, but this clip is {} and has none", declaration.name(), clip.layout),
            )
            .help("convert it first: `convert(layout: yuv444, matrix: bt709)`");
            self.report(match span {
                Some(span) => diagnostic.label(span, ""),
                None => diagnostic,
            });
            return None;
        }
        Some(Made::Chosen(choice))
    }

    fn check_same_format(&mut self, declaration: &Declaration, clips: &[NodeId], bound: &Bound, call: Span) -> bool {
        let Some((first, rest)) = clips.split_first() else { return true };
        let first = self.graph.clip(*first);
        let other = rest.iter().position(|clip| !self.graph.clip(*clip).may_have_same_pictures(first));
        let Some(other) = other else { return true };
        let found = self.clips_differ(declaration, clips, other + 1, &bound.spans, call);
        self.report(found);
        false
    }
}
