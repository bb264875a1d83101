//! Runs in segments: killed, stopped, torn, made in parts. What comes out is what an undisturbed run writes, byte for byte.

mod support;

use std::time::{Duration, Instant};

use support::cut_runs::{Dice, Place, names};

/// Kills of the whole test.
const KILLS: usize = 20;

/// Neighbours in time and space, the frame's number and its time.
const WINDOWS: &str = "input clip: media\n\noutput {\n  video: clip.video |> temporal_soften() |> unsharp() \
                       |> grain(amount: 2%) |> encode(ffv1)\n}\n";

/// Slow enough to be killed in the middle.
const SLOW: &str = "input clip: media\nparam strength: number = 0.5\n\noutput {\n  video: clip.video |> temporal_median() \
                    |> unsharp(amount: strength) |> encode(x264, preset: slower)\n}\n";

/// Graphs whose frames depend on others, with the number of their outputs.
const GRAPHS: &[(&str, &str, usize)] = &[
    ("windows", WINDOWS, 1),
    (
        "bob",
        "input clip: media\n\noutput {\n  video: clip.video |> assume(scan: tff) |> deinterlace(rate: double) |> temporal_median() |> encode(ffv1)\n}\n",
        1,
    ),
    (
        "film",
        "input clip: media\n\noutput {\n  video: clip.video |> degrade.telecine() |> inverse_telecine() |> grain() |> encode(ffv1)\n}\n",
        1,
    ),
    (
        "fields",
        "input clip: media\n\noutput {\n  video: clip.video |> assume(scan: bff) |> separate_fields() |> weave_fields(order: bff) \
         |> deinterlace(using: deinterlace_motion, rate: same) |> encode(ffv1)\n}\n",
        1,
    ),
    (
        "trim",
        "input clip: media\n\noutput {\n  video: clip.video |> temporal_median() |> trim(start: 3frames, end: 20frames) |> grain() |> encode(ffv1)\n}\n",
        1,
    ),
    (
        "outputs",
        "input clip: media\nlet soft = clip.video |> temporal_soften()\n\n\
         output {\n  video: soft |> unsharp() |> encode(ffv1)\n}\n\n\
         output {\n  video: soft |> assume(scan: tff) |> deinterlace(rate: double) |> encode(x264)\n}\n",
        2,
    ),
    (
        "damage",
        "input clip: media\n\noutput {\n  video: clip.video |> degrade.weave() |> degrade.dust() |> degrade.flicker() |> degrade.dropouts() |> deflicker(radius: 3frames) |> encode(ffv1)\n}\n",
        1,
    ),
    (
        "steady",
        "input clip: media\n\noutput {\n  video: clip.video |> degrade.weave() |> stabilise() |> head_switching() |> encode(ffv1)\n}\n",
        1,
    ),
    (
        "dust",
        "input clip: media\n\noutput {\n  video: dust(clip.video |> degrade.dust(density: 20%), noise: 1%).clip |> encode(ffv1)\n}\n",
        1,
    ),
    (
        "x264",
        "input clip: media\n\noutput {\n  video: clip.video |> temporal_median() |> encode(x264, preset: medium)\n}\n",
        1,
    ),
];

