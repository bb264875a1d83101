//! The tape that generated graphs work on.

use fwr_compiler::media::{Layout, Matrix, MediaInfo, Primaries, Ratio, SampleType, Scan, VideoFormat};

/// A PAL capture of an hour, as it would be probed.
pub(crate) fn tape() -> MediaInfo {
    let format = VideoFormat {
        sar: Some(Ratio::new(16, 15)),
        matrix: Matrix::Smpte170m,
        primaries: Primaries::Bt470bg,
        scan: Scan::Tff,
        frames: Some(90_000),
        ..VideoFormat::usual((720, 576), Layout::Yuv422, SampleType::Uint(8))
    };
    MediaInfo { duration: Some(3600.0), ..MediaInfo::of_picture("tape.mkv", "ffv1", format) }
}
