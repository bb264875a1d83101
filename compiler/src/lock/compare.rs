//! What is different between two locks of a recipe, in sentences.

use super::document::{Definition, Lock, LockedOutput, LockedPlan};
use super::make::Places;
use super::sentences::{changed_params, changed_step, choices, ops, quoted, steps};
use crate::syntax::Span;

/// How two locks of a recipe compare.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// What is different in the recipe, in what carries it out, and in what it is given.
    pub causes: Vec<Difference>,
    /// What that does to the plan.
    pub consequences: Vec<Difference>,
}

/// One thing that is different.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Whether it may change pixels.
    pub weight: Weight,
    /// The step or output of the second lock that it is about.
    pub at: Option<Span>,
    /// The line of the graph that it is about, where no place is known.
    pub line: Option<usize>,
    /// A sentence without a full stop.
    pub message: String,
}

/// What a difference means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The pixels, or the file that they are written to, may not be the same.
    Differs,
    /// They are the same; a person may want to know nevertheless.
    Note,
}

impl Difference {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { weight: Weight::Differs, at: None, line: None, message: message.into() }
    }

    pub(super) fn at(self, at: Option<Span>) -> Self {
        Self { at, ..self }
    }

    fn note(message: impl Into<String>) -> Self {
        Self { weight: Weight::Note, ..Self::new(message) }
    }
}

impl Comparison {
    /// Whether the second lock gives what the first does.
    pub fn holds(&self) -> bool {
        !self.causes.iter().any(|difference| difference.weight == Weight::Differs)
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.causes.is_empty() && self.consequences.is_empty()
    }
}

/// Compares `now` with what was `locked`; `places` are those of `now`.
///
/// Where both have plans for the same formats, plans decide: a recipe that says something else and computes the
/// same is the same.
pub fn compare(locked: &Lock, now: &Lock, places: &Places) -> Comparison {
    let mut comparison = Comparison::default();
    let mut recipe = recipe(locked, now, places);
    let beside = beside(locked, now, places);
    if recipe.is_empty() && beside.is_empty() {
        files(locked, now, &mut recipe);
    }
    // Where all that is written is the same, the params make the difference, and the steps follow.
    if locked.files == now.files && !recipe.is_empty() && locked.params != now.params {
        let follows = |difference: &Difference| difference.at.is_some();
        let written =
            locked.definitions.iter().all(|before| !now.definitions.iter().any(|after| changed(before, after)));
        if written && recipe.iter().any(|difference| !follows(difference)) {
            (comparison.consequences, recipe) = recipe.into_iter().partition(follows);
        }
    }
    if let (Some(before), Some(after)) = (&locked.plan, &now.plan) {
        let formats = formats(before, after);
        if before.fingerprint == after.fingerprint && formats.is_empty() {
            recipe.iter_mut().for_each(|difference| difference.weight = Weight::Note);
        } else if formats.is_empty() {
            let consequences = ops(before, after, places);
            // Of a clip with other values or another length the same recipe may make something else.
            if !recipe.is_empty() {
                comparison.consequences.extend(consequences);
            } else if same_clip(before, after) {
                recipe = consequences;
            }
        }
        recipe.splice(0..0, formats);
    }
    comparison.causes = recipe;
    comparison.causes.extend(beside);
    comparison.causes.extend(tools(locked, now, places));
    comparison
}

/// What is different in what a person wrote, and shows in plans.
fn recipe(locked: &Lock, now: &Lock, places: &Places) -> Vec<Difference> {
    let mut found = Vec::new();
    if locked.edition != now.edition {
        found.push(Difference::new(format!(
            "the graph is of edition {} instead of {}",
            quoted(&now.edition),
            quoted(&locked.edition)
        )));
    }
    changed_params(&locked.params, &now.params, &mut found);
    for after in &now.definitions {
        if locked.definitions.iter().any(|before| changed(before, after)) {
            found.push(Difference::new(if after.from == "library" {
                format!("`{}` of the library is another version", after.name)
            } else {
                format!("`{}` is defined otherwise in {}", after.name, after.from)
            }));
        }
    }
    choices(locked, now, places, &mut found);
    steps(locked, now, places, &mut found);
    found
}

/// What is different outside of plans' ops: encoders and networks.
fn beside(locked: &Lock, now: &Lock, places: &Places) -> Vec<Difference> {
    let mut found = Vec::new();
    outputs(locked, now, places, &mut found);
    for after in &now.models {
        let before = locked.models.iter().find(|before| before.name == after.name);
        if before.is_some_and(|before| before.sha256 != after.sha256) {
            found.push(Difference::new(format!("the network `{}` is another one: its weights differ", after.name)));
        }
    }
    found
}

