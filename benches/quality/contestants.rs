//! Who takes part in each suite, with which settings.

use super::entries::{Entry, How, ffmpeg, fwr, vapoursynth};

pub(crate) fn deinterlace() -> Vec<Entry> {
    let steps = " |> deinterlace(rate: double)";
    let by_quality = |class, name, quality| Entry {
        class,
        name,
        how: How::Fwr { filter: "deinterlace", steps, quality: Some(quality) },
        rate: 2,
    };
    let double = |entry: Entry| Entry { rate: 2, ..entry };
    vec![
        by_quality("quick", "fwr deinterlace, draft", "draft"),
        double(fwr("quick", "fwr bwdif", "bwdif", " |> bwdif(rate: double)")),
        double(ffmpeg("quick", "FFmpeg bwdif", "setfield=tff,bwdif=mode=send_field:parity=tff:deint=all")),
        by_quality("edges", "fwr deinterlace", "standard"),
        double(vapoursynth("edges", "VapourSynth znedi3", "o = core.znedi3.nnedi3(c, field=3)")),
        double(vapoursynth(
            "edges",
            "VapourSynth bwdif + znedi3",
            "o = core.bwdif.Bwdif(c, field=3, edeint=core.znedi3.nnedi3(c, field=3))",
        )),
        by_quality("best", "fwr deinterlace, best", "best"),
        double(vapoursynth(
            "best",
            "VapourSynth QTGMC (vsjetpack)",
            "from vsdeinterlace import QTempGaussMC\no = QTempGaussMC().bob(c)",
        )),
        double(vapoursynth(
            "best",
            "VapourSynth QTGMC Slower (havsfunc 33)",
            "import havsfunc33\no = havsfunc33.QTGMC(c, Preset='Slower', TFF=True)",
        )),
    ]
}

/// Peers' strengths are those that gave them the best PSNR on another clip: of nlm, BM3D, DFTTest, MVTools and FFmpeg.
pub(crate) fn denoise(strengths: &[&str; 5], noise: &'static str) -> Vec<Entry> {
    let [nlm, bm3d, dfttest, degrain, nlmeans] = *strengths;
    let quality = |class, name, quality| Entry {
        class,
        name,
        how: How::Fwr { filter: "denoise", steps: " |> denoise()", quality: Some(quality) },
        rate: 1,
    };
    let weak = noise == "0.0457";
    let given = |weak_steps: &'static str, strong_steps: &'static str| if weak { weak_steps } else { strong_steps };
    let single = |body: String| {
        format!(
            "s = core.resize.Point(c, format=vs.YUV420PS)\n{body}\n\
             o = core.resize.Point(o, format=vs.YUV420P8, dither_type='none')"
        )
    };
    let by_transform = |tr: u32| {
        format!("from vsdenoise import DFTTest\no = DFTTest(c, DFTTest.Backend.CPU).denoise(c, {dfttest}, tr={tr})")
    };
    let nlmeans = if nlmeans == "6" { "nlmeans=s=6:p=5:r=9" } else { "nlmeans=s=14:p=5:r=9" };
    vec![
        fwr("nlmeans", "fwr nlmeans", "nlmeans", given(" |> nlmeans(noise: 0.0457)", " |> nlmeans(noise: 0.1142)")),
        // Among 9×9 samples, as FFmpeg's.
        fwr(
            "nlmeans",
            "fwr nlmeans, search 4",
            "nlmeans",
            given(" |> nlmeans(noise: 0.0457, search: 4px)", " |> nlmeans(noise: 0.1142, search: 4px)"),
        ),
        ffmpeg("nlmeans", "FFmpeg nlmeans", nlmeans),
        vapoursynth(
            "nlmeans",
            "VapourSynth nlm-ispc",
            format!(
                "o = core.nlm_ispc.NLMeans(c, d=0, a=2, s=4, h={nlm}, channels='Y')\n\
                 o = core.nlm_ispc.NLMeans(o, d=0, a=2, s=4, h={nlm}, channels='UV')"
            ),
        ),
        fwr("bm3d", "fwr bm3d", "bm3d", given(" |> bm3d(noise: 0.0457)", " |> bm3d(noise: 0.1142)")),
        Entry {
            class: "bm3d",
            name: "VapourSynth BM3DCPU",
            how: How::Older(single(format!(
                "o = core.bm3dcpu.BM3D(s, ref=core.bm3dcpu.BM3D(s, sigma={bm3d}), sigma={bm3d})"
            ))),
            rate: 1,
        },
        fwr(
            "along motion",
            "fwr degrain",
            "degrain",
            given(
                " |> degrain(source |> motion(radius: 3frames), noise: 0.0457)",
                " |> degrain(source |> motion(radius: 3frames), noise: 0.1142)",
            ),
        ),
        vapoursynth(
            "along motion",
            "VapourSynth mv.Degrain3",
            format!(
                "sup = core.mv.Super(c, pel=2)\nv = [core.mv.Analyse(sup, isb=b, delta=d, blksize=16, overlap=8) \
                 for d in range(1, 4) for b in (True, False)]\n\
                 o = core.mv.Degrain3(c, sup, *v, thsad={degrain}, thsadc={degrain}, thscd1=16000)"
            ),
        ),
        quality("draft", "fwr denoise, draft", "draft"),
        quality("transform", "fwr denoise", "standard"),
        quality("transform", "fwr denoise, best", "best"),
        vapoursynth("transform", "VapourSynth DFTTest2 tr=0", by_transform(0)),
        vapoursynth("transform", "VapourSynth DFTTest2 tr=1", by_transform(1)),
    ]
}

