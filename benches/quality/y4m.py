# For VapourSynth without a plugin that reads files: frames of 4:2:0 and 8 bits from a Y4M file.
def y4m(path):
    import mmap
    import numpy

    with open(path, "rb") as file:
        header = file.readline()
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    fields = {field[:1]: field[1:] for field in header.split()[1:]}
    width, height = int(fields[b"W"]), int(fields[b"H"])
    rate, scale = map(int, fields[b"F"].split(b":"))
    half = ((width + 1) // 2, (height + 1) // 2)
    sizes = [(width, height), half, half]
    # Each frame begins with a line of its own.
    mark = len(b"FRAME\n")
    stride = mark + sum(across * down for across, down in sizes)
    blank = core.std.BlankClip(
        width=width, height=height, format=vs.YUV420P8, length=(len(mapped) - len(header)) // stride,
        fpsnum=rate, fpsden=scale, keep=True,
    )

    def read(n, f):
        frame, at = f.copy(), len(header) + n * stride + mark
        for plane, (across, down) in enumerate(sizes):
            samples = numpy.frombuffer(mapped, numpy.uint8, across * down, at).reshape(down, across)
            numpy.copyto(numpy.asarray(frame[plane]), samples)
            at += across * down
        return frame

    return core.std.ModifyFrame(blank, blank, read)


