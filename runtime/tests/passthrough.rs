//! A run without filters changes nothing: pixels, times, packets, tags.

mod support;

use std::path::Path;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_runtime::Frame;
use fwr_runtime::pipeline::{FrameSource, Options, VideoSource};
use support::{PICTURE, SOUND, frame_hashes, make, output_of, pass_through, plan, rows, run_with, stream_line};

/// Clips of every kind that FrameWright promises to read: a file name and how `ffmpeg` makes it.
const CLIPS: &[(&str, &str)] = &[
    ("h264.mp4", "PICTURE -c:v libx264 -bf 3 -pix_fmt yuv420p"),
    ("h264_10.mkv", "PICTURE -c:v libx264 -bf 2 -pix_fmt yuv422p10le"),
    ("hevc_10.mkv", "PICTURE -c:v libx265 -x265-params log-level=none -pix_fmt yuv420p10le"),
    ("mpeg2.mpg", "TV -vf setfield=tff -c:v mpeg2video -flags +ildct+ilme -bf 2 -b:v 4M"),
    ("pal.avi", "TV -c:v dvvideo -pix_fmt yuv420p"),
    ("ntsc.dv", "-f lavfi -i testsrc2=size=720x480:rate=30000/1001:duration=0.2 -c:v dvvideo -pix_fmt yuv411p"),
    ("ffv1_16.mkv", "PICTURE -c:v ffv1 -pix_fmt yuv422p16le"),
    ("vp9.webm", "PICTURE -c:v libvpx-vp9 -deadline realtime"),
    ("prores.mov", "PICTURE -c:v prores_ks -pix_fmt yuv422p10le"),
    ("prores_444.mov", "PICTURE -c:v prores_ks -pix_fmt yuv444p10le"),
    ("mpeg4.avi", "PICTURE -c:v mpeg4 -bf 2"),
    ("odd.mkv", "PICTURE -vf scale=351:243 -c:v ffv1 -pix_fmt yuv420p"),
    ("odd_410.mkv", "PICTURE -vf scale=37:23 -c:v ffv1 -pix_fmt yuv410p"),
    ("yuv444.mkv", "PICTURE -c:v ffv1 -pix_fmt yuv444p12le"),
    ("yuv440.mkv", "PICTURE -c:v ffv1 -pix_fmt yuv440p"),
    ("yuva420.mkv", "PICTURE -c:v ffv1 -pix_fmt yuva420p"),
    ("full_range.mkv", "PICTURE -c:v mjpeg -q:v 3 -pix_fmt yuvj422p"),
    ("gbrp.mkv", "PICTURE -c:v libx264rgb -qp 0 -pix_fmt bgr0"),
    ("gbrp_12.mkv", "PICTURE -c:v ffv1 -pix_fmt gbrp12le"),
    ("rgb24_odd.mov", "PICTURE -vf scale=351:243 -c:v png -pix_fmt rgb24"),
    ("rgba.mkv", "PICTURE -c:v ffv1 -pix_fmt bgra"),
    ("rgb48_be.mov", "PICTURE -c:v png -pix_fmt rgb48be"),
    ("bgr24_flipped.avi", "PICTURE -c:v rawvideo -pix_fmt bgr24"),
    ("palette.gif", "PICTURE -c:v gif"),
    ("palette.mov", "PICTURE -vf split[a][b];[a]palettegen[p];[b][p]paletteuse -c:v png -pix_fmt pal8"),
    ("yuyv.avi", "PICTURE -c:v rawvideo -pix_fmt yuyv422"),
    ("uyvy.avi", "PICTURE -c:v rawvideo -pix_fmt uyvy422"),
    ("nv12.avi", "PICTURE -c:v rawvideo -pix_fmt nv12"),
    ("v210.mov", "PICTURE -c:v v210"),
    ("gray.mkv", "PICTURE -c:v ffv1 -pix_fmt gray"),
    ("gray_10.mkv", "PICTURE -c:v ffv1 -pix_fmt gray10le"),
    ("gray_16.mkv", "PICTURE -c:v ffv1 -pix_fmt gray16le"),
    ("gray_16_be.mov", "PICTURE -c:v png -pix_fmt gray16be"),
    ("gray_alpha.mkv", "PICTURE -c:v ffv1 -pix_fmt ya8"),
];

