//! The clean clips: real footage, and pictures of it that move in ways that are known.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A clip on the disk.
pub(crate) struct Clip {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) frames: u32,
    pub(crate) size: (usize, usize),
}

impl Clip {
    pub(crate) fn samples(&self) -> usize {
        self.size.0 * self.size.1
    }
}

/// All of them, `frames` frames each, or as many as there are.
pub(crate) fn clean(folder: &Path, frames: u32) -> Vec<Clip> {
    let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv");
    let city = city.to_str().expect("the path is text").to_owned();
    let still = folder.join("still.png").display().to_string();
    ffmpeg(&["-i", &city, "-map", "0:v", "-frames:v", "1", &still]);
    let mut sources = vec![("city".to_owned(), vec!["-i".to_owned(), city], String::new())];
    let moving = ["-loop", "1", "-r", "50", "-i", &still].map(str::to_owned).to_vec();
    for (name, filter) in [
        ("turning", "rotate=a='0.004*n',crop=480:320,"),
        ("growing", "scale=w='2*trunc(360+2*n)':h=-2:eval=frame,crop=480:320,"),
    ] {
        sources.push((name.to_owned(), moving.clone(), filter.to_owned()));
    }
    for path in std::env::var("QUALITY_CLIPS").unwrap_or_default().split(':').filter(|path| !path.is_empty()) {
        let name = Path::new(path).file_stem().map_or("clip".to_owned(), |stem| stem.to_string_lossy().into_owned());
        sources.push((name, vec!["-i".to_owned(), path.to_owned()], String::new()));
    }
    sources.into_iter().map(|(name, input, filter)| clip(folder, &name, &input, &filter, frames)).collect()
}

fn clip(folder: &Path, name: &str, input: &[String], filter: &str, frames: u32) -> Clip {
    let path = folder.join(format!("{name}.y4m"));
    let filter = format!("{filter}crop=trunc(iw/8)*8:trunc(ih/8)*8:0:0,setsar=1,format=yuv420p");
    let frames = (frames & !1).to_string();
    let mut args: Vec<&str> = input.iter().map(String::as_str).collect();
    let output = path.to_str().expect("the path is text");
    args.extend(["-map", "0:v:0", "-vf", &filter, "-frames:v", &frames, output]);
    ffmpeg(&args);
    let raw = super::raw::Raw::read(&path);
    Clip { name: name.to_owned(), path, frames: raw.frames.len() as u32, size: (raw.width, raw.height) }
}

/// The same frames so many times over.
pub(crate) fn repeated(clip: &Clip, times: u32, folder: &Path) -> Clip {
    let path = folder.join("repeated.y4m");
    let mut raw = super::raw::Raw::read(&clip.path);
    let once = raw.frames.clone();
    (1..times).for_each(|_| raw.frames.extend(once.iter().cloned()));
    raw.write(&path);
    Clip { name: clip.name.clone(), path, frames: clip.frames * times, size: clip.size }
}

/// Runs FFmpeg, which is to succeed.
pub(crate) fn ffmpeg(args: &[&str]) {
    let status = Command::new("ffmpeg").args(["-v", "error", "-nostdin", "-y"]).args(args).status();
    assert!(status.is_ok_and(|status| status.success()), "ffmpeg {args:?} failed");
}
