//! Calls of native filters: checked by the native code itself, for the formats that the clips have or may have.

use std::collections::BTreeMap;

use super::Elaborator;
use super::arguments::Bound;
use super::returned::Returned;
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::{Node, NodeId, NodeKind};
use crate::media::VideoFormat;
use crate::plan::Window;
use crate::resolve::{CONVERTER, Class, Declaration, NativeCall, NativeTraits, Problem};
use crate::syntax::Span;
use crate::syntax::ast::Call;
use crate::types::{Args, ClipType, Value, completions, property};

/// A filter in use: what is called, with which clips, and where.
#[derive(Clone, Copy)]
pub(super) struct Use<'a> {
    pub(super) declaration: &'a Declaration,
    /// The clips among its arguments, in the order of declaration.
    pub(super) clips: &'a [NodeId],
    /// Where each argument is written.
    pub(super) spans: &'a BTreeMap<String, Span>,
    pub(super) span: Span,
}

/// What the filter itself says of a call.
enum Answer {
    /// It can be made.
    Agreed(NativeTraits),
    /// It cannot, whatever the clips turn out to be.
    Refused(Problem),
    /// It cannot, for reasons that depend on what the clips turn out to be.
    Never(Problem),
    /// There is no result.
    NoPicture(String),
}

impl Elaborator<'_> {
    /// The node of a call of a native filter.
    pub(super) fn native(&mut self, declaration: &Declaration, call: &Call, bound: &Bound) -> Value {
        let Some(clips) = self.clips(declaration, bound, call.span) else { return Value::Unknown };
        let at = Use { declaration, clips: &clips, spans: &bound.spans, span: call.span };
        let returned = match self.returned(&at, &bound.values) {
            Ok(returned) => returned,
            Err(reason) => return self.no_picture(&at, &reason),
        };
        match bound.constants(declaration) {
            Some(args) => self.native_node(&at, args, &bound.values, returned),
            None => self.undecided(&at, returned),
        }
    }

    /// Adds the node of a native filter after the filter itself has agreed to the call.
    pub(super) fn native_node(
        &mut self,
        at: &Use<'_>,
        args: Args,
        values: &BTreeMap<String, Value>,
        mut returned: Returned,
    ) -> Value {
        let formats: Option<Vec<VideoFormat>> = at.clips.iter().map(|clip| self.graph.format(*clip)).collect();
        let answer = match formats {
            Some(formats) => {
                property::settle(&mut returned.clip, self.graph.clip(returned.model));
                let Some(output) = returned.clip.exact() else { return self.undecided(at, returned) };
                self.ask(at, &args, &formats, &output)
            }
            None => self.ask_about_all(at, &args, values),
        };
        let traits = match answer {
            Answer::Agreed(traits) => traits,
            Answer::Refused(problem) => return self.refused(at, problem),
            Answer::Never(problem) => {
                let message = format!("this works for no clip that can come here: for one, {}", problem.message);
                let help = problem.help.map(|help| format!("for that one, {help}"));
                return self.refused(at, Problem { message, help, ..problem });
            }
            Answer::NoPicture(reason) => return self.no_picture(at, &reason),
        };
        let from = self.graph.clip(at.clips[0]).clone();
        if moves_levels(&from, &returned.clip) {
            self.check_range(at.declaration, &from, at.span);
        }
        let filter = at.declaration.name().to_owned();
        let NativeTraits { retags, moves_frames, pixels, work, scratch, .. } = traits;
        let kind = if retags { NodeKind::Retag } else { NodeKind::Native { filter, args, pixels, work, scratch } };
        let value = self.add(at, kind, returned, traits.window);
        if let (Value::Clip(node), true) = (&value, moves_frames) {
            self.graph.dag[*node].pin = None;
        }
        value
    }

    fn ask(&self, at: &Use<'_>, args: &Args, inputs: &[VideoFormat], output: &VideoFormat) -> Answer {
        let natives = self.library.natives();
        let (filter, native) = (at.declaration.name(), NativeCall { args, inputs, output });
        match natives.check(filter, &native) {
            Ok(()) => Answer::Agreed(natives.traits(filter, &native)),
            Err(problem) => Answer::Refused(problem),
        }
    }

    /// Asks about formats that stand for all that the clips may have, until one is agreed to.
    fn ask_about_all(&mut self, at: &Use<'_>, args: &Args, values: &BTreeMap<String, Value>) -> Answer {
        let mut different = at.clips.to_vec();
        different.sort_unstable();
        different.dedup();
        let types: Vec<ClipType> = different.iter().map(|clip| self.graph.clip(*clip).clone()).collect();
        let said = self.diagnostics.len();
        let mut refusals: Vec<Answer> = Vec::new();
        let mut agreed = None;
        for formats in completions(&types.iter().collect::<Vec<_>>()) {
            for (clip, format) in different.iter().zip(&formats) {
                self.graph.dag[*clip].clip = format.clone().into();
            }
            match self.ask_about(at, args, values) {
                Answer::Agreed(traits) => {
                    agreed = Some(traits);
                    break;
                }
                refusal => refusals.push(refusal),
            }
        }
        for (clip, found) in different.iter().zip(types) {
            self.graph.dag[*clip].clip = found;
        }
        self.take_back(said);
        match agreed {
            // What changes the format alone for one clip may do more for another.
            Some(traits) => Answer::Agreed(NativeTraits { retags: false, ..traits }),
            None => common(at, refusals),
        }
    }

    /// Asks about the formats that the clips have for the moment.
    fn ask_about(&mut self, at: &Use<'_>, args: &Args, values: &BTreeMap<String, Value>) -> Answer {
        let mut returned = match self.returned(at, values) {
            Ok(returned) => returned,
            Err(reason) => return Answer::NoPicture(reason),
        };
        property::settle(&mut returned.clip, self.graph.clip(returned.model));
        let formats: Option<Vec<VideoFormat>> = at.clips.iter().map(|clip| self.graph.format(*clip)).collect();
        match (formats, returned.clip.exact()) {
            (Some(formats), Some(output)) => self.ask(at, args, &formats, &output),
            _ => Answer::Agreed(NativeTraits::default()),
        }
    }

    fn refused(&mut self, at: &Use<'_>, problem: Problem) -> Value {
        let filter = at.declaration.name();
        let span = problem.argument.and_then(|argument| at.spans.get(argument)).copied().unwrap_or(at.span);
        let code = match problem.argument {
            _ if filter == CONVERTER => Code::NO_CONVERSION,
            // One clip may be wrong by itself; one of several is wrong beside the others.
            Some(name) if at.clips.len() > 1 && is_clip(at.declaration, name) => Code::CLIPS_DIFFER,
            _ => Code::BAD_GEOMETRY,
        };
        let found = if code == Code::CLIPS_DIFFER {
            self.clips_differ(at.declaration, at.clips, 1, at.spans, at.span)
        } else {
            let found = Diagnostic::new(code, format!("{filter}: {}", problem.message)).label(self.place(span), "");
            Diagnostic { help: problem.help, ..found }
        };
        self.report(found);
        Value::Unknown
    }

    fn no_picture(&mut self, at: &Use<'_>, reason: &str) -> Value {
        self.report(
            Diagnostic::new(Code::BAD_GEOMETRY, format!("{}: {reason}", at.declaration.name()))
                .label(self.place(at.span), "")
                .help("look at the arguments that set its size"),
        );
        Value::Unknown
    }

    /// A node about which not enough is known without media: its place is held so that what follows is checked.
    pub(super) fn undecided(&mut self, at: &Use<'_>, returned: Returned) -> Value {
        if self.is_settled() {
            return self.report_unsaid(at.span);
        }
        let kind = NodeKind::Undecided { filter: at.declaration.name().to_owned() };
        self.add(at, kind, returned, Window::default())
    }

    /// Adds the node of a call.
    pub(super) fn add(&mut self, at: &Use<'_>, kind: NodeKind, returned: Returned, window: Window) -> Value {
        let Returned { clip, model, changed } = returned;
        let name = self.title(at.declaration.name());
        let span = Some(self.place(at.span));
        let attributes = &at.declaration.attributes;
        let seeded = matches!(&kind, NodeKind::Kernel { kernel, .. } if kernel.is_random());
        let class = attributes.class.unwrap_or(if seeded { Class::Seeded } else { Class::Exact });
        let warm_up = attributes.warm_up;
        // A new name for the same samples runs nowhere.
        let pin = self.pin.filter(|_| kind != NodeKind::Retag);
        let node = Node { name, kind, clip, window, warm_up, class, span, inserted: None, pin };
        let id = self.graph.add(node, at.clips);
        self.carry(model, id, changed);
        Value::Clip(id)
    }
}