pub(crate) fn deflicker() -> Vec<Entry> {
    vec![
        fwr("", "fwr deflicker", "deflicker", " |> deflicker()"),
        ffmpeg("", "FFmpeg deflicker, 5 frames", "deflicker=mode=pm:size=5"),
        ffmpeg("", "FFmpeg deflicker, 17 frames", "deflicker=mode=pm:size=17"),
        vapoursynth(
            "",
            "VapourSynth PlaneAverage + Expr",
            "s = core.vszip.PlaneAverage(c, exclude=[-1], planes=[0])\n\
             shift = lambda k: s[:1] * k + s[:s.num_frames - k] if k > 0 else s[-k:] + s[-1:] * -k\n\
             w = [s] + [shift(k) for k in range(-12, 13) if k]\nnames = 'xyzabcdefghijklmnopqrstuvw'[:25]\n\
             mean = ' '.join(n + '.psmAvg' for n in names) + ' +' * 24 + ' 25 /'\n\
             t = core.akarin.PropExpr(w, lambda: dict(target=mean))\n\
             o = core.akarin.Expr([c, t, s], ['x y.target z.psmAvg / *', '', ''])",
        ),
    ]
}

/// Published scripts in short: for these plugins nobody has put them into a package.
const SPOTLESS: &str = "p = core.zsmooth.RemoveGrain(c, 4)
s = core.mv.Super(p, pel=2)
f = core.mv.Super(c, pel=2, levels=1)
v = [core.mv.Analyse(s, isb=b, blksize=8, overlap=4, search=5) for b in (False, True)]
a, b = [core.mv.Compensate(c, f, x, thsad=10000) for x in v]
o = core.zsmooth.TemporalMedian(core.std.Interleave([a, c, b]), radius=1)[1::3]";

/// The plugin that its blocks of motion come from is not made for this VapourSynth: means of 8×8 decide instead.
const REMOVE_DIRT: &str = "p = core.zsmooth.RemoveGrain(c, 4)
s = core.mv.Super(p, pel=2)
f = core.mv.Super(c, pel=2, levels=1)
v = [core.mv.Analyse(s, isb=b, blksize=8, overlap=4, search=5) for b in (False, True)]
a, b = [core.mv.Flow(c, f, x, thscd1=10000) for x in v]
i = core.std.Interleave([a, c, b])
d = core.zsmooth.Clense(i)[1::3]
r = core.zsmooth.Repair(d, c, 16)
m = core.vszip.BoxBlur(core.std.Expr([a, b], 'x y - abs'), hradius=4, vradius=4)
o = core.std.MaskedMerge(d, r, core.std.Expr(m, 'x 6 > 255 0 ?'))";