/// Whether two definitions are of the same filter and say something else.
fn changed(before: &Definition, after: &Definition) -> bool {
    (&before.name, &before.from) == (&after.name, &after.from) && before.says != after.says
}

/// Files that say something else, in a way that nothing else shows.
fn files(locked: &Lock, now: &Lock, found: &mut Vec<Difference>) {
    for (position, after) in now.files.iter().enumerate() {
        // The graph itself is the first, whatever it is called.
        let before = match position {
            0 => locked.files.first(),
            _ => locked.files.iter().skip(1).find(|before| before.path == after.path),
        };
        match before {
            Some(before) if before.says == after.says => {}
            Some(_) => found.push(Difference::new(format!("{} says something else", after.path))),
            None => found.push(Difference::new(format!("{} is used, which was not", after.path))),
        }
    }
}

fn outputs(locked: &Lock, now: &Lock, places: &Places, found: &mut Vec<Difference>) {
    if locked.outputs.len() != now.outputs.len() {
        let (before, after) = (locked.outputs.len(), now.outputs.len());
        found.push(Difference::new(format!("the graph has {} instead of {before}", count(after, "output"))));
        return;
    }
    for (position, (before, after)) in locked.outputs.iter().zip(&now.outputs).enumerate() {
        let at = places.outputs.get(position).copied();
        if before.encoder != after.encoder {
            let message = format!("the picture is encoded by {} instead of {}", after.encoder, before.encoder);
            found.push(Difference::new(message).at(at));
        } else if let Some(changes) = changed_step(&before.with, &after.with) {
            found.push(Difference::new(format!("{} encodes with {changes}", after.encoder)).at(at));
        }
        let kept = |output: &LockedOutput| match (&output.copy, &output.drop) {
            (None, drop) if drop.is_empty() => "all other streams".to_owned(),
            (None, drop) => format!("all other streams but {}", drop.join(", ")),
            (Some(copy), _) if copy.is_empty() => "no other streams".to_owned(),
            (Some(copy), _) => copy.join(", "),
        };
        let (before, after) = (kept(before), kept(after));
        if before != after {
            found.push(Difference::new(format!("the output copies {after} instead of {before}")).at(at));
        }
    }
}

/// What is different in what carries the recipe out: plans cannot show that.
fn tools(locked: &Lock, now: &Lock, places: &Places) -> Vec<Difference> {
    let mut found = Vec::new();
    for after in &now.definitions {
        let before =
            locked.definitions.iter().find(|before| (&before.name, &before.from) == (&after.name, &after.from));
        if before.is_some_and(|before| before.code != after.code) {
            found.push(Difference::new(format!("the native code of `{}` is another version", after.name)));
        }
    }
    if locked.pixels != now.pixels {
        found.push(Difference::new(format!(
            "FrameWright {} works pictures out otherwise than {} did",
            now.framewright, locked.framewright
        )));
    } else if locked.framewright != now.framewright {
        found.push(Difference::note(format!(
            "the lock was written by FrameWright {}, and this is {}",
            locked.framewright, now.framewright
        )));
    }
    for (position, (before, after)) in locked.outputs.iter().zip(&now.outputs).enumerate() {
        let at = places.outputs.get(position).copied();
        if before.encoder != after.encoder {
            continue;
        }
        if let (Some(old), Some(new)) = (&before.by, &after.by)
            && old != new
        {
            let message = format!("{} is {new} here, and was {old}", after.encoder);
            // What a lossless encoder is given comes out again, by whichever version.
            let difference = if after.lossy { Difference::new(message) } else { Difference::note(message) };
            found.push(difference.at(at));
        }
    }
    found
}

/// Inputs whose pictures are of other formats.
fn formats(before: &LockedPlan, after: &LockedPlan) -> Vec<Difference> {
    let mut found = Vec::new();
    for input in &after.inputs {
        match before.inputs.iter().find(|other| other.name == input.name) {
            Some(other) if other.format == input.format => {}
            Some(other) => found.push(Difference::new(format!(
                "`{}` is {}, but the lock is for {}",
                input.name, input.format, other.format
            ))),
            None => found.push(Difference::new(format!("`{}` is read, which it was not when locked", input.name))),
        }
    }
    for input in &before.inputs {
        if !after.inputs.iter().any(|other| other.name == input.name) {
            found.push(Difference::new(format!("`{}` is not read, which it was when locked", input.name)));
        }
    }
    found
}

/// Whether two plans were made for a clip of the same length and values.
fn same_clip(before: &LockedPlan, after: &LockedPlan) -> bool {
    before.inputs == after.inputs && before.measured == after.measured
}

/// `1 output`, `2 outputs`.
fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
