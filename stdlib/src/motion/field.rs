//! Fields of vectors, and the clips that carry them.

use fwr_compiler::media::{PlaneKind, VideoFormat};

use super::Lay;
use crate::native::{Call, Problem};
use crate::{Picture, Rows};

/// Where a block was, and how well it matches there.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Vector {
    /// Samples to the right, in quarters.
    pub(crate) dx: i32,
    /// Samples down, in quarters.
    pub(crate) dy: i32,
    /// The mean absolute difference of its samples, of 0 to 1.
    pub(crate) cost: f32,
}

/// How blocks lie on a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grid {
    /// Samples from one block to the next, across and down.
    pub(crate) step: usize,
    /// Blocks in a row.
    pub(crate) columns: usize,
    /// Rows of blocks.
    pub(crate) rows: usize,
}

impl Grid {
    /// Blocks for each `step` samples of a picture, the last ones perhaps beyond its edges.
    pub(crate) fn new(width: usize, height: usize, step: usize) -> Self {
        Self { step, columns: width.div_ceil(step), rows: height.div_ceil(step) }
    }
}

/// The vectors of all blocks of a picture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    pub(crate) grid: Grid,
    pub(crate) vectors: Vec<Vector>,
}

impl Field {
    /// The vector of the block at a place, or of the nearest.
    pub(crate) fn at(&self, column: isize, row: isize) -> Vector {
        let column = column.clamp(0, self.grid.columns as isize - 1) as usize;
        let row = row.clamp(0, self.grid.rows as isize - 1) as usize;
        self.vectors[row * self.grid.columns + column]
    }
}

/// Vectors as a clip carries them: three planes of numbers (samples to the right, samples down, cost), one number a
/// block, the fields of the frames around one below the other: of the frame before, the one after, two before, ….
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Vectors {
    pub(crate) grid: Grid,
    /// Frames before and after that there are fields of.
    pub(crate) radius: usize,
}

impl Vectors {
    /// What a clip of vectors carries for a clip of pictures; `None` if it is of pictures of another size.
    pub(crate) fn of(vectors: &VideoFormat, clip: &VideoFormat) -> Option<Self> {
        let (width, height) = (clip.width as usize, clip.height as usize);
        let (columns, all) = (vectors.width as usize, vectors.height as usize);
        [8, 16].into_iter().map(|step| Grid::new(width, height, step)).find_map(|grid| {
            let fits = grid.columns == columns && all > 0 && all.is_multiple_of(2 * grid.rows);
            fits.then(|| Self { grid, radius: all / (2 * grid.rows) })
        })
    }

    /// The frame, relative to the current one, of each field.
    pub(crate) fn offsets(self) -> impl Iterator<Item = isize> {
        (1..=self.radius as isize).flat_map(|away| [-away, away])
    }

    /// The field to the frame `offset` away.
    pub(crate) fn read(self, picture: &Picture<'_>, offset: isize) -> Field {
        let place = 2 * (offset.unsigned_abs() - 1) + usize::from(offset > 0);
        let mut vectors = Vec::with_capacity(self.grid.columns * self.grid.rows);
        for row in place * self.grid.rows..(place + 1) * self.grid.rows {
            let [dx, dy, cost] = [0, 1, 2].map(|plane| picture.planes[plane].row::<f32>(row));
            // As they were written: whole numbers of quarters.
            let quarters = |samples: f32| (samples * 4.0) as i32;
            vectors.extend((0..self.grid.columns).map(|column| Vector {
                dx: quarters(dx[column]),
                dy: quarters(dy[column]),
                cost: cost[column],
            }));
        }
        Field { grid: self.grid, vectors }
    }

    /// Writes the field of the `place`th of [`Self::offsets`].
    pub(crate) fn write(self, field: &Field, place: usize, out: &mut [Rows<'_>]) {
        for (row, vectors) in field.vectors.chunks_exact(self.grid.columns).enumerate() {
            let y = place * self.grid.rows + row;
            let parts: [fn(&Vector) -> f32; 3] = [|v| v.dx as f32 / 4.0, |v| v.dy as f32 / 4.0, |v| v.cost];
            for (plane, part) in out.iter_mut().zip(parts) {
                for (to, vector) in plane.row_mut::<f32>(y).iter_mut().zip(vectors) {
                    *to = part(vector);
                }
            }
        }
    }
}

/// The vectors among the inputs of a call, for its first clip.
///
/// # Errors
/// If they are of a clip of another size.
pub(crate) fn vectors_of(call: &Call<'_>, input: usize) -> Result<Vectors, Problem> {
    let (clip, vectors) = (&call.inputs[0], &call.inputs[input]);
    Vectors::of(vectors, clip).ok_or_else(|| Problem {
        argument: Some("vectors"),
        message: format!("these are not vectors of a clip of {}x{}", clip.width, clip.height),
        help: Some("find them in the clip itself, or in one of its size: `motion(clip)`".to_owned()),
    })
}

/// How the blocks of vectors lie on each plane of a clip.
pub(crate) fn lays(clip: &VideoFormat, vectors: Vectors) -> Vec<Lay> {
    let (sx, sy) = clip.layout.chroma_shift();
    (0..clip.planes())
        .map(|plane| {
            let is_chroma = clip.plane_kind(plane) == PlaneKind::Chroma;
            Lay::new(vectors.grid.step, if is_chroma { [1 << sx, 1 << sy] } else { [1, 1] })
        })
        .collect()
}
