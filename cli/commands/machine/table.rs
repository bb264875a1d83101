//! A profile for people.

use std::collections::BTreeMap;

use fwr_compiler::machine::{Codec, Cpu, Gpu, GpuKind, Profile, Simd};

/// Pixels of the picture that speeds of codecs are given for.
const PIXELS: f64 = 1920.0 * 1080.0;

/// The profile in some twenty lines; `adapters` are graphics processors that are there and not measured.
pub(super) fn describe(profile: &Profile, adapters: &[String]) -> String {
    let mut text = format!("{}: {}\n", profile.name, profile.summary);
    text += &processor(&profile.cpu);
    profile.gpus.iter().for_each(|gpu| text += &graphics(gpu));
    for adapter in adapters {
        text += &line("graphics", &format!("{adapter}: not used before `fwr calibrate` has measured it"));
    }
    if profile.gpus.is_empty() && adapters.is_empty() {
        text += &line("graphics", "none");
    }
    text += &codecs("decoders", &profile.decoders);
    text += &codecs("encoders", &profile.encoders);
    if !profile.providers.is_empty() {
        text += &line("networks", &profile.providers.join(", "));
    }
    if let Some(price) = &profile.price {
        text += &line("price", &format!("{} {} an hour: {}", price.an_hour, price.currency, price.source));
    }
    for source in &profile.sources {
        text += &line("source", source);
    }
    let measured = match &profile.measured {
        Some(measured) if measured.full => format!("on {}, in full", measured.date),
        Some(measured) => format!("on {}; `fwr calibrate --full` measures more kinds of work", measured.date),
        None if profile.name == crate::machines::THIS => "never: `fwr calibrate` does it in a minute".to_owned(),
        None => return text,
    };
    text + &line("measured", &measured)
}

fn processor(cpu: &Cpu) -> String {
    let vectors = match cpu.simd {
        Simd::Baseline => "no wide vectors",
        Simd::Neon => "NEON",
        Simd::Avx2 => "AVX2",
        Simd::Avx512 => "AVX-512",
    };
    let cores = match cpu.threads > cpu.cores {
        true => format!("{} cores, {} threads", cpu.cores, cpu.threads),
        false if cpu.cores == 1 => "1 core".to_owned(),
        false => format!("{} cores", cpu.cores),
    };
    let watts = cpu.watts.map_or_else(String::new, |watts| format!(", {watts:.0} W under load"));
    let last = match cpu.l3_kib {
        0 => String::new(),
        kib => format!(", {} for all", size(kib)),
    };
    line("processor", &cpu.model)
        + &line("", &format!("{cores}, {vectors}, {:.1} GHz{watts}", cpu.ghz))
        + &line("", &format!("caches: {} and {} a core{last}", size(cpu.l1_kib), size(cpu.l2_kib)))
        + &line(
            "memory",
            &format!("{:.1} GiB; copies {:.0} GB/s, one core {:.0}", cpu.memory_gib, cpu.memory_gbs, cpu.core_gbs),
        )
        + &line(
            "a run",
            &format!("starts in {:.2} s and takes {:.0} MiB besides frames", cpu.start_seconds, cpu.base_mib),
        )
}

fn graphics(gpu: &Gpu) -> String {
    let kind = match gpu.kind {
        GpuKind::Discrete => "",
        GpuKind::Integrated => ", in the processor's memory",
        GpuKind::Software => ", a program on the processor",
    };
    let watts = gpu.watts.map_or_else(String::new, |watts| format!(", {watts:.0} W"));
    line("graphics", &format!("{}{kind}", gpu.model))
        + &line(
            "",
            &format!("{:.1} GiB, {:.0} GB/s, {} TFLOPS{watts}", gpu.memory_gib, gpu.memory_gbs, digits(gpu.tflops)),
        )
        + &line("", &format!("to it {:.1} GB/s, from it {:.1} GB/s", gpu.upload_gbs, gpu.download_gbs))
}

/// Frames of 1080p that a core gets done in a second, some codecs a line.
fn codecs(what: &str, codecs: &BTreeMap<String, Codec>) -> String {
    let speeds: Vec<String> = codecs
        .iter()
        .map(|(name, codec)| {
            let seconds = PIXELS * (codec.pixel_ns + codec.bit_ns * codec.bits) / 1e9;
            format!("{name} {}", digits(1.0 / seconds.max(1e-9)))
        })
        .collect();
    let mut text = String::new();
    for (number, speeds) in speeds.chunks(5).enumerate() {
        let end = if (number + 1) * 5 < codecs.len() { "," } else { "" };
        text += &line(if number == 0 { what } else { "" }, &format!("{}{end}", speeds.join(", ")));
    }
    match text.is_empty() {
        true => text,
        false => text + &line("", "frames of 1080p a second of one core"),
    }
}

fn line(name: &str, value: &str) -> String {
    format!("  {name:<9}  {value}\n")
}

fn size(kib: u32) -> String {
    if kib >= 1024 && kib.is_multiple_of(1024) { format!("{} MiB", kib / 1024) } else { format!("{kib} KiB") }
}

/// Two digits that count: `480`, `4.8`, `0.48`.
fn digits(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{:.0}", (value / 10.0).round() * 10.0),
        value if value >= 10.0 => format!("{value:.0}"),
        value if value >= 1.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}