fn clip(folder: &Path, (name, recipe): (&str, &str)) -> std::path::PathBuf {
    let tv = "-f lavfi -i testsrc2=size=720x576:rate=25:duration=0.2";
    make(&folder.join(name), &recipe.replace("PICTURE", PICTURE).replace("SOUND", SOUND).replace("TV", tv))
}

/// Frames as filters give them: planes without the decoder's own picture behind them.
struct PlanesOnly(VideoSource);

impl FrameSource for PlanesOnly {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        Ok(self.0.next()?.map(|frame| Frame { carrier: None, ..frame }))
    }
}

#[test]
fn ffv1_of_a_clip_has_the_pixels_that_ffmpeg_gives_it() {
    let folder = tempfile::tempdir().expect("a folder");
    for case in CLIPS {
        let name = case.0;
        let source = clip(folder.path(), *case);
        let ours = folder.path().join("ours.mkv");
        let options = Options { force: true, ..Options::default() };
        let report = pass_through(&source, &ours, "ffv1", &options).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let theirs = folder.path().join("theirs.mkv");
        // Left to itself, ffmpeg drops the alpha of a palette.
        let alpha = if name == "palette.mov" { "-pix_fmt bgra" } else { "" };
        let input = format!("-i {} -map 0:v:0 -c:v ffv1 {alpha} -fps_mode passthrough", support::text(&source));
        make(&theirs, &input);
        // ffmpeg squeezes the deprecated `yuvj` formats into limited range on the way; the clip's own samples are right.
        let right = if name == "full_range.mkv" { &source } else { &theirs };
        let (ours, theirs) = (frame_hashes(&ours), frame_hashes(right));
        assert!(!theirs.is_empty(), "{name} has frames");
        assert_eq!(ours, theirs, "{name}");
        assert_eq!(report.outputs[0].frames, theirs.len() as u64, "{name}");
        assert!(report.warnings.is_empty(), "{name}: {:?}", report.warnings);
        let planes = folder.path().join("planes.mkv");
        let planned = plan(&source, &planes, "ffv1").expect("a plan");
        run_with(&planned, &options, PlanesOnly).unwrap_or_else(|error| panic!("{name} by planes: {error:?}"));
        assert_eq!(frame_hashes(&planes), theirs, "{name} by planes");
    }
}

/// Clips with times that are easy to lose, and what they are written to.
const TIMES: &[(&str, &str, &str)] = &[
    ("priming.mp4", "PICTURE SOUND -c:v libx264 -bf 3 -c:a aac", "mkv mp4"),
    ("shifted.mkv", "PICTURE SOUND -c:v libx264 -bf 2 -c:a aac -output_ts_offset 3.5", "mkv mp4 mov"),
    ("transport.ts", "PICTURE SOUND -c:v libx264 -bf 2 -c:a mp2", "mkv"),
    ("program.mpg", "TV SOUND -c:v mpeg2video -bf 2 -c:a mp2", "mkv mp4"),
    ("variable.mkv", "PICTURE -vf setpts=(N+N*N*0.03)/25/TB -fps_mode vfr -c:v libx264 -bf 2", "mkv mp4"),
    (
        "ntsc.mov",
        "-f lavfi -i testsrc2=size=96x64:rate=30000/1001:duration=1 SOUND -c:v prores_ks -c:a pcm_s16le",
        "mkv mov",
    ),
];

#[test]
fn times_and_copied_packets_are_those_of_the_source() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, recipe, targets) in TIMES {
        let source = clip(folder.path(), (name, recipe));
        for extension in targets.split(' ') {
            let encoder = if extension == "mkv" { "ffv1" } else { "x264" };
            let output = folder.path().join(format!("{name}.{extension}"));
            pass_through(&source, &output, encoder, &Options::default())
                .unwrap_or_else(|error| panic!("{name} to {extension}: {error:?}"));
            compare_times(&source, &output, &format!("{name} to {extension}"));
        }
    }
}

