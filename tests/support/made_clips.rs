//! Clips that are made for the tests: formats and faults that no small real clip has.
//!
//! Each is made once, when a test first names it as `clips/NAME`, and kept below
//! Cargo's `target` for later runs.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::probe;

/// Short moving pictures, by the arguments that FFmpeg makes them with.
const MADE_BY_FFMPEG: &[(&str, &str)] = &[
    (
        "tff.mpg",
        "-f lavfi -i testsrc2=s=720x576:r=50:d=0.4 -vf interlace=scan=tff:lowpass=off -c:v mpeg2video -b:v 4M -flags:v +bitexact+ildct+ilme -top 1 -bf 0",
    ),
    (
        "bff.mpg",
        "-f lavfi -i testsrc2=s=720x480:r=30000/1001:d=0.4 -c:v mpeg2video -b:v 4M -flags:v +bitexact+ildct+ilme -top 0 -bf 0",
    ),
    (
        "tagged.mkv",
        "-f lavfi -i testsrc2=s=640x360:r=25:d=0.4 -c:v ffv1 -pix_fmt yuv420p -color_range tv -colorspace bt709 -color_primaries bt709 -color_trc bt709",
    ),
    (
        "tenbit.mkv",
        "-f lavfi -i testsrc2=s=640x360:r=24:d=0.4 -c:v libx265 -x265-params log-level=none -preset ultrafast -pix_fmt yuv420p10le",
    ),
    ("deep.mkv", "-f lavfi -i testsrc2=s=320x240:r=25:d=0.4 -c:v ffv1 -pix_fmt yuv444p16le"),
    ("rgb.mkv", "-f lavfi -i testsrc2=s=320x240:r=25:d=0.4 -c:v ffv1 -pix_fmt bgr0"),
    ("gray.mkv", "-f lavfi -i testsrc2=s=320x240:r=25:d=0.4 -c:v ffv1 -pix_fmt gray"),
    (
        "odd.mkv",
        "-f lavfi -i testsrc2=s=322x242:r=25:d=0.4 -vf format=yuv444p,crop=321:241:0:0:exact=1,format=yuv420p -c:v ffv1",
    ),
    ("dv411.avi", "-f lavfi -i testsrc2=s=720x480:r=30000/1001:d=0.4 -c:v dvvideo -pix_fmt yuv411p"),
    (
        "plain.mp4",
        "-f lavfi -i testsrc2=s=320x240:r=25:d=1 -f lavfi -i sine=d=1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -movflags +faststart",
    ),
    // An elementary stream: nothing says how many frames there are.
    ("elementary.m2v", "-f lavfi -i testsrc2=s=320x240:r=25:d=0.4 -c:v mpeg2video -flags:v +bitexact -f mpeg2video"),
    ("sound.mkv", "-f lavfi -i sine=d=0.4 -c:a flac"),
    (
        "pcm.mkv",
        "-f lavfi -i testsrc2=s=320x240:r=25:d=0.4 -f lavfi -i sine=d=0.4 -c:v ffv1 -pix_fmt yuv420p -c:a pcm_s16le",
    ),
    // Two fields a frame, or whole frames, with tags that are right and wrong.
    ("fields_tff.mkv", "-f lavfi -i testsrc2=s=352x288:r=50:d=0.8 -vf tinterlace=4,setfield=tff -c:v ffv1"),
    ("fields_bff.mkv", "-f lavfi -i testsrc2=s=352x288:r=50:d=0.8 -vf tinterlace=5,setfield=bff -c:v ffv1"),
    ("bff_as_tff.mkv", "-f lavfi -i testsrc2=s=352x288:r=50:d=0.8 -vf tinterlace=5,setfield=tff -c:v ffv1"),
    ("tff_as_bff.mkv", "-f lavfi -i testsrc2=s=352x288:r=50:d=0.8 -vf tinterlace=4,setfield=bff -c:v ffv1"),
    ("tff_as_whole.mkv", "-f lavfi -i testsrc2=s=352x288:r=50:d=0.8 -vf tinterlace=4,setfield=prog -c:v ffv1"),
    ("whole_as_tff.mkv", "-f lavfi -i testsrc2=s=352x288:r=25:d=0.8 -vf setfield=tff -c:v ffv1"),
    ("still_as_tff.mkv", "-f lavfi -i smptebars=s=352x288:r=25:d=0.8 -vf setfield=tff -c:v ffv1"),
    (
        "noisy_bff_as_tff.mkv",
        "-f lavfi -i testsrc2=s=352x288:r=50:d=0.8 -vf noise=alls=20:allf=t,tinterlace=5,setfield=tff -c:v ffv1",
    ),
    // Grey from 16/219 to 180/219 of white, which ffmpeg's `geq` makes of column numbers.
    (
        "faded.mkv",
        "-f lavfi -i nullsrc=s=320x240:r=25:d=0.4 -vf geq=lum=32+floor(X*164/319):cb=128:cr=128,format=yuv420p -c:v ffv1 -color_range tv",
    ),
    ("long.mkv", "-f lavfi -i testsrc2=s=1280x720:r=25:d=20 -c:v mpeg2video -b:v 8M"),
];

