//! Kinds of graphs and clips that are cut into segments: whole, cut at any length, and joined of parts that were made in
//! any order, they show the same.
//!
//! What depends on windows of time alone is in `segments.rs`.

mod support;

use support::cut_runs::{Dice, Place, names};

/// Frames of each clip.
const FRAMES: u32 = 14;
/// Lengths that it is cut at, each a prime or at an end, in frames of the first output.
const LENGTHS: &[u32] = &[1, 2, 5, 11, 13];

const STEADY: &str = "-c:v libx264 -g 5 -bf 2";
/// Frames that are shown for 30, 40 and 50 ms in turn, in a container that says so.
const UNEVEN: &str = "-vf setpts=(N*40+10*mod(N\\,3))/1000/TB -fps_mode passthrough -c:v libx264 -g 5 -bf 2 -video_track_timescale 1000 -f mp4";
const FIELDS: &str = "-vf tinterlace=interleave_top -c:v mpeg2video -g 6 -flags +ilme+ildct";

struct Kind {
    name: &'static str,
    clip: &'static str,
    graph: &'static str,
    outputs: usize,
    more: &'static [&'static str],
}

const KINDS: &[Kind] = &[
    Kind {
        name: "measures of the whole clip",
        clip: STEADY,
        graph: "let bright = brightness(clip.video)\nlet moving = flicker(clip.video |> temporal_soften())\n\n\
                output {\n  video: clip.video |> levels(white: 60% + 0.1 * bright + moving) |> temporal_median() |> encode(ffv1)\n}\n",
        outputs: 1,
        more: &[],
    },
    Kind {
        name: "a kernel that states its history and reads the time",
        clip: STEADY,
        graph: "@warm_up(4frames)\nkernel settled(src: plane) -> plane {\n  (src[0, 0, -1] + src + src[0, 0, 1]) / 3 + time / 20\n}\n\n\
                output {\n  video: clip.video |> settled() |> grain() |> encode(ffv1)\n}\n",
        outputs: 1,
        more: &[],
    },
    Kind {
        name: "frames at uneven times",
        clip: UNEVEN,
        graph: "output {\n  video: clip.video |> temporal_soften() |> grain(amount: 2%) |> encode(ffv1)\n}\n",
        outputs: 1,
        more: &[],
    },
    Kind {
        name: "uneven times, doubled",
        clip: UNEVEN,
        graph: "output {\n  video: clip.video |> assume(scan: tff) |> deinterlace(rate: double) |> encode(ffv1)\n}\n",
        outputs: 1,
        more: &[],
    },
    Kind {
        name: "fields",
        clip: FIELDS,
        graph: "output {\n  video: clip.video |> deinterlace(rate: double) |> temporal_median() |> encode(ffv1)\n}\n",
        outputs: 1,
        more: &[],
    },
    Kind {
        name: "a part of the output",
        clip: STEADY,
        graph: "output {\n  video: clip.video |> temporal_soften() |> grain() |> encode(ffv1)\n}\n",
        outputs: 1,
        more: &["--from", "3f", "--to", "0.44s"],
    },
    Kind {
        name: "on a graphics processor",
        clip: STEADY,
        graph: "output {\n  video: clip.video |> temporal_soften() |> unsharp() |> grain(amount: 2%) |> encode(ffv1)\n}\n",
        outputs: 1,
        more: &["--prefer", "gpu"],
    },
    Kind {
        name: "outputs of different rates, one with a measure",
        clip: STEADY,
        graph: "let soft = clip.video |> temporal_soften()\nlet noise = noise_level(soft)\n\n\
                output {\n  video: soft |> temporal_soften(luma_threshold: min(5% + noise, 20%)) |> encode(ffv1)\n}\n\n\
                output {\n  video: soft |> assume(scan: tff) |> deinterlace(rate: double) |> trim(start: 3frames) |> encode(ffv1)\n}\n",
        outputs: 2,
        more: &[],
    },
];

#[test]
fn all_kinds_of_runs_show_the_same_however_they_are_cut() {
    let mut dice = Dice(11);
    for Kind { name, clip, graph, outputs, more } in KINDS {
        let place = Place::new(
            &format!("input clip: media\n\n{graph}"),
            &format!(
                "-f lavfi -i testsrc2=s=64x48:r=25 -f lavfi -i sine=frequency=440 -t {} -pix_fmt yuv420p -c:a aac -shortest {clip}",
                f64::from(FRAMES) / 25.0
            ),
        );
        let run = |outputs: &[String], own: &[&str]| {
            let said = place.run(outputs, &[own, more].concat());
            assert!(!said.contains("E1221"), "{name}: {said}");
        };
        let whole = names("whole", *outputs);
        run(&whole, &[]);
        let shown = |names: &[String]| -> Vec<_> { names.iter().map(|name| place.shown(name)).collect() };
        let expected = shown(&whole);
        assert!(expected.iter().all(|(frames, times)| frames.len() > 4 && frames.len() == times.len()), "{name}");
        let cut = names("cut", *outputs);
        for length in LENGTHS {
            run(&cut, &["--force", "--segment", &format!("{length}f")]);
            assert!(shown(&cut) == expected, "{name}, cut at every {length} frames");
        }
        // Parts, each a process, in any order and some at once; more of them than there are segments.
        let parts = names("parts", *outputs);
        let mut order: Vec<u64> = (0..u64::from(FRAMES)).collect();
        dice.shuffle(&mut order);
        for pair in order.chunks(2) {
            let range = |number: &u64| format!("{number}..{}", number + 1);
            let started = pair.iter().map(|number| {
                place.start(&parts, &[&["--segment", "3f", "--segments", &range(number)], *more].concat())
            });
            for child in started.collect::<Vec<_>>() {
                let ended = child.wait_with_output().expect("a child");
                assert!(ended.status.success(), "{name}: {}", String::from_utf8_lossy(&ended.stderr));
            }
        }
        let joined = place.fwr("join", &parts, more);
        assert!(joined.status.success(), "{name}: {}", String::from_utf8_lossy(&joined.stderr));
        assert!(shown(&parts) == expected, "{name}, joined of parts");
    }
}

#[test]
fn what_needs_all_that_came_before_is_not_cut_and_is_named() {
    let graph = "input clip: media\n\n@warm_up(all)\nkernel endless(src: plane) -> plane {\n  (src[0, 0, -1] + src) / 2\n}\n\n\
                 output {\n  video: clip.video |> unsharp() |> endless() |> encode(ffv1)\n}\n";
    let place = Place::small(graph, 10);
    let output = names("out", 1);
    for asked in [&["--segment", "3f"][..], &["--segments", "0..1"]] {
        let refused = place.fwr("run", &output, asked);
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(said.contains("E1221") && said.contains("endless") && said.contains("line 9"), "{said}");
        assert!(said.contains("needs everything that came"), "{said}");
    }
    // Without being asked for, it is one piece.
    place.run(&output, &[]);
    place.holds_only(&["out0.mkv"]);
}