fn compare_times(source: &Path, output: &Path, what: &str) {
    let seconds = |row: &Vec<String>| row[0].parse::<f64>().unwrap_or_else(|_| panic!("{what}: time {row:?}"));
    let frames = |path: &Path| rows(path, "v:0", "frame", "best_effort_timestamp_time").iter().map(seconds).collect();
    let sounds = |path: &Path| rows(path, "a:0", "packet", "pts_time,size");
    let (before, after): (Vec<f64>, Vec<f64>) = (frames(source), frames(output));
    let (sound_before, sound_after) = (sounds(source), sounds(output));
    // Matroska holds no times before zero: all streams move together. It counts in milliseconds.
    let first = before.iter().copied().chain(sound_before.iter().map(seconds)).fold(f64::INFINITY, f64::min);
    let matroska = output.extension().is_some_and(|extension| extension == "mkv");
    let (shift, tolerance) = if matroska { (-first.min(0.0), 0.0011) } else { (0.0, 0.0001) };
    assert_eq!(before.len(), after.len(), "{what}: frames");
    for (number, (a, b)) in before.iter().zip(&after).enumerate() {
        assert!((a + shift - b).abs() <= tolerance, "{what}: frame {number} at {a} comes out at {b}");
    }
    assert_eq!(sound_before.len(), sound_after.len(), "{what}: packets of sound");
    for (number, (a, b)) in sound_before.iter().zip(&sound_after).enumerate() {
        let (from, to) = (seconds(a) + shift, seconds(b));
        // MP4 counts sound in samples, whatever the source counted in.
        assert!(
            (from - to).abs() <= tolerance.max(0.0011),
            "{what}: sound packet {number} at {from} comes out at {to}"
        );
        // A transport stream wraps each packet in a header that other containers do without.
        assert!(a[1] == b[1] || what.starts_with("transport"), "{what}: sound packet {number} changes size");
    }
}

#[test]
fn tags_stay_with_the_picture() {
    let folder = tempfile::tempdir().expect("a folder");
    let hdr = "PICTURE -c:v libx265 -pix_fmt yuv420p10le -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc \
        -color_range tv -aspect 16:9 -x265-params log-level=none:hdr10=1:max-cll=1000,400:\
        master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,500)";
    let hdr = clip(folder.path(), ("hdr.mkv", &hdr.replace(":        ", ":").replace(": ", ":")));
    let top = clip(folder.path(), ("top.mpg", "TV -vf setfield=tff -c:v mpeg2video -flags +ildct+ilme -aspect 4:3"));
    let bottom = clip(folder.path(), ("bottom.avi", "TV -c:v dvvideo -pix_fmt yuv420p"));
    let stream = "stream=sample_aspect_ratio,color_range,color_space,color_transfer,color_primaries,chroma_location";
    let light = "stream_side_data=red_x,max_content,max_average";
    for (source, encoders) in [(&hdr, "ffv1 x264 x265"), (&top, "ffv1 x264"), (&bottom, "ffv1 x264")] {
        for encoder in encoders.split(' ') {
            for extension in if encoder == "ffv1" { &["mkv"][..] } else { &["mkv", "mp4"] } {
                let what = format!("{} as {encoder} in {extension}", source.display());
                let output = folder.path().join(format!("out.{extension}"));
                let options = Options { force: true, ..Options::default() };
                pass_through(source, &output, encoder, &options).unwrap_or_else(|error| panic!("{what}: {error:?}"));
                let (mut before, mut after) = (stream_line(source, "v:0", stream), stream_line(&output, "v:0", stream));
                if encoder == "x264" {
                    // H.264 says "limited" by saying nothing.
                    for line in [&mut before, &mut after] {
                        *line = line.replace("color_range=unknown", "color_range=tv");
                    }
                }
                assert_eq!(before, after, "{what}");
                let fields =
                    |path: &Path| rows(path, "v:0", "frame", "interlaced_frame,top_field_first")[0][..2].to_vec();
                assert_eq!(fields(source), fields(&output), "{what}");
                if source == &hdr {
                    let line = stream_line(&output, "v:0", light);
                    let told = line.contains("max_content=1000")
                        && line.contains("max_average=400")
                        && line.contains("red_x=");
                    assert!(told, "{what}: {line}");
                }
            }
        }
    }
}

