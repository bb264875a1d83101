//! The measures, one module a folder.

#[path = "black_level/black_level.rs"]
pub(crate) mod black_level;
#[path = "brightness/brightness.rs"]
pub(crate) mod brightness;
#[path = "field_order/field_order.rs"]
pub(crate) mod field_order;
#[path = "flicker/flicker.rs"]
pub(crate) mod flicker;
#[path = "frames/frames.rs"]
pub(crate) mod frames;
#[path = "noise_level/noise_level.rs"]
pub(crate) mod noise_level;
#[path = "saturation_level/saturation_level.rs"]
pub(crate) mod saturation_level;
#[path = "white_level/white_level.rs"]
pub(crate) mod white_level;
