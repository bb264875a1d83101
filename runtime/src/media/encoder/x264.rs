//! H.264 through x264: 8 and 10 bits, progressive or interlaced.

use super::{Choice, Setup, hdr};

pub(super) const CHOICE: Choice = Choice { name: "x264", codec: "libx264", options, keeps_captions: true };

fn options(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    let args = setup.args;
    let mut options = vec![("crf", args.number("crf").to_string()), ("preset", args.name("preset").to_owned())];
    if args.name("tune") != "none" {
        options.push(("tune", args.name("tune").to_owned()));
    }
    if setup.format.scan.is_interlaced() {
        options.push(("flags", "+ildct+ilme".to_owned()));
    }
    let parameters: Vec<String> = [
        hdr::mastering_display(setup.side_data).map(|text| format!("mastering-display={text}")),
        hdr::light_level(setup.side_data).map(|text| format!("cll={text}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !parameters.is_empty() {
        options.push(("x264-params", parameters.join(":")));
    }
    options
}
