//! Images as the packets of a stream, one file after another.

use std::fs::File;
use std::io::Read;
use std::ptr;
use std::sync::Arc;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::Ratio;

use super::{Sequence, no_rate};
use crate::media::decoder::Decoder;
use crate::media::demuxer::Demuxer;
use crate::media::error::AvError;
use crate::media::packet::Packet;
use crate::media::{ff, io_failure, plain, ratio};

/// The place in a sequence that is read.
pub(crate) struct Images {
    sequence: Arc<Sequence>,
    next: u64,
}

impl Images {
    /// Opens a sequence, of which `rate` images are shown in a second; as many as its first image says where nobody does.
    ///
    /// # Errors
    /// E1011 if neither says it; E1002 and E1007 if the first image cannot be read or decoded.
    pub(in crate::media) fn open(sequence: Sequence, rate: Option<Ratio>) -> Result<Demuxer, Diagnostic> {
        let sequence = Arc::new(sequence);
        let context = stream(&sequence)
            .ok_or_else(|| io_failure(sequence.path(), &std::io::Error::from_raw_os_error(libc::ENOMEM)))?;
        let mut demuxer = Demuxer::of_images(context, Self { sequence: Arc::clone(&sequence), next: 0 });
        let stated = look(&mut demuxer, &sequence)?;
        let rate = rate.or(stated).ok_or_else(|| no_rate(sequence.path()))?;
        set_rate(&mut demuxer, &sequence, rate);
        Ok(demuxer)
    }

    /// The images.
    pub(in crate::media) fn sequence(&self) -> &Arc<Sequence> {
        &self.sequence
    }

    /// The next image; `None` behind the last.
    pub(in crate::media) fn read(&mut self) -> Result<Option<Packet>, AvError> {
        if self.next >= self.sequence.count() {
            return Ok(None);
        }
        let mut packet = read(&self.sequence, self.next).map_err(|error| AvError::of_system(&error))?;
        packet.shift(self.next as i64);
        packet.set_duration(1);
        self.next += 1;
        Ok(Some(packet))
    }
}

/// The file of an image as a packet at time 0.
fn read(sequence: &Sequence, image: u64) -> std::io::Result<Packet> {
    let mut file = File::open(sequence.file(image))?;
    let size = file.metadata()?.len();
    let mut failed = None;
    let filled = Packet::filled(usize::try_from(size).unwrap_or(usize::MAX), |bytes| {
        file.read_exact(bytes).map_err(|error| {
            let code = AvError::of_system(&error);
            failed = Some(error);
            code
        })
    });
    filled.map_err(|_| failed.unwrap_or_else(|| std::io::Error::from_raw_os_error(libc::ENOMEM)))
}

/// A context with one stream of pictures; `None` without memory.
fn stream(sequence: &Sequence) -> Option<*mut ff::AVFormatContext> {
    // SAFETY: a fresh context, and a fresh stream in it, whose fields are ours to set.
    unsafe {
        let mut context = ff::avformat_alloc_context();
        if context.is_null() {
            return None;
        }
        let stream = ff::avformat_new_stream(context, ptr::null());
        if stream.is_null() {
            ff::avformat_close_input(&mut context);
            return None;
        }
        let parameters = &mut *(*stream).codecpar;
        parameters.codec_type = ff::AVMediaType::AVMEDIA_TYPE_VIDEO;
        parameters.codec_id = sequence.kind().codec_id();
        Some(context)
    }
}

/// Looks at the first image: notes its size and pixel format, and gives the rate that it states.
fn look(demuxer: &mut Demuxer, sequence: &Sequence) -> Result<Option<Ratio>, Diagnostic> {
    let file = sequence.file(0).display().to_string();
    let packet = read(sequence, 0).map_err(|error| {
        Diagnostic::new(Code::INPUT_UNREADABLE, format!("{file} cannot be read: {}", plain(&error)))
            .help(format!("check who may read it: ls -l {file}"))
    })?;
    let mut decoder = Decoder::open(demuxer, 0, 1)?;
    let sent = decoder.send(Some(&packet)).and_then(|()| decoder.send(None));
    let picture = sent.and_then(|()| decoder.receive()).map_err(|error| {
        Diagnostic::new(Code::DAMAGED_INPUT, format!("{file} cannot be decoded: {error}"))
            .help("copy the file again from where it came")
    })?;
    // SAFETY: the one stream of the open context; nobody else reads its fields meanwhile.
    unsafe {
        let parameters = &mut *(*demuxer.stream_ptr(0)).codecpar;
        parameters.width = picture.get().width;
        parameters.height = picture.get().height;
        parameters.format = picture.get().format;
    }
    Ok(decoder.stated_rate().and_then(usual))
}

/// The rate that is meant by one that was written as a floating-point number: 23.976 is 24000/1001.
fn usual(stated: Ratio) -> Option<Ratio> {
    let rate = stated.to_f64();
    let whole = rate.round();
    if !(0.1..=1000.0).contains(&rate) {
        return None;
    }
    let near = |other: f64| (rate / other - 1.0).abs() < 1e-4;
    if near(whole) {
        return Some(Ratio::new(whole as i64, 1));
    }
    let ntsc = (rate * 1.001).round();
    Some(if near(ntsc / 1.001) { Ratio::new(ntsc as i64 * 1000, 1001) } else { stated })
}

/// Says how many images are shown in a second, and how many there are.
fn set_rate(demuxer: &mut Demuxer, sequence: &Sequence, rate: Ratio) {
    let count = i64::try_from(sequence.count()).unwrap_or(i64::MAX);
    // SAFETY: the one stream of the open context; nobody else reads its fields meanwhile.
    let stream = unsafe { &mut *demuxer.stream_ptr(0) };
    stream.time_base = ratio::to_av(rate.recip());
    stream.avg_frame_rate = ratio::to_av(rate);
    stream.r_frame_rate = ratio::to_av(rate);
    stream.start_time = 0;
    stream.duration = count;
    stream.nb_frames = count;
    let seconds = count as f64 / rate.to_f64();
    demuxer.set_seconds(seconds);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_those_that_are_meant() {
        let usual = |rate: f64| usual(Ratio::approximate(rate));
        assert_eq!(usual(24.0), Some(Ratio::new(24, 1)));
        assert_eq!(usual(f64::from(23.976_f32)), Some(Ratio::new(24_000, 1001)));
        assert_eq!(usual(29.97), Some(Ratio::new(30_000, 1001)));
        assert_eq!(usual(12.5), Some(Ratio::new(25, 2)));
        assert_eq!(usual(1e9), None);
    }
}
