//! Planes of samples as native filters see them.

use fwr_compiler::media::SampleType;

/// A type that samples are stored in.
pub trait Sample: Copy + Send + Sync + bytemuck::Pod {}

impl Sample for u8 {}
impl Sample for u16 {}
impl Sample for f32 {}

/// The frames that one output frame is made from: for each input its window in time.
#[derive(Debug, Clone, Copy)]
pub struct Frames<'a> {
    /// `windows[input][before + dt]` is the input's frame `dt` away from the current one.
    pub windows: &'a [&'a [Picture<'a>]],
    /// The output frame's number, from 0.
    pub number: u64,
}

impl<'a> Frames<'a> {
    /// The current frame of `input`, for work whose window has no frames before.
    pub fn current(&self, input: usize) -> &Picture<'a> {
        &self.windows[input][0]
    }
}

/// The planes of one frame.
#[derive(Debug, Clone)]
pub struct Picture<'a> {
    /// One view a plane.
    pub planes: Vec<Plane<'a>>,
}

/// A plane that is read.
#[derive(Debug, Clone, Copy)]
pub struct Plane<'a> {
    /// The samples; row `y` starts at byte `y * stride`.
    pub bytes: &'a [u8],
    /// Bytes from one row to the next.
    pub stride: usize,
    /// Samples in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// How a sample is stored.
    pub sample: SampleType,
}

impl<'a> Plane<'a> {
    /// Row `y` as samples.
    ///
    /// # Panics
    /// If `T` is not as wide as the plane's samples, or `y` is past the last row.
    pub fn row<T: Sample>(&self, y: usize) -> &'a [T] {
        assert_eq!(size_of::<T>(), self.sample.bytes(), "sample type of the plane");
        assert!(y < self.height, "row {y} of {}", self.height);
        let start = y * self.stride;
        bytemuck::cast_slice(&self.bytes[start..start + self.width * size_of::<T>()])
    }

    /// Row `y` as bytes.
    ///
    /// # Panics
    /// If `y` is past the last row.
    pub fn row_bytes(&self, y: usize) -> &'a [u8] {
        assert!(y < self.height, "row {y} of {}", self.height);
        let start = y * self.stride;
        &self.bytes[start..start + self.width * self.sample.bytes()]
    }

    /// Row `y`, or the nearest row inside the plane.
    pub fn row_clamped<T: Sample>(&self, y: isize) -> &'a [T] {
        self.row(y.clamp(0, self.height as isize - 1) as usize)
    }
}

/// Some whole rows of a plane that is written.
#[derive(Debug)]
pub struct Rows<'a> {
    /// The samples; the first row starts at byte 0.
    pub bytes: &'a mut [u8],
    /// Bytes from one row to the next.
    pub stride: usize,
    /// Samples in a row.
    pub width: usize,
    /// Number of rows.
    pub height: usize,
    /// How a sample is stored.
    pub sample: SampleType,
}

impl Rows<'_> {
    /// The `y`th of these rows as samples.
    ///
    /// # Panics
    /// If `T` is not as wide as the plane's samples, or `y` is past the last row.
    pub fn row_mut<T: Sample>(&mut self, y: usize) -> &mut [T] {
        assert_eq!(size_of::<T>(), self.sample.bytes(), "sample type of the plane");
        assert!(y < self.height, "row {y} of {}", self.height);
        let start = y * self.stride;
        bytemuck::cast_slice_mut(&mut self.bytes[start..start + self.width * size_of::<T>()])
    }
    /// The `y`th of these rows as bytes.
    ///
    /// # Panics
    /// If `y` is past the last row.
    pub fn row_bytes_mut(&mut self, y: usize) -> &mut [u8] {
        assert!(y < self.height, "row {y} of {}", self.height);
        let start = y * self.stride;
        &mut self.bytes[start..start + self.width * self.sample.bytes()]
    }
}
