//! H.265 through x265: 8, 10 and 12 bits, progressive.

use super::{Choice, Setup, hdr};

pub(super) const CHOICE: Choice = Choice { name: "x265", codec: "libx265", options, keeps_captions: false };

fn options(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    let args = setup.args;
    let mut options = vec![("crf", args.number("crf").to_string()), ("preset", args.name("preset").to_owned())];
    if args.name("tune") != "none" {
        options.push(("tune", args.name("tune").to_owned()));
    }
    // It writes to the terminal by itself unless told not to.
    let mut parameters = vec!["log-level=none".to_owned()];
    if setup.threads > 0 {
        parameters.push(format!("pools={}", setup.threads));
    }
    parameters.extend(hdr::mastering_display(setup.side_data).map(|text| format!("master-display={text}:hdr10=1")));
    parameters.extend(hdr::light_level(setup.side_data).map(|text| format!("max-cll={text}")));
    options.push(("x265-params", parameters.join(":")));
    options
}