#[test]
fn chapters_subtitles_covers_and_metadata_go_along() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let write = |name: &str, text: &str| std::fs::write(at(name), text).expect("written");
    write("meta.txt", ";FFMETADATA1\ntitle=My film\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=One\n");
    write("s.srt", "1\n00:00:00,200 --> 00:00:00,900\nHello\n");
    write("font.ttf", "not much of a font");
    make(&at("cover.jpg"), "-f lavfi -i color=red:size=64x64 -frames:v 1");
    let inputs = format!("{PICTURE} {SOUND} -i {0}/s.srt -i {0}/meta.txt", folder.path().display());
    let tags =
        "-map 0 -map 1 -map 2 -map_metadata 3 -map_chapters 3 -metadata:s:a:0 language=deu -disposition:s:0 forced";
    let font =
        format!("-attach {}/font.ttf -metadata:s:t mimetype=application/x-truetype-font", folder.path().display());
    make(&at("rich.mkv"), &format!("{inputs} {tags} -c:v libx264 -c:a aac -c:s srt {font}"));
    let cover = format!(
        "-i {}/cover.jpg {tags} -map 4 -c:v:0 libx264 -c:v:1 copy -disposition:v:1 attached_pic",
        folder.path().display()
    );
    make(&at("rich.mp4"), &format!("{inputs} {cover} -c:a aac -c:s mov_text"));

    let all = "-v error -show_entries stream=codec_type:stream_tags=language:stream_disposition=forced,attached_pic:chapter=start_time,end_time:chapter_tags=title -of compact=p=0:nk=1";
    for (source, target) in [("rich.mkv", "a.mkv"), ("rich.mp4", "b.mp4")] {
        pass_through(&at(source), &at(target), "x264", &Options::default())
            .unwrap_or_else(|error| panic!("{source}: {error:?}"));
        let (before, after) = (output_of("ffprobe", all, &at(source), ""), output_of("ffprobe", all, &at(target), ""));
        assert_eq!(before, after, "{source}");
        assert!(output_of("ffprobe", "-v error -show_entries format_tags=title", &at(target), "").contains("My film"));
    }
    // From one container to the other, the cover becomes an attachment that reads as a cover again.
    pass_through(&at("rich.mp4"), &at("c.mkv"), "ffv1", &Options::default()).expect("a run");
    assert!(
        stream_line(&at("c.mkv"), "v:1", "stream=codec_name:stream_disposition=attached_pic")
            .contains("attached_pic=1")
    );
}

/// Inputs of which nothing but the picture comes in packets, and what the others are in the output.
const NO_PACKETS: &[(&str, &str, &str)] = &[
    ("timecode.mov", "-c:v libx264 -timecode 01:00:00:00", "codec_tag_string=tmcd"),
    ("font.mkv", "-c:v libx264 -attach FONT -metadata:s:t mimetype=font/ttf", "codec_type=attachment"),
];

#[test]
fn streams_without_packets_go_along_by_themselves() {
    let folder = tempfile::tempdir().expect("a folder");
    let font = folder.path().join("font.ttf");
    std::fs::write(&font, "not much of a font").expect("written");
    for (name, recipe, expected) in NO_PACKETS {
        let recipe = format!("PICTURE {}", recipe.replace("FONT", support::text(&font)));
        let source = clip(folder.path(), (name, &recipe));
        let output = folder.path().join(format!("out_{name}"));
        let report = pass_through(&source, &output, "x264", &Options::default())
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(report.outputs[0].frames, 30, "{name}");
        let key = expected.split('=').next().expect("a name");
        for path in [&source, &output] {
            assert_eq!(stream_line(path, "1", &format!("stream={key}")), *expected, "{name}");
        }
    }
}

#[test]
fn two_runs_write_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = clip(folder.path(), ("a.mp4", "PICTURE SOUND -c:v libx264 -bf 2 -c:a aac"));
    let bytes = |name: &str| {
        let output = folder.path().join(name);
        pass_through(&source, &output, "ffv1", &Options::default()).expect("a run");
        std::fs::read(output).expect("written")
    };
    assert!(bytes("1.mkv") == bytes("2.mkv"), "the files differ");
}
