//! `white_level`: how light the lightest samples are.

use fwr_compiler::media::VideoFormat;
use fwr_compiler::types::Args;

use crate::measure::{Measure, Meter};
use crate::statistics::{Histogram, Level};

pub(crate) fn measure() -> &'static dyn Measure {
    &WhiteLevel
}

struct WhiteLevel;

impl Measure for WhiteLevel {
    fn start(&self, args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        Level::meter(args, &formats[0], Histogram::high)
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;
    use fwr_compiler::types::{Constant, Unit};

    use crate::support::{Clip, format, measured};

    #[test]
    fn leaves_out_a_share_of_the_samples() {
        let format = format(10, 10, "f32", Layout::Gray);
        // 100 levels, each once, from 0.00 to 0.99.
        let clip = Clip::new(&format, |_, x, y| (y * 10 + x) as f64 / 100.0);
        let level = |share: f64| {
            let level = measured("white_level", &[("share", Constant::Number(share, Unit::None))], &[&clip, &clip]);
            (level * 100.0).round()
        };
        assert_eq!((level(0.0), level(0.1)), (99.0, 90.0));
    }
}