#[test]
fn a_run_that_is_killed_at_any_time_goes_on_and_ends_as_if_it_had_not_been() {
    let clip = "-f lavfi -i testsrc2=s=320x180:r=25 -f lavfi -i sine=frequency=440 -t 6 -c:v libx264 -bf 2 -pix_fmt yuv420p -c:a aac";
    let place = Place::new(SLOW, clip);
    let cut = ["--segment", "10f"];
    let whole = names("whole", 1);
    let begun = Instant::now();
    place.run(&whole, &cut);
    let taken = begun.elapsed();
    let expected = place.bytes("whole0.mkv");
    let (mut kills, mut round, mut dice) = (0, 0, Dice(7));
    while kills < KILLS {
        let name = format!("out{round}");
        let output = names(&name, 1);
        let mut before = 0;
        loop {
            let mut child = place.start(&output, &[cut[0], cut[1], "--json"]);
            std::thread::sleep(taken.mul_f64(dice.below(60) as f64 / 100.0) + Duration::from_millis(20));
            let ended = child.try_wait().expect("a child");
            if ended.is_none() {
                child.kill().expect("it can be killed");
                kills += 1;
            }
            let result = child.wait_with_output().expect("it ended");
            if let Some(status) = ended.filter(|_| !place.path(&output[0]).exists()) {
                panic!("it ended with {status}: {}", String::from_utf8_lossy(&result.stderr));
            }
            if place.path(&output[0]).exists() {
                break;
            }
            let after = place.segments(&output[0]);
            assert!(after >= before, "segments that were complete stay: {before}, then {after}");
            let log = String::from_utf8_lossy(&result.stderr);
            let encoded = log.lines().filter(|line| line.contains("encoded a frame")).count();
            assert!(encoded <= (after - before + 1) * 10, "{encoded} frames for {before} to {after} segments of 10");
            before = after;
        }
        assert!(place.bytes(&output[0]) == expected, "round {round}, after {kills} kills");
        let _ = std::fs::remove_dir_all(place.path(&format!(".{}.fwr", output[0])));
        round += 1;
    }
    let said = place.run(&names("again", 1), &["--segment", "10f"]);
    assert!(place.bytes("again0.mkv") == expected, "{said}");
}

#[test]
fn a_run_that_goes_on_repeats_one_segment_at_most() {
    let place = Place::small(WINDOWS, 50);
    let output = names("out", 1);
    place.run(&output, &["--segment", "10f", "--segments", "0..3"]);
    assert_eq!(place.segments("out0.mkv"), 3);
    let result = place.fwr("run", &output, &["--json"]);
    let told = String::from_utf8_lossy(&result.stdout).into_owned();
    assert!(result.status.success(), "{told}");
    assert!(told.contains("going on at frame 30: 3 of "), "{told}");
    assert!(told.contains("\"complete\":5,") && told.contains("\"kept\":3"), "{told}");
    place.holds_only(&["out0.mkv"]);
}

#[test]
fn every_length_of_segments_gives_the_same_frames() {
    for (name, graph, outputs) in GRAPHS.iter().filter(|(_, graph, _)| !graph.contains("x264")) {
        let place = Place::small(graph, 24);
        let whole = names("whole", *outputs);
        place.run(&whole, &[]);
        let hashes = |names: &[String]| -> Vec<_> { names.iter().map(|name| place.shown(name)).collect() };
        let expected = hashes(&whole);
        assert!(!expected[0].0.is_empty());
        for length in 1..=25 {
            let cut = names("cut", *outputs);
            place.run(&cut, &["--segment", &format!("{length}f"), "--force"]);
            assert!(hashes(&cut) == expected, "{name} in segments of {length}");
        }
    }
}

#[test]
fn parts_in_any_order_are_joined_to_what_one_run_writes() {
    let mut dice = Dice(3);
    for (name, graph, outputs) in GRAPHS {
        let place = Place::small(graph, 24);
        for length in [1, 3, 7, 24] {
            let whole = names("whole", *outputs);
            let cut = format!("{length}f");
            place.run(&whole, &["--segment", &cut, "--force"]);
            let parts = names("parts", *outputs);
            // More than there are: those behind the end are empty.
            let mut order: Vec<u64> = (0..48_u64.div_ceil(length) + 1).collect();
            dice.shuffle(&mut order);
            for (at, number) in order.iter().enumerate() {
                if at + 1 == order.len() && number * length < 17 {
                    let early = place.fwr("join", &parts, &["--force"]);
                    let said = String::from_utf8_lossy(&early.stderr);
                    assert!(said.contains("E1223"), "{name}, length {length}: {number} is missing: {said}");
                }
                place.run(&parts, &["--segment", &cut, "--segments", &format!("{number}..{}", number + 1)]);
            }
            let joined = place.fwr("join", &parts, &["--force"]);
            assert!(joined.status.success(), "{name}: {}", String::from_utf8_lossy(&joined.stderr));
            for (whole, joined) in whole.iter().zip(&parts) {
                assert!(place.bytes(whole) == place.bytes(joined), "{name} in segments of {length}, {joined}");
            }
        }
    }
}

