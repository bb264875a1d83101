//! How a frame's lines relate in time.

use super::named::named_enum;

named_enum! {
    /// Progressive frames, or two fields woven together.
    Scan {
        /// All lines from one moment.
        Progressive = "progressive",
        /// Two fields; the top one (lines 0, 2, …) is earlier.
        Tff = "tff",
        /// Two fields; the bottom one (lines 1, 3, …) is earlier.
        Bff = "bff",
    }
}

impl Scan {
    /// Whether frames are two fields of different moments.
    pub fn is_interlaced(self) -> bool {
        self != Self::Progressive
    }
}
