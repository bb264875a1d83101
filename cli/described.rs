//! Clips that are described instead of being there: `1920x1080,25fps,2h,h264`.

use fwr_compiler::machine::Profile;
use fwr_compiler::media::{
    FrameRate, Layout, Matrix, MediaInfo, Named, Primaries, Ratio, SampleType, Scan, VideoFormat,
};

use crate::arguments::{duration, rate};

/// The longest side of a picture.
const LARGEST: u32 = 65_536;

/// The clip that `text` describes: its size and length, and what of rate, codec, layout, samples and scan is not as
/// usual (25 fps, h264, yuv420, u8, progressive).
///
/// # Errors
/// What is missing or not understood.
pub(crate) fn clip(text: &str) -> Result<MediaInfo, String> {
    let (mut size, mut seconds, mut fps, mut codec) = (None, None, Ratio::new(25, 1), "h264".to_owned());
    let (mut layout, mut sample, mut scan) = (Layout::Yuv420, SampleType::Uint(8), Scan::Progressive);
    for word in text.split(',').map(str::trim) {
        if let Some(found) = pixels(word) {
            size = Some(found);
        } else if let Some(found) = word.strip_suffix("fps") {
            fps = rate(found).ok_or_else(|| format!("`{word}` is no frame rate"))?;
        } else if let Some(found) = Layout::from_name(word) {
            layout = found;
        } else if let Some(found) = SampleType::ALL.iter().find(|sample| sample.to_string() == word) {
            sample = *found;
        } else if let Some(found) = Scan::from_name(word) {
            scan = found;
        } else if word.starts_with(|letter: char| letter.is_ascii_digit()) {
            seconds = Some(duration(word)?.as_secs_f64());
        } else if !word.is_empty() {
            codec = known_codec(word)?;
        }
    }
    let expected = |what: &str| format!("{what} is missing; a clip is described as in 1920x1080,25fps,2h,h264");
    let (width, height) = size.ok_or_else(|| expected("the size"))?;
    let seconds = seconds.ok_or_else(|| expected("the length"))?;
    let mut format = VideoFormat {
        rate: Some(FrameRate { fps, variable: false }),
        time_base: fps.recip(),
        scan,
        frames: Some((seconds * fps.to_f64()).round() as u64),
        ..VideoFormat::usual((width, height), layout, sample)
    };
    // Small pictures are as those of television with 625 lines.
    if height < 720 {
        format.primaries = Primaries::Bt470bg;
        format.matrix = if layout.is_yuv() { Matrix::Bt470bg } else { format.matrix };
    }
    Ok(MediaInfo { duration: Some(seconds), ..MediaInfo::of_picture(text, codec, format) })
}

/// A codec in FFmpeg's spelling, if profiles of machines say what it takes.
fn known_codec(word: &str) -> Result<String, String> {
    let known = Profile::shipped("reference")
        .into_iter()
        .flat_map(|profile| profile.decoders.into_keys())
        .filter(|name| !name.contains('/'))
        .collect::<Vec<_>>();
    match known.iter().any(|name| name == word) {
        true => Ok(word.to_owned()),
        false => Err(format!("`{word}` is no codec that estimates know; they know {}", known.join(", "))),
    }
}

/// `1920x1080`
fn pixels(word: &str) -> Option<(u32, u32)> {
    let (width, height) = word.split_once('x')?;
    let side = |text: &str| text.parse::<u32>().ok().filter(|side| (1..=LARGEST).contains(side));
    Some((side(width)?, side(height)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_is_as_usual() {
        let film = clip("1920x1080,2h").expect("a size and a length are enough");
        let (stream, format) = film.first_video().expect("it has a picture");
        assert_eq!((stream.codec.as_str(), format.frames), ("h264", Some(180_000)));
        assert_eq!(format.to_string(), "1920x1080 25fps yuv420 u8 limited bt709 left progressive sar 1");
        let tape = clip("720x480, 29.97fps, 30m, ffv1, yuv422, u10, tff").expect("all is known");
        let (stream, format) = tape.first_video().expect("it has a picture");
        assert_eq!((stream.codec.as_str(), format.frames), ("ffv1", Some(53_946)));
        assert_eq!(format.rate.map(|rate| rate.fps), Some(Ratio::new(30_000, 1001)));
        assert_eq!((format.layout, format.sample), (Layout::Yuv422, SampleType::Uint(10)));
    }

    #[test]
    fn what_is_missing_is_said() {
        assert!(clip("2h").is_err_and(|error| error.starts_with("the size is missing")));
        assert!(clip("1920x1080").is_err_and(|error| error.starts_with("the length is missing")));
        assert!(clip("1920x1080,0fps,2h").is_err());
        assert!(clip("1920x1080,2 giraffes").is_err());
        assert!(clip("1920x1080,2h,foo").is_err_and(|error| error.starts_with("`foo` is no codec")));
    }
}
