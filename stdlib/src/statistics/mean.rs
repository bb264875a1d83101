//! Means of planes and of numbers that come one by one.

use fwr_compiler::media::CodeScale;

use crate::Plane;
use crate::samples::add_row;

/// The mean of the nominal values of a plane's samples.
pub(crate) fn plane_mean(plane: &Plane<'_>, scale: CodeScale) -> f64 {
    let mut total = 0.0;
    each_row(plane, |row| total += sum(row));
    let codes = total / (plane.width * plane.height).max(1) as f64;
    (codes - f64::from(scale.offset)) / f64::from(scale.span)
}

/// Calls `visit` with each row of a plane, from the top, in code values.
pub(crate) fn each_row(plane: &Plane<'_>, mut visit: impl FnMut(&[f32])) {
    let mut row = vec![0.0; plane.width];
    for y in 0..plane.height {
        add_row(plane, y, 1.0, false, &mut row);
        visit(&row);
    }
}

/// The sum of some values, added up in one order whatever the machine.
pub(crate) fn sum(values: &[f32]) -> f64 {
    let mut lanes = [0.0_f64; 8];
    let (chunks, rest) = values.as_chunks::<8>();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += f64::from(*value);
        }
    }
    lanes.iter().sum::<f64>() + rest.iter().map(|value| f64::from(*value)).sum::<f64>()
}

/// The mean of numbers that come one by one.
#[derive(Debug, Default)]
pub(crate) struct Running {
    total: f64,
    count: u64,
}

impl Running {
    pub(crate) fn add(&mut self, value: f64) {
        self.total += value;
        self.count += 1;
    }

    /// Its sum and its count, for [`Running::of`].
    pub(crate) fn save(&self) -> [u64; 2] {
        [self.total.to_bits(), self.count]
    }

    /// What was saved.
    pub(crate) fn of(saved: &[u64]) -> Option<Self> {
        let &[total, count] = saved else { return None };
        Some(Self { total: f64::from_bits(total), count })
    }

    /// The mean so far; `None` before the first number.
    pub(crate) fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.total / self.count as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_sixteen_bits_add_up_exactly() {
        let row: Vec<f32> = (0..1003).map(|x| (x * 65 % 65536) as f32).collect();
        let exact: u64 = row.iter().map(|value| *value as u64).sum();
        assert_eq!(sum(&row), exact as f64);
    }
}