/// The one reason for which everything is refused. Different reasons count only if they are about one argument
/// that is no clip: then no clip will do.
fn common(at: &Use<'_>, refusals: Vec<Answer>) -> Answer {
    let agreed = || Answer::Agreed(NativeTraits::default());
    let mut first: Option<Answer> = None;
    for refusal in refusals {
        first = match (first, refusal) {
            (None, refusal) => Some(refusal),
            (Some(Answer::NoPicture(one)), Answer::NoPicture(_)) => Some(Answer::NoPicture(one)),
            (Some(Answer::Refused(one)), Answer::Refused(other)) if one == other => Some(Answer::Refused(one)),
            (Some(Answer::Refused(one) | Answer::Never(one)), Answer::Refused(other))
                if one.argument == other.argument
                    && one.argument.is_some_and(|argument| !is_clip(at.declaration, argument)) =>
            {
                Some(Answer::Never(one))
            }
            _ => return agreed(),
        };
    }
    first.unwrap_or_else(agreed)
}

fn is_clip(declaration: &Declaration, name: &str) -> bool {
    declaration.param(name).is_some_and(|param| param.ty.is_clip())
}

/// Whether black and white are certain to be at other codes than before.
fn moves_levels(from: &ClipType, to: &ClipType) -> bool {
    let (Some(before), Some(after)) = (from.exact(), to.exact()) else { return false };
    before.effective_range() != after.effective_range() || before.sample.is_float() != after.sample.is_float()
}
