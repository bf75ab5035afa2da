// What the queries of one new token read of a cache in another type than theirs, without a widened copy of it.
//
// For each head, tokens are taken a block at a time: their keys' scores, then the softmax so far put right for a new
// greatest score (arXiv 1805.02867), then their values. The queries that share a KV head meet each vector once. Scores
// that are all -inf end as NaN, as in a softmax.

#pragma GCC target("no-avx512f")  // vectors are short: gcc's code for AVX2 takes half the time of that for AVX-512

#include <omp.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

namespace {

constexpr int64_t block = 64;

// 2^y as bits: whole part into the exponent, the rest by a polynomial, to 2 parts in ten million. x is 0 or below.
inline float exponential(float x) {
    const float y = (x < -87 ? -87 : x) * 1.44269504f, whole = y < 0 ? float(int(y - 0.5f)) : 0;
    const float r = (y - whole) * 0.69314718f;
    const float power = 1 + r * (1 + r * (0.5f + r * (1 / 6.0f + r * (1 / 24.0f + r * (1 / 120.0f + r / 720)))));
    const int32_t bits = (int32_t(whole) + 127) << 23;
    float scale;
    std::memcpy(&scale, &bits, sizeof scale);
    return power * scale;
}

inline float widened(int8_t x) { return x; }
inline float widened(uint16_t x) {
    const uint32_t bits = uint32_t(x) << 16;
    float wide;
    std::memcpy(&wide, &bits, sizeof wide);
    return wide;
}

// Vectors of one head, `width` elements of each of which the scale is scales[s], or 1 without.
template <class Element>
struct Vectors {
    const Element* elements;
    const float* scales;
    int64_t width;

    inline float open(int64_t s, float* to, int64_t width) const {
        const Element* from = elements + s * width;
#pragma omp simd
        for (int64_t i = 0; i < width; i++) to[i] = widened(from[i]);
        return scales ? scales[s] : 1;
    }
};

// q [queries, width] with the scale of scores in it, y [queries, width]. A `Width` known beforehand spares loops.
template <int64_t Width, class Element>
void attend(const float* q, Vectors<Element> keys, Vectors<Element> values, float* y, int64_t queries, int64_t tokens) {
    const int64_t width = Width ? Width : keys.width;
    std::vector<float> vector(width), scores(queries * block), greatest(queries, -INFINITY), sums(queries);
    std::memset(y, 0, sizeof(float) * queries * width);
    for (int64_t first = 0; first < tokens; first += block) {
        const int64_t n = first + block < tokens ? block : tokens - first;
        for (int64_t s = 0; s < n; s++) {
            const float by = keys.open(first + s, vector.data(), width);
            for (int64_t g = 0; g < queries; g++) {
                const float *a = q + g * width, *b = vector.data();
                float sum = 0;
#pragma omp simd reduction(+ : sum)
                for (int64_t i = 0; i < width; i++) sum += a[i] * b[i];
                scores[g * block + s] = sum * by;
            }
        }
        for (int64_t g = 0; g < queries; g++) {
            float *row = &scores[g * block], *out = y + g * width, top = greatest[g], sum = 0;
#pragma omp simd reduction(max : top)
            for (int64_t s = 0; s < n; s++) top = row[s] > top ? row[s] : top;
            const float left = exponential(greatest[g] - top);
#pragma omp simd reduction(+ : sum)
            for (int64_t s = 0; s < n; s++) sum += row[s] = exponential(row[s] - top);
            sums[g] = sums[g] * left + sum, greatest[g] = top;
#pragma omp simd
            for (int64_t i = 0; i < width; i++) out[i] *= left;
        }
        for (int64_t s = 0; s < n; s++) {
            const float by = values.open(first + s, vector.data(), width);
            for (int64_t g = 0; g < queries; g++) {
                const float weight = scores[g * block + s] * by, *from = vector.data();
                float* out = y + g * width;
#pragma omp simd
                for (int64_t i = 0; i < width; i++) out[i] += weight * from[i];
            }
        }
    }
    for (int64_t g = 0; g < queries; g++)
        for (int64_t i = 0; i < width; i++) y[g * width + i] /= sums[g];
}

template <class Element>
Vectors<Element> of(const void* elements, const float* scales, int64_t width, int64_t first) {
    return {static_cast<const Element*>(elements) + first * width, scales ? scales + first : nullptr, width};
}

template <class Element>
void attend_any(const float* q, Vectors<Element> keys, Vectors<Element> values, float* y, int64_t queries, int64_t tokens) {
    switch (keys.width) {
        case 32: return attend<32>(q, keys, values, y, queries, tokens);
        case 64: return attend<64>(q, keys, values, y, queries, tokens);
        case 96: return attend<96>(q, keys, values, y, queries, tokens);
        case 128: return attend<128>(q, keys, values, y, queries, tokens);
        case 256: return attend<256>(q, keys, values, y, queries, tokens);
    }
    attend<0>(q, keys, values, y, queries, tokens);
}

}  // namespace

extern "C" {

// q and y [heads, queries, width] in fp32; keys and values [heads, slots, width] of int8 with scales [heads, slots], or of
// bf16 without, of which the first `tokens` count.
void attend_one(const float* q, const void* keys, const float* key_scales, const void* values, const float* value_scales,
                float* y, int64_t heads, int64_t queries, int64_t tokens, int64_t slots, int64_t width, int threads) {
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
    for (int64_t h = 0; h < heads; h++) {
        const float* from = q + h * queries * width;
        float* to = y + h * queries * width;
        const int64_t at = h * slots;
        if (key_scales)
            attend_any(from, of<int8_t>(keys, key_scales, width, at), of<int8_t>(values, value_scales, width, at), to,
                           queries, tokens);
        else
            attend_any(from, of<uint16_t>(keys, nullptr, width, at), of<uint16_t>(values, nullptr, width, at), to,
                             queries, tokens);
    }
}
}
