// The functions that shaders are made with; each shader has those that it uses.
//
// V, U, I and B are a float, an unsigned, a signed and a truth value for each sample that an invocation makes.

// 1 where it holds, else 0.
fn truth(holds: B) -> V {
    return select(V(0.0), V(1.0), holds);
}

// A value as it is: whoever compiles the shader does not know how it came about, and so cannot contract, reorder
// or leave out the operations before and after it.
fn exact(value: V) -> V {
    return bitcast<V>(bitcast<U>(value) + U(p.zero));
}

// a + b
fn add(a: V, b: V) -> V {
    return exact(a + b);
}

// a − b
fn sub(a: V, b: V) -> V {
    return exact(a - b);
}

// a · b
fn mul(a: V, b: V) -> V {
    return exact(a * b);
}

// The number of a pattern of bits.
fn number(pattern: u32) -> V {
    return bitcast<V>(U(pattern));
}

// Told from its bits: comparisons may take NaN for impossible.
fn is_nan(value: V) -> B {
    return (bitcast<U>(value) & U(0x7fffffffu)) > U(0x7f800000u);
}

// Columns inside the plane: the nearest.
fn clamp_columns(at: I) -> I {
    return clamp(at, I(0), I(p.last_x));
}

// The row inside the plane: the nearest.
fn clamp_row(at: i32) -> i32 {
    return clamp(at, 0, p.last_y);
}

// Columns inside the plane: as far inside.
fn mirror_columns(at: I) -> I {
    let period = I(max(2 * p.last_x, 1));
    let folded = (at % period + period) % period;
    return min(folded, I(2 * p.last_x) - folded);
}

// The row inside the plane: as far inside.
fn mirror_row(at: i32) -> i32 {
    let period = max(2 * p.last_y, 1);
    let folded = (at % period + period) % period;
    return min(folded, 2 * p.last_y - folded);
}

// The value of a half; exact, without numbers so small that they may count as 0.
fn half_value(half: U) -> V {
    let magnitude = half & U(0x7fffu);
    let small = bitcast<U>(V(magnitude) * V(5.9604645e-8f));
    let normal = (magnitude << U(13u)) + U(0x38000000u);
    let special = (magnitude << U(13u)) | U(0x7f800000u);
    let finite = select(normal, small, magnitude < U(0x0400u));
    let bits = select(finite, special, magnitude >= U(0x7c00u));
    return bitcast<V>(bits | ((half & U(0x8000u)) << U(16u)));
}

// The nearest half, ties to even; infinite from 65520 on, and one NaN for all.
fn half_bits(value: V) -> U {
    let bits = bitcast<U>(value);
    let magnitude = bits & U(0x7fffffffu);
    let small = bitcast<U>(bitcast<V>(magnitude) + V(0.5)) - U(0x3f000000u);
    let odd = (magnitude >> U(13u)) & U(1u);
    let normal = (magnitude + U(0x0fffu) + odd - U(0x38000000u)) >> U(13u);
    let finite = select(normal, small, magnitude < U(0x38800000u));
    let held = select(finite, U(0x7c00u), magnitude >= U(0x477ff000u));
    let half = held | ((bits >> U(16u)) & U(0x8000u));
    return select(half, U(0x7e00u), magnitude > U(0x7f800000u));
}

// The bits of a float; of every NaN the same.
fn float_bits(value: V) -> U {
    return select(bitcast<U>(value), U(0x7fc00000u), is_nan(value));
}

// A bijection of 32 bits in which every input bit sways every output bit.
fn mix_bits(start: u32) -> u32 {
    var v = start;
    v = (v ^ (v >> 16u)) * 0x7feb352du;
    v = (v ^ (v >> 15u)) * 0x846ca68bu;
    return v ^ (v >> 16u);
}

// The same for each sample.
fn mix_each(start: U) -> U {
    var v = start;
    v = (v ^ (v >> U(16u))) * U(0x7feb352du);
    v = (v ^ (v >> U(15u))) * U(0x846ca68bu);
    return v ^ (v >> U(16u));
}