/// The folder that `clips/` in a case stands for.
pub fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clips-2");
    std::fs::create_dir_all(&folder).expect("a folder for clips");
    folder
}

/// The clip `name`, made if it is not there yet.
pub fn clip(name: &str) -> PathBuf {
    static MAKING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = MAKING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    make(name)
}

/// Makes the clips that `text` names as `clips/NAME`.
pub fn make_named(text: &str) {
    for part in text.split("clips/").skip(1) {
        let name: String = part.chars().take_while(|c| c.is_alphanumeric() || "._-".contains(*c)).collect();
        if name != "missing.mkv" {
            clip(&name);
        }
    }
}

fn make(name: &str) -> PathBuf {
    let path = folder().join(name);
    if path.exists() {
        return path;
    }
    // Other test programs may be making it too: the whole clip appears at once.
    let part = folder().join(format!("{}-{name}", std::process::id()));
    let write = |bytes: &[u8]| std::fs::write(&part, bytes).expect("clips are writable");
    let bytes = |of: &str| std::fs::read(make(of)).expect("clips are readable");
    match name {
        "text.mkv" => write(b"This is a text, whatever its name says.\n"),
        "empty.mkv" => write(b""),
        "folder.mkv" => std::fs::create_dir(&part).expect("a folder among the clips"),
        // The last half of the pictures is gone.
        "truncated.mkv" => write(&first(&bytes("plain.mkv"), 50)),
        "truncated.mp4" => write(&first(&bytes("plain.mp4"), 50)),
        // What remains has no table of contents.
        "headless.mp4" => write(&first(&bytes("plain.mp4"), 2)),
        "plain.mkv" => ffmpeg(
            "-f lavfi -i testsrc2=s=320x240:r=25:d=1 -f lavfi -i sine=d=1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac",
            &part,
        ),
        _ => match MADE_BY_FFMPEG.iter().find(|(known, _)| *known == name) {
            Some((_, args)) => ffmpeg(args, &part),
            None => panic!("no test clip is called `{name}`"),
        },
    }
    std::fs::rename(&part, &path).expect("clips can be renamed");
    path
}

fn ffmpeg(args: &str, path: &Path) {
    let mut args: Vec<&str> = args.split(' ').collect();
    args.extend(["-fflags", "+bitexact", "-flags:a", "+bitexact"]);
    if !args.contains(&"-flags:v") {
        args.extend(["-flags:v", "+bitexact"]);
    }
    args.push(path.to_str().expect("the path is text"));
    probe::ffmpeg(&args);
}

fn first(bytes: &[u8], percent: usize) -> Vec<u8> {
    bytes[..bytes.len() * percent / 100].to_vec()
}
