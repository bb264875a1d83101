//! What measures hold besides the frames that they look at: no more than they say, whatever the size and the length.

mod support;

use std::alloc::{GlobalAlloc, Layout as Piece, System};
use std::sync::atomic::{AtomicIsize, Ordering::Relaxed};

use fwr_compiler::media::{Layout, Scan, VideoFormat};
use fwr_stdlib::SOURCES;
use support::{Clip, format, start_of};

/// What is not worth telling: a few rows, and counts whose number does not follow from the picture.
const SMALL: isize = 5 << 18;
const FRAMES: usize = 8;

#[global_allocator]
static COUNTED: Counted = Counted;
static HELD: AtomicIsize = AtomicIsize::new(0);
static MOST: AtomicIsize = AtomicIsize::new(0);

/// The system's memory, with a count of what is held of it.
struct Counted;

// SAFETY: everything is passed on to the system's allocator as it comes.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, piece: Piece) -> *mut u8 {
        let held = HELD.fetch_add(piece.size() as isize, Relaxed) + piece.size() as isize;
        MOST.fetch_max(held, Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(piece) }
    }

    unsafe fn dealloc(&self, at: *mut u8, piece: Piece) {
        HELD.fetch_sub(piece.size() as isize, Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(at, piece) }
    }
}

#[test]
fn measures_hold_no_more_than_they_say() {
    for (width, height, sample) in [(640, 360, "u8"), (640, 360, "u10"), (1280, 720, "u8"), (640, 360, "f32")] {
        let format = VideoFormat { scan: Scan::Tff, ..format(width, height, sample, Layout::Yuv420) };
        let clips: Vec<Clip> = (0..=FRAMES).map(|number| noise(&format, number)).collect();
        for source in SOURCES.iter().filter(|source| source.path.starts_with("measures/")) {
            let name = source.name();
            let (formats, args) = start_of(source, &format);
            let measure = fwr_stdlib::measure(name).expect("a measure");
            let before = HELD.load(Relaxed);
            MOST.store(before, Relaxed);
            let mut meter = measure.start(&args, &formats);
            for pair in clips.windows(2) {
                let pictures = [pair[0].view(), pair[1].view()];
                meter.see(&pictures[..formats.len()]);
            }
            let (held, said) = (MOST.load(Relaxed) - before, measure.tables(&formats) as isize);
            assert!(
                held <= said + SMALL && said <= 2 * held + SMALL,
                "{name} of {sample}, {width}x{height}: {held} bytes, said {said}"
            );
        }
    }
}

/// Noise of all levels, the worst for what keeps what it finds.
fn noise(format: &VideoFormat, number: usize) -> Clip {
    let top = format.sample.max_code().map_or(1.0, f64::from);
    Clip::new(format, |plane, x, y| {
        let value = top * ((plane * 5 + x * 31 + y * 17 + number * 101) * 7919 % 9973) as f64 / 9973.0;
        if format.sample.is_float() { value } else { value.floor() }
    })
}