// The part of a random number that is the same for a whole row.
fn row_hash(seed: u32, plane: u32, row: i32) -> u32 {
    var hash = mix_bits(seed + 0x9e3779b9u);
    hash = mix_bits(hash ^ (p.frame * 0x9e3779b9u));
    hash = mix_bits(hash ^ (plane * 0x9e3779b9u));
    return mix_bits(hash ^ (bitcast<u32>(row) * 0x9e3779b9u));
}

// Random numbers, 0 ≤ r < 1, at columns of a row.
fn random_at(row: u32, columns: I) -> V {
    let hash = mix_each(U(row) ^ (bitcast<U>(columns) * U(0x9e3779b9u)));
    return V(hash >> U(8u)) * V(5.9604645e-8f);
}

// a − b·⌊a/b⌋
fn remainder(a: V, b: V) -> V {
    return sub(a, mul(exact(b), floor(exact(a / b))));
}

// 2^n for n that floats have.
fn power_of_two(n: I) -> V {
    return bitcast<V>(bitcast<U>(n + I(127)) << U(23u));
}

// a · 2^n for |n| ≤ 250.
fn scale(a: V, n: I) -> V {
    let half = n >> U(1u);
    return mul(mul(a, power_of_two(half)), power_of_two(n - half));
}

// The whole number next to `value` that adding 1.5 · 2^23 leaves in the low bits.
fn shifted(value: V) -> V {
    return add(value, V(12582912.0));
}

// The whole number in the low bits of what was shifted.
fn whole(shifted: V) -> I {
    return bitcast<I>(shifted) - I(0x4b400000);
}

// c + r · x, rounded twice.
fn step(c: f32, r: V, x: V) -> V {
    return add(V(c), mul(r, x));
}

// e^r for |r| ≤ 0.35.
fn exp_near_zero(r: V) -> V {
    let curve = step(0.5, r, step(0.16666514f, r, step(0.04166619f, r, step(8.369531e-3f, r, V(1.3951566e-3f)))));
    return add(V(1.0), add(r, mul(mul(r, r), curve)));
}

// (ln(1 + f) − f + f²/2) / f³ for √½ ≤ 1 + f ≤ √2.
fn log_tail(f: V) -> V {
    let end = step(0.1186513f, f, step(-0.11780693f, f, V(0.06921042f)));
    let middle = step(-0.16669217f, f, step(0.14220022f, f, step(-0.12385553f, f, end)));
    return step(0.3333331f, f, step(-0.24999987f, f, step(0.20002146f, f, middle)));
}

// A positive number as 2^e · (1 + f).
struct Parts {
    e: V,
    f: V,
}

// The parts of a, √½ ≤ 1 + f < √2.
fn parts_of(a: V) -> Parts {
    let subnormal = a < V(1.1754944e-38f);
    let lifted = select(a, mul(a, V(16777216.0)), subnormal);
    let base = select(V(0.0), V(-24.0), subnormal);
    let bits = bitcast<U>(lifted) - U(0x3f3504f3u);
    let e = add(V(bitcast<I>(bits) >> U(23u)), base);
    let m = bitcast<V>((bits & U(0x007fffffu)) + U(0x3f3504f3u));
    return Parts(e, sub(m, V(1.0)));
}

// The first 12 bits of the significand.
fn truncated(a: V) -> V {
    return bitcast<V>(bitcast<U>(a) & U(0xfffff000u));
}

// e^a
fn kernel_exp(exponent: V) -> V {
    let low = select(exponent, V(89.0), exponent > V(89.0));
    let a = select(low, V(-104.0), low < V(-104.0));
    let moved = shifted(mul(a, V(1.44269504088896341f)));
    let n = sub(moved, V(12582912.0));
    let r = sub(sub(a, mul(n, V(0.69314575f))), mul(n, V(1.4286068e-6f)));
    return scale(exp_near_zero(r), whole(moved));
}