#[test]
fn what_is_torn_or_damaged_is_made_anew() {
    let place = Place::small(WINDOWS, 40);
    let (whole, output) = (names("whole", 1), names("out", 1));
    place.run(&whole, &["--segment", "10f"]);
    let expected = place.bytes("whole0.mkv");
    let work = |name: &str| place.path(&format!(".out0.mkv.fwr/{name}"));
    type Tear<'a> = (&'a str, Box<dyn Fn() + 'a>);
    let cut = |name: &'static str, share: f64| -> Box<dyn Fn() + '_> {
        Box::new(move || {
            let bytes = std::fs::read(work(name)).expect("it is there");
            std::fs::write(work(name), &bytes[..(bytes.len() as f64 * share) as usize]).expect("writable");
        })
    };
    let tears: Vec<Tear<'_>> = vec![
        ("the last line", cut("journal.jsonl", 0.97)),
        ("half of the journal", cut("journal.jsonl", 0.5)),
        ("all of the journal", cut("journal.jsonl", 0.0)),
        ("a segment", cut("000001.packets", 0.9)),
        ("a segment's beginning", cut("000002.packets", 0.0)),
        ("a lost file", Box::new(|| std::fs::remove_file(work("000000.packets")).expect("it was there"))),
        (
            "zeros behind the journal",
            Box::new(|| {
                let mut bytes = std::fs::read(work("journal.jsonl")).expect("it is there");
                bytes.extend([0; 512]);
                std::fs::write(work("journal.jsonl"), bytes).expect("writable");
            }),
        ),
    ];
    for (what, tear) in tears {
        place.run(&output, &["--segment", "10f", "--segments", "0..3"]);
        tear();
        place.run(&output, &["--segment", "10f", "--force"]);
        assert!(place.bytes("out0.mkv") == expected, "{what}");
    }
    // A changed byte shows only when it is read: the run says so, and the next one makes that segment anew.
    place.run(&output, &["--segment", "10f", "--segments", "0..3"]);
    let mut bytes = std::fs::read(work("000001.packets")).expect("it is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(work("000001.packets"), bytes).expect("writable");
    let refused = place.fwr("run", &output, &["--segment", "10f", "--force"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("E1224"), "{refused:?}");
    assert_eq!(refused.status.code(), Some(3));
    place.run(&output, &["--segment", "10f", "--force"]);
    assert!(place.bytes("out0.mkv") == expected, "a changed byte");
    place.holds_only(&["out0.mkv", "whole0.mkv"]);
}

#[test]
fn another_recipe_or_input_starts_over_and_says_so() {
    let place = Place::small(&SLOW.replace("slower", "ultrafast"), 40);
    let output = names("out", 1);
    let reference = |more: &[&str]| {
        let args: Vec<&str> = ["--segment", "10f", "--force"].iter().chain(more).copied().collect();
        place.run(&names("whole", 1), &args);
        place.bytes("whole0.mkv")
    };
    let part = || place.run(&output, &["--segment", "10f", "--segments", "0..2"]);
    part();
    let other = place.fwr("run", &output, &["--segments", "2..3", "-p", "strength=0.9"]);
    assert!(String::from_utf8_lossy(&other.stderr).contains("E1222"), "{other:?}");
    let said = place.run(&output, &["--force", "-p", "strength=0.9", "--segment", "10f"]);
    assert!(said.contains("starting over: the graph or its params changed"), "{said}");
    assert!(place.bytes("out0.mkv") == reference(&["-p", "strength=0.9"]));
    part();
    let said = place.run(&output, &["--force", "--segment", "13f"]);
    assert!(said.contains("starting over: the length of segments changed"), "{said}");
    part();
    // Comments and layout are no change, and neither is the name of the graph.
    std::fs::write(place.path("graph.fwr"), format!("// a comment\n\n{}", SLOW.replace("slower", "ultrafast")))
        .expect("writable");
    let said = place.run(&output, &["--force"]);
    assert!(said.contains("going on at frame 20"), "{said}");
    part();
    let said = place.run(&output, &["--force", "--fresh", "--segment", "10f"]);
    assert!(!said.contains("going on") && !said.contains("starting over"), "{said}");
    part();
    let longer = Place::small(SLOW, 43);
    std::fs::copy(longer.path("clip.mkv"), place.path("clip.mkv")).expect("writable");
    let said = place.run(&output, &["--force", "--segment", "10f"]);
    assert!(said.contains("starting over:") && said.contains("what is in the file of clip"), "{said}");
    assert!(place.bytes("out0.mkv") == reference(&[]));
    place.holds_only(&["out0.mkv", "whole0.mkv"]);
}

#[test]
fn an_interrupt_keeps_what_is_complete_and_a_second_run_is_refused_meanwhile() {
    let clip = "-f lavfi -i testsrc2=s=640x360:r=25 -t 8 -c:v libx264 -pix_fmt yuv420p";
    let place = Place::new(SLOW, clip);
    let output = names("out", 1);
    let child = place.start(&output, &["--segment", "10f"]);
    let begun = Instant::now();
    while place.segments("out0.mkv") < 2 {
        assert!(begun.elapsed() < Duration::from_secs(120), "no segment is complete");
        std::thread::sleep(Duration::from_millis(5));
    }
    let second = place.fwr("run", &output, &["--segment", "10f"]);
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains("E1109") && said.contains("is being written by another run"), "{said}");
    assert_eq!(second.status.code(), Some(3));
    let part = place.fwr("run", &output, &["--segment", "10f", "--segments", "0..1"]);
    assert!(String::from_utf8_lossy(&part.stderr).contains("E1109"), "a part of a run that works");
    let status = place.fwr("status", &output, &[]);
    assert!(String::from_utf8_lossy(&status.stdout).contains("in use by a run"), "{status:?}");
    // SAFETY: `kill` has no memory effects here, and the process is our own child, not yet waited for.
    assert_eq!(unsafe { libc::kill(child.id() as i32, libc::SIGTERM) }, 0);
    let stopped = child.wait_with_output().expect("the run ends");
    let said = String::from_utf8_lossy(&stopped.stderr);
    assert_eq!(stopped.status.code(), Some(130), "{said}");
    assert!(said.contains("segments are complete and kept in") && said.contains("goes on at frame"), "{said}");
    let kept = place.segments("out0.mkv");
    let said = place.run(&output, &[]);
    assert!(said.contains(&format!("going on at frame {}: {kept} of ", kept * 10)), "{kept} kept: {said}");
    place.holds_only(&["out0.mkv"]);
    place.run(&names("whole", 1), &["--segment", "10f"]);
    assert!(place.bytes("out0.mkv") == place.bytes("whole0.mkv"));
}

#[test]
fn a_folder_says_what_is_in_it() {
    let place = Place::small(WINDOWS, 40);
    let output = names("out", 1);
    let status = || String::from_utf8_lossy(&place.fwr("status", &output, &[]).stdout).into_owned();
    assert!(status().contains("nothing is kept of a run to out0.mkv"));
    place.run(&output, &["--segment", "10f", "--segments", "2..4"]);
    let said = status();
    assert!(said.contains("segments  2 of 4 complete, of 10 frames each: 2..4"), "{said}");
    assert!(said.contains("missing   0..2") && said.contains("frames    20, "), "{said}");
    place.run(&output, &["--segments", "0..1"]);
    place.run(&output, &["--segments", "1..9"]);
    let said = status();
    assert!(said.contains("4 of 4 complete") && said.contains("missing   nothing"), "{said}");
    assert!(place.fwr("join", &output, &[]).status.success());
    place.holds_only(&["out0.mkv"]);
}
