// Products of few rows with a matrix that stays as its file has it: y[b, n] = bias[n] + sum over k of W[n, k] x[b, k].
//
// A weight is read from memory once for all rows b, in the order of memory, which is what a step's time hangs on.
// Quantised weights follow ggml's blocks (ggml-common.h and ggml-quants.c in llama.cpp, MIT): levels of up to 8 bits with
// a scale d, and in some types a minimum m, for each 32 of a row. They are multiplied as integers, so the rows x are
// rounded to 8 bits for each 32 too, as llama.cpp does. Compiled once for AVX2 and once for AVX-512 with VNNI, between
// which engine/kernels/library.py chooses.

#include <cpuid.h>
#include <immintrin.h>
#include <omp.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "blocks.h"

namespace {

inline float widened(uint16_t bits) {
    const uint32_t wide = uint32_t(bits) << 16;
    float x;
    std::memcpy(&x, &wide, sizeof x);
    return x;
}

inline uint16_t narrowed(float x) {
    uint32_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    if (x != x) return 0x7fc0;
    return uint16_t((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);  // to the nearest, ties to even
}

// Weights that are numbers of 2 bytes (bf16) or of 4. `Rows` are B rows x in fp32; for bf16 with the columns of an even
// number before the others, as a shift and a mask part pairs of weights.
template <int SIZE>
struct Numbers {
    template <int B>
    struct Rows {
        Lines<float> values;

        Rows(const float* x, int64_t k) : values(B * k) {
            for (int64_t i = 0; i < B * k; i++) {
                const int64_t within = i % (2 * WIDTH);
                values[SIZE == 4 ? i : i - within + within / 2 + within % 2 * WIDTH] = x[i];
            }
        }
    };
    static int64_t row(int64_t k) { return k * SIZE; }

    template <int B>
    static void dot(Bytes w, int64_t k, const Rows<B>& x, float (&y)[B]) {
        Floats sums[2][B];
        for (int b = 0; b < B; b++) sums[0][b] = sums[1][b] = zero();
        for (int64_t i = 0; i < k; i += 2 * WIDTH) {
            Floats first, second;
            if constexpr (SIZE == 4) {
                first = floats(reinterpret_cast<const float*>(w) + i);
                second = floats(reinterpret_cast<const float*>(w) + i + WIDTH);
            } else {
                const Words pairs = words(w + i * SIZE);
                first = first_of_pairs(pairs), second = second_of_pairs(pairs);
            }
#pragma GCC unroll 4
            for (int b = 0; b < B; b++) {
                sums[0][b] = plus(first, floats(&x.values[b * k + i]), sums[0][b]);
                sums[1][b] = plus(second, floats(&x.values[b * k + i + WIDTH]), sums[1][b]);
            }
        }
        for (int b = 0; b < B; b++) y[b] = total(sums[0][b]) + total(sums[1][b]);
    }
};

template <class Format>
struct Quantised {
    template <int B>
    using Rows = Rounded<Format, B>;
    static int64_t row(int64_t k) { return k / Format::span * Format::bytes; }
    template <int B>
    static void dot(Bytes w, int64_t k, const Rounded<Format, B>& x, float (&y)[B]) {
        ::dot<Format, B>(w, k, x, y);
    }
};

struct Product {
    Bytes w;
    const float* x;
    const float* bias;
    float* y;
    int64_t b, n, k, stride;
    int threads;
};

template <class Kind, int B>
void tile(const Product& p, int64_t from, int64_t to, int64_t b, const typename Kind::template Rows<B>& x) {
    for (int64_t n = from; n < to; n++) {
        float y[B];
        Kind::template dot<B>(p.w + n * Kind::row(p.k), p.k, x, y);
        for (int i = 0; i < B; i++) p.y[(b + i) * p.stride + n] = y[i] + (p.bias ? p.bias[n] : 0);
    }
}

// Rows of the matrix a tile, which stays in the first caches while all rows x meet it.
template <class Kind>
void multiply(const Product& p) {
    std::vector<typename Kind::template Rows<4>> fours;
    std::vector<typename Kind::template Rows<1>> singles;
    for (int64_t b = 0; b + 4 <= p.b; b += 4) fours.emplace_back(p.x + b * p.k, p.k);
    for (int64_t b = p.b / 4 * 4; b < p.b; b++) singles.emplace_back(p.x + b * p.k, p.k);
    const int64_t height = 16, tiles = (p.n + height - 1) / height;
#pragma omp parallel for num_threads(p.threads) schedule(static) if (p.threads > 1)
    for (int64_t t = 0; t < tiles; t++) {
        const int64_t from = t * height, to = from + height < p.n ? from + height : p.n;
        for (size_t i = 0; i < fours.size(); i++) tile<Kind, 4>(p, from, to, int64_t(i) * 4, fours[i]);
        for (size_t i = 0; i < singles.size(); i++)
            tile<Kind, 1>(p, from, to, int64_t(fours.size()) * 4 + int64_t(i), singles[i]);
    }
}

template <class Format>
void unpacked(Bytes w, float* to, int64_t blocks, int threads) {
    constexpr int parts = Format::span / 32;
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
    for (int64_t block = 0; block < blocks; block++) {
        const Bytes at = w + block * Format::bytes;
        float d[parts * Format::scales], m[parts] = {};
        if constexpr (parts == 1)
            d[0] = half(at), m[0] = Format::minima ? half(at + 2) : d[0] * Format::offset;
        else
            Format::open(at, d, m);
        for (int part = 0; part < parts; part++) {
            int8_t levels[32];
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(levels), Format::levels(at, part));
            float* out = to + block * Format::span + part * 32;
            for (int i = 0; i < 32; i++)
                out[i] = d[part * Format::scales + i / 16 % Format::scales] * float(levels[i]) + m[part];
        }
    }
}

}  // namespace

