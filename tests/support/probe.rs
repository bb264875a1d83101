//! What `ffprobe` and `ffmpeg` say of a file: an opinion that is not ours.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The streams of a file, as ffprobe's JSON.
pub fn streams(file: &Path) -> Vec<Value> {
    ffprobe(file, &["-show_streams"])["streams"].as_array().cloned().unwrap_or_default()
}

/// Times in seconds of the frames of a file's first picture, in order of display.
pub fn frame_times(file: &Path) -> Vec<f64> {
    let frames = ffprobe(
        file,
        &["-select_streams", "v:0", "-show_frames", "-show_entries", "frame=pts_time,best_effort_timestamp_time"],
    );
    let frames = frames["frames"].as_array().cloned().unwrap_or_default();
    frames
        .iter()
        .filter_map(|frame| seconds(frame, "pts_time").or_else(|| seconds(frame, "best_effort_timestamp_time")))
        .collect()
}

/// Time, duration, size and checksum of every packet of one stream.
pub fn packets(file: &Path, stream: &str) -> Vec<(String, String, String, String)> {
    let packets = ffprobe(file, &["-select_streams", stream, "-show_packets", "-show_data_hash", "adler32"]);
    let text = |packet: &Value, key: &str| packet[key].as_str().unwrap_or("").to_owned();
    packets["packets"]
        .as_array()
        .cloned()
        .unwrap_or_default()
        .iter()
        .map(|packet| {
            (text(packet, "pts_time"), text(packet, "duration_time"), text(packet, "size"), text(packet, "data_hash"))
        })
        .collect()
}

/// Chapters and the file's tags.
pub fn chapters_and_format(file: &Path) -> Value {
    ffprobe(file, &["-show_chapters", "-show_format"])
}

/// MD5 of every decoded frame of the first picture, as `ffmpeg -f framemd5` has them, in this pixel format.
pub fn frame_hashes(file: &Path, pixel_format: Option<&str>) -> Vec<String> {
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-nostdin", "-i"]).arg(file).args(["-map", "0:v:0", "-fps_mode", "passthrough"]);
    if let Some(format) = pixel_format {
        command.args(["-pix_fmt", format]);
    }
    let output = command.args(["-f", "framemd5", "-"]).output().expect("ffmpeg runs");
    assert!(output.status.success(), "ffmpeg reads {}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let hash = |line: &str| line.rsplit(',').next().map(|hash| hash.trim().to_owned());
    text.lines().filter(|line| !line.starts_with('#')).filter_map(hash).collect()
}

/// Runs ffmpeg with these arguments; the test fails if it fails.
pub fn ffmpeg(args: &[&str]) {
    let output =
        Command::new("ffmpeg").args(["-v", "error", "-nostdin", "-y"]).args(args).output().expect("ffmpeg runs");
    assert!(output.status.success(), "ffmpeg {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn ffprobe(file: &Path, args: &[&str]) -> Value {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "json"])
        .args(args)
        .arg(file)
        .output()
        .expect("ffprobe runs");
    assert!(output.status.success(), "ffprobe reads {}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("ffprobe writes JSON")
}

fn seconds(value: &Value, key: &str) -> Option<f64> {
    value[key].as_str()?.parse().ok()
}
