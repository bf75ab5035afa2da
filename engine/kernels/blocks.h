// Products of one row of quantised weights with B rows x in 8 bits, as whole numbers.

#pragma once

#include "rounded.h"

// Sums that a call would keep in memory stay in registers.
#define ALWAYS_INLINE inline __attribute__((always_inline))

namespace {

// Eight sums of four products each. Levels of up to 63, or sizes of up to 128 with the sign at x, stay within 16 bits.
inline __m256i products(__m256i levels, __m256i x) {
#if defined(__AVX512VNNI__) && defined(__AVX512VL__)
    return _mm256_dpbusd_epi32(_mm256_setzero_si256(), levels, x);
#else
    return _mm256_madd_epi16(_mm256_maddubs_epi16(levels, x), _mm256_set1_epi16(1));
#endif
}

template <class Format>
constexpr bool from_zero = Format::minima || Format::offset != 0;

// The 32 products of levels and one row of x as sums of eight.
template <class Format>
inline __m256 products(__m256i levels, __m256i sizes, const int8_t* x) {
    const __m256i other = load(reinterpret_cast<Bytes>(x));
    return _mm256_cvtepi32_ps(products(sizes, from_zero<Format> ? other : _mm256_sign_epi8(other, levels)));
}

// Sums of a row so far with B rows x, in two chains, so that an addition need not wait for the last.
template <int B>
using Chains = __m256[2][B];

// A block of 32, alone.
template <class Format, int B>
ALWAYS_INLINE void small(Bytes at, int64_t block, const Rounded<Format, B>& x, Chains<B>& sums, Chains<B>& least, int chain) {
    const __m256i levels = Format::levels(at, 0), sizes = from_zero<Format> ? levels : _mm256_abs_epi8(levels);
    __m128 halves = _mm_cvtph_ps(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(at)));
    if (Format::offset != 0) halves = _mm_moveldup_ps(halves);  // d in the place of m
    for (int b = 0; b < B; b++) {
        const __m128 scale = _mm_mul_ps(halves, _mm_loadu_ps(&x.pairs[(block * B + b) * 4]));
        const __m256 whole = products<Format>(levels, sizes, &x.levels[(block * B + b) * 32]);
        sums[chain][b] = _mm256_fmadd_ps(whole, _mm256_broadcastss_ps(scale), sums[chain][b]);
        if (from_zero<Format>)  // their sum is the second of these
            least[chain][b] = _mm256_castps128_ps256(_mm_add_ps(_mm256_castps256_ps128(least[chain][b]), scale));
    }
}

// A block of 256.
template <class Format, int B>
ALWAYS_INLINE void large(Bytes at, int64_t block, int64_t k, const Rounded<Format, B>& x, Chains<B>& sums, Chains<B>& least) {
    constexpr int parts = Format::span / 32;
    float d[parts * Format::scales], m[parts];
    Format::open(at, d, m);
    for (int b = 0; Format::minima && b < B; b++) {
        const __m256 all = _mm256_loadu_ps(&x.sums[b * k / 32 + block * parts]);
        least[0][b] = _mm256_fmadd_ps(_mm256_loadu_ps(m), all, least[0][b]);
    }
#pragma GCC unroll 8
    for (int part = 0; part < parts; part++) {
        const __m256i levels = Format::levels(at, part);
        const __m256i sizes = from_zero<Format> ? levels : _mm256_abs_epi8(levels);
        __m256 scale = _mm256_broadcast_ss(&d[part * Format::scales]);
        if (Format::scales == 2) scale = _mm256_set_m128(_mm_set1_ps(d[part * 2 + 1]), _mm_set1_ps(d[part * 2]));
        const int64_t first = (block * parts + part) * B;
        for (int b = 0; b < B; b++) {
            const __m256 whole = products<Format>(levels, sizes, &x.levels[(first + b) * 32]);
            const __m256 by = _mm256_mul_ps(scale, _mm256_broadcast_ss(&x.pairs[(first + b) * 4]));
            sums[part % 2][b] = _mm256_fmadd_ps(whole, by, sums[part % 2][b]);
        }
    }
}

// ---- several 32s of 4 bits at once: their sums lie side by side in one vector, each times a scale of its own -------
template <int B>
struct WideSums {
    Floats products[B];
    __m128 least[B];

    WideSums() {
        for (int b = 0; b < B; b++) products[b] = zero(), least[b] = _mm_setzero_ps();
    }
    float all(int b, float level) const {
        const Floats minima = widened(_mm_mul_ps(least[b], _mm_set1_ps(level)));
        return total(products[b] + minima);
    }
};

template <class Format, int B>
ALWAYS_INLINE void group(Bytes at, int64_t block, int64_t k, const Rounded<Format, B>& x, WideSums<B>& to) {
    constexpr int G = together<Format>;
    const Words packed = sixteens(at + Format::bytes - 16, Format::bytes);
    const Words low = low_halves(packed), high = high_halves(packed);
    __m128 d, m;
    scales<G, Format::minima>(at, Format::bytes, d, m);
    for (int b = 0; b < B; b++) {
        const int64_t part = b * (k / 32) + block;
        const Bytes levels = reinterpret_cast<Bytes>(&x.levels[(block * B + b * G) * 32]);
        const Floats whole = summed(low, words(levels), high, words(levels + BYTES));
        to.products[b] = plus(whole, fours(_mm_mul_ps(d, some<G>(&x.scales[part]))), to.products[b]);
        to.least[b] = _mm_fmadd_ps(m, some<G>(&x.sums[part]), to.least[b]);
    }
}

// One row of the matrix and B rows x. Rows follow one another, so that memory is read straight on.
template <class Format, int B>
void dot(Bytes w, int64_t k, const Rounded<Format, B>& x, float (&y)[B]) {
    constexpr int G = together<Format>;
    constexpr float level = Format::minima + Format::offset;
    const int64_t blocks = k / Format::span;
    int64_t block = 0;
    for (int b = 0; b < B; b++) y[b] = 0;
    if constexpr (G > 1) {
        WideSums<B> wide;
        for (; block + G <= blocks; block += G) group<Format, B>(w + block * Format::bytes, block, k, x, wide);
        for (int b = 0; b < B; b++) y[b] = wide.all(b, level);
        if (block == blocks) return;
    }
    Chains<B> sums, least;
    for (int b = 0; b < B; b++) sums[0][b] = sums[1][b] = least[0][b] = least[1][b] = _mm256_setzero_ps();
    if constexpr (Format::span == 32) {
        for (; block + 2 <= blocks; block += 2) {
            small<Format, B>(w + block * Format::bytes, block, x, sums, least, 0);
            small<Format, B>(w + (block + 1) * Format::bytes, block + 1, x, sums, least, 1);
        }
        if (block < blocks) small<Format, B>(w + block * Format::bytes, block, x, sums, least, 0);
    } else {
        for (; block < blocks; block++) large<Format, B>(w + block * Format::bytes, block, k, x, sums, least);
    }
    for (int b = 0; b < B; b++) {
        const __m256 minima = _mm256_add_ps(least[0][b], least[1][b]);
        y[b] += total(_mm256_add_ps(sums[0][b], sums[1][b]));
        y[b] += Format::span == 32 ? minima[1] * level : total(minima);
    }
}

}  // namespace