pub(crate) fn dust() -> Vec<Entry> {
    vec![
        fwr("", "fwr dust", "dust", "dust(source).clip"),
        vapoursynth("", "VapourSynth SpotLess", SPOTLESS),
        vapoursynth("", "VapourSynth RemoveDirtMC", REMOVE_DIRT),
        vapoursynth("without motion", "VapourSynth Clense", "o = core.zsmooth.Clense(c)"),
    ]
}

pub(crate) fn dropouts() -> Vec<Entry> {
    vec![
        fwr("", "fwr dropouts", "dropouts", "dropouts(source).clip"),
        vapoursynth("", "VapourSynth SpotLess", SPOTLESS),
    ]
}

pub(crate) fn stabilise() -> Vec<Entry> {
    vec![
        fwr("", "fwr stabilise", "stabilise", " |> stabilise()"),
        Entry {
            class: "",
            name: "FFmpeg vid.stab",
            how: How::FfmpegTwice([
                "vidstabdetect=shakiness=6:accuracy=15:result=moves.trf",
                "vidstabtransform=input=moves.trf:smoothing=12:optzoom=0:crop=keep:interpol=bicubic",
            ]),
            rate: 1,
        },
        ffmpeg("in one pass", "FFmpeg deshake", "deshake=rx=32:ry=32:edge=mirror"),
        vapoursynth(
            "in one pass",
            "VapourSynth mv.DepanStabilise",
            "g = core.std.ShufflePlanes(c, 0, vs.GRAY)\nd = core.mv.DepanEstimate(g, trust=0, dxmax=32, dymax=32)\n\
             o = core.mv.DepanStabilise(c, data=d, cutoff=0.5, dxmax=32, dymax=32, mirror=15, method=1)",
        ),
    ]
}

pub(crate) fn chroma_shift() -> Vec<Entry> {
    vec![
        fwr("told", "fwr chroma_shift", "chroma_shift", " |> chroma_shift(x: -2.5px)"),
        ffmpeg("told", "FFmpeg chromashift", "chromashift=cbh=-1:crh=-1"),
        vapoursynth(
            "told",
            "VapourSynth resize.Spline36",
            "u, v = [core.resize.Spline36(core.std.ShufflePlanes(c, p, vs.GRAY), src_left=1.25) for p in (1, 2)]\n\
             o = core.std.ShufflePlanes([c, u, v], [0, 0, 0], vs.YUV)",
        ),
        fwr("measured", "fwr chroma_shift, measured", "chroma_shift", " |> chroma_shift(x: -chroma_offset(source))"),
    ]
}

/// Strengths are those that gave the best PSNR on one of the clips, ours and the others'.
pub(crate) fn deblock() -> Vec<Entry> {
    vec![
        fwr("standard", "fwr deblock", "deblock", " |> deblock()"),
        fwr("best", "fwr deblock, best", "deblock", " |> deblock(using: deblock_shifts)"),
        ffmpeg("standard", "FFmpeg deblock", "deblock=filter=weak:alpha=0.05:beta=0.05"),
        vapoursynth("standard", "VapourSynth Deblock", "o = core.deblock.Deblock(c, quant=30)"),
        ffmpeg("best", "FFmpeg spp", "spp=quality=3:qp=6"),
        ffmpeg("best", "FFmpeg pp7", "pp7=qp=5"),
    ]
}

/// Steps are higher than all defaults but FFmpeg's.
pub(crate) fn deband() -> Vec<Entry> {
    vec![
        fwr("", "fwr deband", "deband", " |> deband(threshold: 5%)"),
        ffmpeg("", "FFmpeg deband", "deband"),
        ffmpeg("", "FFmpeg gradfun", "gradfun=strength=4"),
        vapoursynth("", "VapourSynth vszip.Deband", "o = core.vszip.Deband(c, thr=[2, 2, 2])"),
    ]
}
