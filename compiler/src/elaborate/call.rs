//! Turns calls into nodes.

use std::sync::Arc;

use super::arguments::Bound;
use super::assumptions::depends_on_levels;
use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::{Node, NodeId, NodeKind};
use crate::kernel;
use crate::media::{Layout, Named, VideoFormat};
use crate::plan::Window;
use crate::resolve::{Declaration, FUNCTIONS, NativeCall, NativeTraits, encoder_argument};
use crate::syntax::Span;
use crate::syntax::ast::{Arg, Call, ExprKind, FilterKind};
use crate::types::{Args, ClipType, Fact, ParamType, Stream, Value, Verdict, property};

impl Elaborator<'_> {
    /// The value of a call; `piped` is what comes in from the left of `|>`.
    pub(super) fn call(&mut self, call: &Call, piped: Option<(Value, Span)>, scope: &Scope) -> Value {
        let name = call.name.name.as_str();
        if call.module.is_some() {
            return Value::Unknown;
        }
        if name == "encode" {
            return self.encode(call, piped, scope);
        }
        let library = self.library;
        if let Some(declaration) = library.filter_at(&call.name) {
            let left = piped.as_ref().map(|(_, span)| *span);
            let bound = self.bind(declaration, call, piped, &call.args, scope);
            let steps = self.steps.len();
            let value = self.node(declaration, call, &bound);
            self.note_step(declaration, call, left, &bound, (&value, steps));
            return value;
        }
        if FUNCTIONS.contains(&name) && piped.is_none() {
            let args = call.args.iter().map(|arg| self.evaluate(&arg.value, scope)).collect();
            return self.function(call, args);
        }
        // Reported by `check_names`; the arguments are still looked at.
        for arg in &call.args {
            self.evaluate(&arg.value, scope);
        }
        Value::Unknown
    }

    fn encode(&mut self, call: &Call, piped: Option<(Value, Span)>, scope: &Scope) -> Value {
        let Some((position, codec)) = encoder_argument(call, piped.is_some()) else { return Value::Unknown };
        let ExprKind::Name(name) = &codec.value.kind else { return Value::Unknown };
        let library = self.library;
        let Some(declaration) = library.encoder(name) else { return Value::Unknown };
        let rest: Vec<Arg> =
            call.args.iter().enumerate().filter(|(index, _)| *index != position).map(|(_, arg)| arg.clone()).collect();
        let bound = self.bind(declaration, call, piped, &rest, scope);
        self.encoded(declaration, &bound, call.span).map_or(Value::Unknown, Value::Stream)
    }

    /// The picture among `bound` on its way through an encoder, converted to what the encoder takes.
    pub(super) fn encoded(&mut self, declaration: &Declaration, bound: &Bound, span: Span) -> Option<Stream> {
        let clips = self.clips(declaration, bound, span)?;
        let args = bound.constants(declaration)?;
        Some(Stream { clip: *clips.first()?, encoder: declaration.name().to_owned(), args, span: Some(span) })
    }

    fn node(&mut self, declaration: &Declaration, call: &Call, bound: &Bound) -> Value {
        match declaration.kind() {
            FilterKind::Composed => self.composed(declaration, call, bound),
            FilterKind::Kernel => {
                let clip = self.kernel(declaration, call, bound);
                as_declared(clip, declaration, bound)
            }
            FilterKind::Extern => {
                let clip = self.native(declaration, call, bound);
                as_declared(clip, declaration, bound)
            }
            FilterKind::Measure => self.measure(declaration, call, bound),
            FilterKind::Encoder => Value::Unknown,
        }
    }

    fn kernel(&mut self, declaration: &Declaration, call: &Call, bound: &Bound) -> Value {
        let Some(clips) = self.clips(declaration, bound, call.span) else { return Value::Unknown };
        if !self.check_same_format(declaration, &clips, call.span) {
            return Value::Unknown;
        }
        let Some(args) = bound.constants(declaration) else { return self.undecided(declaration, call, &clips) };
        let kernel = match kernel::lower(&declaration.filter, &args) {
            Ok(kernel) => kernel,
            Err(findings) => {
                for finding in findings {
                    self.report(finding);
                }
                return Value::Unknown;
            }
        };
        let clip = self.graph.clip(clips[0]).clone();
        let Some(planes) = self.planes(declaration, bound, &clip) else { return Value::Unknown };
        self.check_fields(declaration, &kernel, &clip, call.span);
        // Chroma is read around its middle, whatever the range.
        if planes.first() == Some(&true) && depends_on_levels(&kernel) {
            self.check_range(declaration, &clip, call.span);
        }
        let support = kernel.support();
        let window = Window { before: support.before, after: support.after };
        let kind = NodeKind::Kernel { kernel: Arc::new(kernel), args, planes };
        self.add(declaration.name(), kind, clip, window, call.span, &clips)
    }

    /// Which planes a kernel runs on, by its `planes` argument, none while the clip's are not known; alpha
    /// always passes.
    fn planes(&mut self, declaration: &Declaration, bound: &Bound, clip: &ClipType) -> Option<Vec<bool>> {
        let param = declaration.params.iter().find(|param| param.ty == ParamType::Planes);
        let choice = match param.and_then(|param| bound.values.get(&param.name)) {
            Some(Value::Name(name)) => name.as_str(),
            Some(_) => return None,
            None => "all",
        };
        let has_chroma = clip.layout.verdict(Layout::ALL, |layout| layout.is_yuv());
        let mut planes = Vec::new();
        if let (Some(layout), Some(alpha)) = (clip.layout.known(), clip.alpha.known()) {
            let selected = |plane: usize| match choice {
                "all" => true,
                "luma" => plane == 0 || !layout.is_yuv(),
                _ => plane > 0 && layout.is_yuv(),
            };
            planes.extend((0..layout.color_planes()).map(selected));
            planes.extend(alpha.then_some(false));
        }
        if choice == "chroma" && has_chroma == Verdict::Fails {
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
        Some(planes)
    }

    fn native(&mut self, declaration: &Declaration, call: &Call, bound: &Bound) -> Value {
        let Some(clips) = self.clips(declaration, bound, call.span) else { return Value::Unknown };
        let Some(args) = bound.constants(declaration) else { return self.undecided(declaration, call, &clips) };
        let formats: Option<Vec<VideoFormat>> = clips.iter().map(|clip| self.graph.format(*clip)).collect();
        let Some(formats) = formats else {
            return self.undecided(declaration, call, &clips);
        };
        let Some(mut output) = self.returned(declaration, call, bound, &clips) else { return Value::Unknown };
        property::settle(&mut output);
        let Some(output) = output.exact() else { return self.undecided(declaration, call, &clips) };
        self.native_node(declaration, args, &formats, output, call.span, &clips, &bound.spans)
    }

    /// Adds the node of a native filter after the filter itself has agreed to the call.
    #[expect(clippy::too_many_arguments, reason = "one call site each for calls and inserted conversions")]
    pub(super) fn native_node(
        &mut self,
        declaration: &Declaration,
        args: Args,
        formats: &[VideoFormat],
        output: VideoFormat,
        span: Span,
        clips: &[NodeId],
        spans: &std::collections::BTreeMap<String, Span>,
    ) -> Value {
        let filter = declaration.name();
        let natives = self.library.natives();
        let native = NativeCall { args: &args, inputs: formats, output: &output };
        if let Err(problem) = natives.check(filter, &native) {
            let at = problem.argument.and_then(|argument| spans.get(argument)).copied().unwrap_or(span);
            let among_clips = |name: &str| declaration.param(name).is_some_and(|param| param.ty.is_clip());
            let code = match problem.argument {
                _ if filter == "convert" => Code::NO_CONVERSION,
                // One clip may be wrong by itself; one of several is wrong beside the others.
                Some(name) if clips.len() > 1 && among_clips(name) => Code::CLIPS_DIFFER,
                _ => Code::BAD_GEOMETRY,
            };
            let diagnostic = Diagnostic::new(code, format!("{filter}: {}", problem.message)).label(self.place(at), "");
            self.report(Diagnostic { help: problem.help, ..diagnostic });
            return Value::Unknown;
        }
        let from = &formats[0];
        if from.effective_range() != output.effective_range() || from.sample.is_float() != output.sample.is_float() {
            self.check_range(declaration, &ClipType::from(from.clone()), span);
        }
        let NativeTraits { window, retags } = natives.traits(filter, &native);
        let kind =
            if retags { NodeKind::Retag } else { NodeKind::Native { filter: filter.to_owned(), args: args.clone() } };
        self.add(filter, kind, output.into(), window, span, clips)
    }

    /// The format that a declaration promises for these clips.
    fn returned(
        &mut self,
        declaration: &Declaration,
        call: &Call,
        bound: &Bound,
        clips: &[NodeId],
    ) -> Option<ClipType> {
        let clip_params: Vec<_> = declaration.params.iter().filter(|param| param.ty.is_clip()).collect();
        let model = match &declaration.returns.like {
            Some(name) => clip_params.iter().position(|param| param.name == *name)?,
            None => 0,
        };
        let mut names = bound.values.clone();
        for (param, clip) in clip_params.iter().zip(clips) {
            names.insert(param.name.clone(), Value::Clip(*clip));
        }
        let scope = Scope::Filter(names);
        let mut clip = self.graph.clip(*clips.get(model)?).clone();
        for (name, expr) in &declaration.returns.set {
            let value = self.evaluate(expr, &scope);
            if let Err(reason) = property::set(&mut clip, &name.name, &value) {
                self.report(
                    Diagnostic::new(Code::BAD_GEOMETRY, format!("{}: {reason}", declaration.name()))
                        .label(self.place(call.span), "")
                        .help("look at the arguments that set its size"),
                );
                return None;
            }
        }
        if let ParamType::Video(requirements) = &declaration.returns.ty {
            for requirement in requirements.iter().flatten() {
                if let crate::types::Requirement::Progressive = requirement {
                    clip.scan = Fact::Known(crate::media::Scan::Progressive);
                }
            }
        }
        Some(clip)
    }

    /// A node about which not enough is known without media: its place is held so that what follows is checked.
    fn undecided(&mut self, declaration: &Declaration, call: &Call, clips: &[NodeId]) -> Value {
        if self.is_settled() {
            return self.report_unsaid(call.span);
        }
        let kind = NodeKind::Undecided { filter: declaration.name().to_owned() };
        self.add(declaration.name(), kind, ClipType::any(), Window::default(), call.span, clips)
    }

    pub(super) fn add(
        &mut self,
        name: &str,
        kind: NodeKind,
        clip: ClipType,
        window: Window,
        span: Span,
        clips: &[NodeId],
    ) -> Value {
        let span = Some(self.place(span));
        let node = Node { name: self.title(name), kind, clip, window, span, inserted: None };
        Value::Clip(self.graph.add(node, clips))
    }

    fn check_same_format(&mut self, declaration: &Declaration, clips: &[NodeId], span: Span) -> bool {
        let Some((first, rest)) = clips.split_first() else { return true };
        let first = self.graph.clip(*first).clone();
        let other = rest.iter().map(|clip| self.graph.clip(*clip)).find(|other| !other.may_have_same_pictures(&first));
        let Some(other) = other else { return true };
        let other = other.clone();
        self.report(
            Diagnostic::new(
                Code::CLIPS_DIFFER,
                format!("{} needs clips of one format, found {first} and {other}", declaration.name()),
            )
            .label(self.place(span), "")
            .help("bring them together with `resize` and `convert`"),
        );
        false
    }
}

/// A node's clip as the mask that it is, where its declaration says so or a kernel works on masks alone.
fn as_declared(value: Value, declaration: &Declaration, bound: &Bound) -> Value {
    let planes: Vec<_> = declaration.params.iter().filter(|param| param.ty == ParamType::Plane).collect();
    let of_masks =
        !planes.is_empty() && planes.iter().all(|param| matches!(bound.values.get(&param.name), Some(Value::Mask(_))));
    match value {
        Value::Clip(node) if of_masks || declaration.returns.ty == ParamType::Mask => Value::Mask(node),
        other => other,
    }
}