// ln a
fn kernel_log(a: V) -> V {
    let parts = parts_of(a);
    let e = parts.e;
    let f = parts.f;
    let square = mul(f, f);
    let tail = sub(mul(V(0.5), square), mul(mul(square, f), log_tail(f)));
    let value = add(mul(e, V(0.69314575f)), sub(f, sub(tail, mul(e, V(1.4286068e-6f)))));
    let finite = select(value, a, a == number(0x7f800000u));
    let known = select(finite, number(0xff800000u), a == V(0.0));
    return select(number(0x7fc00000u), known, a >= V(0.0));
}

// a^b, where the base is a quantity of light: 0 for a ≤ 0 unless b is 0, which gives 1.
fn kernel_pow(a: V, b: V) -> V {
    let parts = parts_of(a);
    let e = parts.e;
    let f = parts.f;
    let f_high = truncated(f);
    let first = mul(f_high, V(1.4423828f));
    let curve = mul(mul(f, f), sub(mul(f, log_tail(f)), V(0.5)));
    let rest_of_f = mul(sub(f, f_high), V(1.4423828f));
    let rest = add(rest_of_f, add(mul(f, V(3.122284e-4f)), mul(V(1.44269504088896341f), curve)));
    let sum = add(e, first);
    let rest_of_sum = add(add(sub(e, sum), first), rest);
    let high = add(sum, rest_of_sum);
    let low = add(sub(sum, high), rest_of_sum);

    let not_above = select(b, V(1e30f), b > V(1e30f));
    let power = select(not_above, V(-1e30f), not_above < V(-1e30f));
    let product = mul(power, high);
    let power_high = truncated(power);
    let high_high = truncated(high);
    let power_low = sub(power, power_high);
    let high_low = sub(high, high_high);
    let first_error = add(sub(mul(power_high, high_high), product), mul(power_high, high_low));
    let error = add(add(first_error, mul(power_low, high_high)), mul(power_low, high_low));
    let correction = select(V(0.0), add(error, mul(power, low)), abs(product) < V(200.0));
    let product_low = select(product, V(200.0), product > V(200.0));
    let held = select(product_low, V(-200.0), product_low < V(-200.0));

    let moved = shifted(held);
    let r = add(sub(held, sub(moved, V(12582912.0))), correction);
    let value = scale(exp_near_zero(mul(r, V(0.693147180559945309f))), whole(moved));

    let infinity = number(0x7f800000u);
    let at_infinity = select(V(0.0), infinity, b > V(0.0));
    let finite = select(value, at_infinity, a == infinity);
    let positive = select(V(0.0), finite, a > V(0.0));
    let told = select(positive, add(a, b), is_nan(a) | is_nan(b));
    return select(told, V(1.0), b == V(0.0));
}

// The sine of a and some quarter turns.
fn turn(a: V, quarters: u32) -> V {
    let moved = shifted(mul(a, V(0.636619772367581343f)));
    let n = sub(moved, V(12582912.0));
    let first = sub(a, mul(n, V(1.5703125f)));
    let reduced = sub(sub(first, mul(n, V(4.837513e-4f))), mul(n, V(7.54979e-8f)));
    let not_above = select(reduced, V(0.8f), reduced > V(0.8f));
    let r = select(not_above, V(-0.8f), not_above < V(-0.8f));
    let z = mul(r, r);
    let sine_curve = step(-0.16666655f, z, step(8.332158e-3f, z, V(-1.9514379e-4f)));
    let sine = add(r, mul(mul(r, z), sine_curve));
    let cosine_curve = step(0.041666646f, z, step(-1.3887348e-3f, z, V(2.4435867e-5f)));
    let cosine = add(sub(V(1.0), mul(V(0.5), z)), mul(mul(z, z), cosine_curve));
    let quadrant = bitcast<U>(moved) + U(quarters);
    let value = select(cosine, sine, (quadrant & U(1u)) == U(0u));
    return bitcast<V>(bitcast<U>(value) ^ ((quadrant & U(2u)) << U(30u)));
}

// sin a, a in radians
fn kernel_sin(a: V) -> V {
    return turn(a, 0u);
}

// cos a, a in radians
fn kernel_cos(a: V) -> V {
    return turn(a, 1u);
}
