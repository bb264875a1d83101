//! Whether a clip has the planes that a kernel names, and of one size where their samples meet.

use super::Elaborator;
use super::native::Use;
use crate::diagnostics::{Code, Diagnostic};
use crate::kernel::NamedPlanes;
use crate::media::{Layout, Named, PlaneName};
use crate::syntax::Span;
use crate::types::{ClipType, Verdict};

/// Which colour planes a kernel makes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Made<'a> {
    /// `all`, `luma` or `chroma`, as the caller chose.
    Chosen(&'a str),
    /// Those that the kernel names.
    Named(&'a [(PlaneName, Span)]),
}

impl Made<'_> {
    /// For each plane of the clip whether it is made, none while they are not known; alpha always passes.
    pub(super) fn of(&self, clip: &ClipType) -> Vec<bool> {
        let mut planes = Vec::new();
        if let Some(layout) = clip.layout.known() {
            planes.extend((0..layout.color_planes()).map(|plane| self.makes(*layout, plane)));
            // Whether there is alpha matters to nobody but the plan, and then it is known.
            planes.extend((clip.alpha.known() == Some(&true)).then_some(false));
        }
        planes
    }

    fn makes(&self, layout: Layout, plane: usize) -> bool {
        match self {
            Self::Chosen("all") => true,
            Self::Chosen("luma") => plane == 0 || !layout.is_yuv(),
            Self::Chosen(_) => plane > 0 && layout.is_yuv(),
            Self::Named(names) => names.iter().any(|(name, _)| name.index() == plane),
        }
    }
}

/// What is wrong with a layout.
enum Problem {
    /// It lacks a plane.
    Lacks(PlaneName),
    /// A plane whose samples are read is of another size than one that is made.
    Sizes(PlaneName, String),
}

impl Elaborator<'_> {
    /// Whether `clip` has the planes that a kernel names, each of the size that it has to have; reported if not.
    pub(super) fn check_named_planes(
        &mut self,
        at: &Use<'_>,
        named: &NamedPlanes,
        made: &Made<'_>,
        clip: &ClipType,
    ) -> bool {
        let fits = |layout: &Layout| problem(*layout, named, made).is_none();
        if !self.judges(&clip.layout) || clip.layout.verdict(Layout::ALL, fits) != Verdict::Fails {
            return true;
        }
        let layouts = clip.layout.values(Layout::ALL);
        let Some(problem) = layouts.first().and_then(|layout| problem(*layout, named, made)) else { return true };
        let name = at.declaration.name();
        let found = match problem {
            Problem::Lacks(plane) => {
                let (verb, all): (_, Vec<&str>) = match made {
                    Made::Named(names) => ("makes", names.iter().map(|(name, _)| name.name()).collect()),
                    Made::Chosen(_) => ("reads", vec![plane.name()]),
                };
                let planes =
                    if let [one] = all[..] { format!("plane {one}") } else { format!("planes {}", listed(&all)) };
                let help = if plane.is_rgb() {
                    "convert it first: `convert(layout: rgb)`"
                } else {
                    "convert it first: `convert(layout: yuv444, matrix: bt709)`"
                };
                Diagnostic::new(
                    Code::CLIP_MISMATCH,
                    format!("{name} {verb} {planes}, but this clip is {} and has no {plane}", clip.layout),
                )
                .help(help)
            }
            Problem::Sizes(read, makes) => Diagnostic::new(
                Code::CLIP_MISMATCH,
                format!(
                    "{name} reads plane {read} where it makes {makes}, but in {} they are of different sizes",
                    clip.layout
                ),
            )
            .help("bring all planes to one size first: `convert(layout: yuv444)`"),
        };
        self.report(found.label(self.place(at.span), format!("on a {} clip", clip.layout)));
        false
    }
}

fn problem(layout: Layout, named: &NamedPlanes, made: &Made<'_>) -> Option<Problem> {
    if let Some((missing, _)) = named.all().find(|(plane, _)| !plane.is_in(layout)) {
        return Some(Problem::Lacks(*missing));
    }
    let is_small = |plane: usize| plane > 0 && layout.chroma_shift() != (0, 0);
    let planes = |small: bool| {
        let all = 0..layout.color_planes();
        all.filter(|plane| made.makes(layout, *plane) && is_small(*plane) == small).collect::<Vec<_>>()
    };
    named.read.iter().find_map(|(read, _)| {
        let other = planes(!is_small(read.index()));
        let what = if other.first()? == &0 { "y" } else { "chroma" };
        Some(Problem::Sizes(*read, what.to_owned()))
    })
}

/// `r, g and b`
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
