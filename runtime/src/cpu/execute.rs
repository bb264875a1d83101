//! Makes one frame by native work: all rows of all planes that are computed, over the threads there are.

use std::sync::Arc;

use fwr_compiler::media::VideoFormat;
use fwr_stdlib::native::{Picture, WholePicture};
use fwr_stdlib::{Frames, Rows};
use rayon::prelude::*;

use super::buffer::{ALIGNMENT, FramePool};
use crate::frame::{Frame, Plane};

/// Samples that one task computes at least: fewer are not worth handing to another thread.
const TASK_SAMPLES: usize = 64 * 1024;

/// Computes frame `number` of a node from the window around it of each input.
///
/// `inputs[i]` holds `before + 1 + after` frames of the work's window, the
/// current one at position `before`; at the ends of a clip frames repeat. All
/// hold planes as their formats say. Time and props are those of the first
/// input's current frame, and so are the planes that the work passes.
///
/// Runs on the rayon pool of the caller.
///
/// # Panics
/// If the window of an input is not as long as the work asks for, or the work panics.
pub fn execute(
    work: &dyn Picture,
    inputs: &[&[Frame]],
    output: &Arc<VideoFormat>,
    number: u64,
    pool: &FramePool,
) -> Frame {
    let window = work.window();
    let current = &inputs[0][window.before as usize];
    let views = views(inputs);
    let windows: Vec<&[fwr_stdlib::Picture<'_>]> = views.iter().map(Vec::as_slice).collect();
    let frames = Frames { windows: &windows, number };

    let planes: Vec<Plane> = (0..output.planes())
        .into_par_iter()
        .map(|plane| {
            if work.passes(plane) { current.planes[plane].clone() } else { compute(work, &frames, output, plane, pool) }
        })
        .collect();

    let shared = (0..planes.len()).all(|plane| work.passes(plane)) && *current.format == **output;
    Frame {
        format: Arc::clone(output),
        planes,
        pts: current.pts,
        duration: current.duration,
        props: Arc::clone(&current.props),
        carrier: current.carrier.clone().filter(|_| shared),
    }
}

/// [`execute`], for work that makes all planes of a frame at once.
///
/// # Panics
/// If the window of an input is not as long as the work asks for, or the work panics.
pub fn execute_whole(
    work: &dyn WholePicture,
    inputs: &[&[Frame]],
    output: &Arc<VideoFormat>,
    number: u64,
    pool: &FramePool,
) -> Frame {
    let current = &inputs[0][work.window().before as usize];
    let views = views(inputs);
    let windows: Vec<&[fwr_stdlib::Picture<'_>]> = views.iter().map(Vec::as_slice).collect();
    let sizes: Vec<(usize, usize)> = (0..output.planes()).map(|plane| output.plane_size(plane)).collect();
    let stride = |width: usize| (width * output.sample.bytes()).next_multiple_of(ALIGNMENT);
    let mut buffers: Vec<_> = sizes.iter().map(|(width, height)| pool.take(stride(*width) * height)).collect();
    let mut out: Vec<Rows<'_>> = buffers
        .iter_mut()
        .zip(&sizes)
        .map(|(buffer, (width, height))| Rows {
            bytes: &mut buffer.bytes_mut()[..stride(*width) * height],
            stride: stride(*width),
            width: *width,
            height: *height,
            sample: output.sample,
        })
        .collect();
    work.picture(&Frames { windows: &windows, number }, &mut out);
    let planes = buffers
        .into_iter()
        .zip(sizes)
        .map(|(buffer, size)| Plane::new(Arc::new(buffer), stride(size.0), size, output.sample))
        .collect();
    let Frame { pts, duration, props, .. } = current;
    Frame {
        format: Arc::clone(output),
        planes,
        pts: *pts,
        duration: *duration,
        props: Arc::clone(props),
        carrier: None,
    }
}

fn compute(work: &dyn Picture, frames: &Frames<'_>, output: &VideoFormat, plane: usize, pool: &FramePool) -> Plane {
    let (width, height) = output.plane_size(plane);
    let stride = (width * output.sample.bytes()).next_multiple_of(ALIGNMENT);
    let mut buffer = pool.take(stride * height);
    let threads = rayon::current_num_threads();
    // Several tasks a thread even out their differences; with one thread there is nothing to even out.
    let shares = if threads == 1 { 1 } else { 3 * threads };
    let rows_a_task = height.div_ceil(shares).max(TASK_SAMPLES.div_ceil(width)).max(1);
    buffer.bytes_mut()[..stride * height].par_chunks_mut(stride * rows_a_task).enumerate().for_each(|(task, bytes)| {
        let first = task * rows_a_task;
        let count = bytes.len() / stride;
        let mut out = Rows { bytes, stride, width, height: count, sample: output.sample };
        work.rows(frames, plane, first..first + count, &mut out);
    });
    Plane::new(Arc::new(buffer), stride, (width, height), output.sample)
}

/// The windows as filters see them.
fn views<'a>(inputs: &[&'a [Frame]]) -> Vec<Vec<fwr_stdlib::Picture<'a>>> {
    inputs.iter().map(|frames| frames.iter().map(view).collect()).collect()
}

fn view(frame: &Frame) -> fwr_stdlib::Picture<'_> {
    fwr_stdlib::Picture { planes: frame.planes.iter().map(Plane::view).collect() }
}
