//! `cadence`: which fields of a clip belong together.

mod groups;
#[cfg(test)]
mod tests;

use fwr_compiler::media::{CodeScale, Scan, VideoFormat};
use fwr_compiler::types::{Args, Constant};

use self::groups::{Field, group};
use crate::Picture;
use crate::fields::{Combs, Lines, changes, combs};
use crate::measure::{Measure, Meter, Reading, of_luma};

pub(crate) fn measure() -> &'static dyn Measure {
    &Cadence
}

struct Cadence;

impl Measure for Cadence {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let format = &formats[0];
        let scale = format.sample.scale(format.plane_kind(0), format.effective_range());
        let top_first = format.scan != Scan::Bff;
        Box::new(Watcher { scale, top_first, before: None, fields: Vec::new() })
    }

    fn tables(&self, formats: &[VideoFormat]) -> u64 {
        of_luma(formats, 2.2)
    }
}

struct Watcher {
    scale: CodeScale,
    top_first: bool,
    before: Option<Lines>,
    /// What each field shows with the one before, and how much it has changed since the one before that.
    fields: Vec<(Combs, u64)>,
}

impl Meter for Watcher {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        let now = Lines::read(&pictures[0].planes[0], self.scale);
        let before = self.before.as_ref().unwrap_or(&now);
        let (top, bottom) = if self.top_first { (&now, before) } else { (before, &now) };
        let mut changed = changes(before, &now);
        if !self.top_first {
            changed.reverse();
        }
        self.fields.push((combs(top, bottom, [before, &now]), changed[0]));
        self.fields.push((combs(&now, &now, [before, &now]), changed[1]));
        self.before = Some(now);
    }

    fn reading(&self) -> Option<Reading> {
        let lines = self.before.as_ref()?;
        let samples = (lines.width() * lines.height()).max(1) as f64;
        let field = |(combs, changed): &(Combs, u64)| Field {
            combs: combs.height as f64 / samples,
            combed: combs.blocks as f64 / (samples / 64.0),
            changed: *changed as f64 / (samples / 2.0),
        };
        let fields: Vec<Field> = self.fields.iter().map(field).collect();
        Some(Reading::plain(group(&fields).into_iter().collect::<Constant>()))
    }

    fn save(&self) -> Vec<u64> {
        let fields = self.fields.iter().flat_map(|(combs, changed)| [combs.height, combs.blocks, *changed]);
        [self.fields.len() as u64].into_iter().chain(fields).chain(self.before.iter().flat_map(Lines::save)).collect()
    }

    fn restore(&mut self, saved: &[u64]) -> bool {
        let Some((&[fields], rest)) = saved.split_first_chunk::<1>() else { return false };
        let length = usize::try_from(fields).ok().and_then(|fields| fields.checked_mul(3));
        let Some((fields, before)) = length.and_then(|length| rest.split_at_checked(length)) else { return false };
        let field = |&[height, blocks, changed]: &[u64; 3]| (Combs { height, blocks }, changed);
        self.fields = fields.as_chunks().0.iter().map(field).collect();
        self.before = Lines::restore(before);
        self.before.is_some() != self.fields.is_empty()
    }
}