extern "C" {

// Whether this processor has what this file was compiled for.
int supported() {
#ifdef __AVX512F__
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512vl")) return 0;
    if (!__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512dq")) return 0;
    if (!__builtin_cpu_supports("avx512vnni")) return 0;
#endif
    unsigned a, b, c = 0, d;  // gcc has a name for the last of these since version 11 only
    const bool halves = __get_cpuid(1, &a, &b, &c, &d) && (c & bit_F16C);
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && halves;
}

// `kind` is ggml's number of a type; for 0, fp32, k is a multiple of 32. x is [b, k], bias [n] or null, y [b, n] with
// `stride` from row to row. 0 if done.
int multiply_few(int kind, const void* w, const float* x, const float* bias, float* y, int64_t b, int64_t n, int64_t k,
                 int64_t stride, int threads) {
    const Product p{static_cast<Bytes>(w), x, bias, y, b, n, k, stride, threads};
    switch (kind) {
        case 0: return multiply<Numbers<4>>(p), 0;
        case 2: return multiply<Quantised<Q4_0>>(p), 0;
        case 3: return multiply<Quantised<Q4_1>>(p), 0;
        case 6: return multiply<Quantised<Q5_0>>(p), 0;
        case 7: return multiply<Quantised<Q5_1>>(p), 0;
        case 8: return multiply<Quantised<Q8_0>>(p), 0;
        case 12: return multiply<Quantised<Q4_K>>(p), 0;
        case 13: return multiply<Quantised<Q5_K>>(p), 0;
        case 14: return multiply<Quantised<Q6_K>>(p), 0;
    }
    return 1;
}

// The same for bf16 throughout; k is a multiple of 32.
void multiply_few_bf16(const uint16_t* w, const uint16_t* x, const uint16_t* bias, uint16_t* y, int64_t b, int64_t n,
                       int64_t k, int threads) {
    std::vector<float> wide(b * k), sums(b * n), added(bias ? n : 0);
    for (int64_t i = 0; i < b * k; i++) wide[i] = widened(x[i]);
    for (size_t i = 0; i < added.size(); i++) added[i] = widened(bias[i]);
    const float* after = bias ? added.data() : nullptr;
    multiply<Numbers<2>>({reinterpret_cast<Bytes>(w), wide.data(), after, sums.data(), b, n, k, n, threads});
    for (int64_t i = 0; i < b * n; i++) y[i] = narrowed(sums[i]);
}

// `count` weights, whole blocks, as fp32. 0 if done.
int unpack(int kind, const void* w, float* to, int64_t count, int threads) {
    const Bytes from = static_cast<Bytes>(w);
    switch (kind) {
        case 2: return unpacked<Q4_0>(from, to, count / 32, threads), 0;
        case 3: return unpacked<Q4_1>(from, to, count / 32, threads), 0;
        case 6: return unpacked<Q5_0>(from, to, count / 32, threads), 0;
        case 7: return unpacked<Q5_1>(from, to, count / 32, threads), 0;
        case 8: return unpacked<Q8_0>(from, to, count / 32, threads), 0;
        case 12: return unpacked<Q4_K>(from, to, count / 256, threads), 0;
        case 13: return unpacked<Q5_K>(from, to, count / 256, threads), 0;
        case 14: return unpacked<Q6_K>(from, to, count / 256, threads), 0;
    }
    return 1;
}
}
