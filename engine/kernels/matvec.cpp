// Products of few rows with a matrix that stays as its file has it: y[b, n] = bias[n] + sum over k of W[n, k] x[b, k].
//
// A weight is read from memory once for all rows b. Quantised weights follow ggml's blocks (ggml-common.h, ggml-quants.c
// in llama.cpp, MIT): levels of up to 8 bits with a scale d, and in some types a minimum m, for each 32 of a row. They are
// multiplied as integers, so the rows x are rounded to 8 bits for each 32 too, as llama.cpp does. Compiled once for AVX2
// and once for AVX-512 with VNNI; engine/kernels/library.py chooses.

#include <immintrin.h>
#include <omp.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

namespace {

using Bytes = const uint8_t*;

inline float half(Bytes at) {
    uint16_t bits;
    std::memcpy(&bits, at, sizeof bits);
    return _cvtsh_ss(bits);
}

inline __m256i load(Bytes at) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)); }

inline __m256i low_bits(__m256i x, int shift, int mask) {
    return _mm256_and_si256(_mm256_srli_epi16(x, shift), _mm256_set1_epi8(mask));
}

// 16 bytes: the low halves are levels 0 to 15, the high ones 16 to 31.
inline __m256i nibbles(Bytes at) {
    const __m128i both = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    return _mm256_and_si256(_mm256_set_m128i(_mm_srli_epi16(both, 4), both), _mm256_set1_epi8(15));
}

// 32 bits: 16 where bit i is set, in byte i.
inline __m256i fifth_bits(Bytes at) {
    int32_t bits;
    std::memcpy(&bits, at, sizeof bits);
    const __m256i to_bytes = _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
    const __m256i bit = _mm256_set1_epi64x(0x8040201008040201);
    const __m256i spread = _mm256_and_si256(_mm256_shuffle_epi8(_mm256_set1_epi32(bits), to_bytes), bit);
    return _mm256_and_si256(_mm256_cmpeq_epi8(spread, bit), _mm256_set1_epi8(16));
}

inline __m256i less(__m256i levels, int by) { return _mm256_sub_epi8(levels, _mm256_set1_epi8(by)); }

// A format's block has `span` weights in `bytes`. `open` gives the scales and minima of each 32 (of each 16 where
// `scales` is 2), `levels` the 32 whole numbers of part i. A weight is d * level + m; `has_minimum` formats have levels of
// 0 and above, the others have no m and signed levels.
struct Q4_0 {
    enum { span = 32, bytes = 18, has_minimum = false, scales = 1 };
    static void open(Bytes block, float* d, float*) { d[0] = half(block); }
    static __m256i levels(Bytes block, int) { return less(nibbles(block + 2), 8); }
};

struct Q4_1 {
    enum { span = 32, bytes = 20, has_minimum = true, scales = 1 };
    static void open(Bytes block, float* d, float* m) { d[0] = half(block), m[0] = half(block + 2); }
    static __m256i levels(Bytes block, int) { return nibbles(block + 4); }
};

struct Q5_0 {
    enum { span = 32, bytes = 22, has_minimum = false, scales = 1 };
    static void open(Bytes block, float* d, float*) { d[0] = half(block); }
    static __m256i levels(Bytes block, int) {
        return less(_mm256_or_si256(nibbles(block + 6), fifth_bits(block + 2)), 16);
    }
};

struct Q5_1 {
    enum { span = 32, bytes = 24, has_minimum = true, scales = 1 };
    static void open(Bytes block, float* d, float* m) { d[0] = half(block), m[0] = half(block + 2); }
    static __m256i levels(Bytes block, int) { return _mm256_or_si256(nibbles(block + 8), fifth_bits(block + 4)); }
};

struct Q8_0 {
    enum { span = 32, bytes = 34, has_minimum = false, scales = 1 };
    static void open(Bytes block, float* d, float*) { d[0] = half(block); }
    static __m256i levels(Bytes block, int) { return load(block + 2); }
};

struct Q4_K {
    enum { span = 256, bytes = 144, has_minimum = true, scales = 1 };
    // Eight scales and eight minima of 6 bits stand in 12 bytes, the upper bits of the last four beside the first four.
    static void open(Bytes block, float* d, float* m) {
        uint32_t packed[3];
        std::memcpy(packed, block + 4, sizeof packed);
        const uint32_t low = 0x0f0f0f0f, high = 0x30303030, six = 0x3f3f3f3f;
        const uint64_t scale = uint64_t((packed[2] & low) | ((packed[0] >> 2) & high)) << 32 | (packed[0] & six);
        const uint64_t minimum = uint64_t(((packed[2] >> 4) & low) | ((packed[1] >> 2) & high)) << 32 | (packed[1] & six);
        const auto floats = [](uint64_t eight, float by) {
            const __m256i whole = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128(int64_t(eight)));
            return _mm256_mul_ps(_mm256_cvtepi32_ps(whole), _mm256_set1_ps(by));
        };
        _mm256_storeu_ps(d, floats(scale, half(block)));
        _mm256_storeu_ps(m, floats(minimum, -half(block + 2)));
    }
    static __m256i levels(Bytes block, int part) { return low_bits(load(block + 16 + part / 2 * 32), part % 2 * 4, 15); }
};

struct Q5_K {
    enum { span = 256, bytes = 176, has_minimum = true, scales = 1 };
    static void open(Bytes block, float* d, float* m) { Q4_K::open(block, d, m); }
    static __m256i levels(Bytes block, int part) {
        const __m256i fifth = _mm256_slli_epi16(low_bits(load(block + 16), part, 1), 4);
        return _mm256_or_si256(low_bits(load(block + 48 + part / 2 * 32), part % 2 * 4, 15), fifth);
    }
};

struct Q6_K {
    enum { span = 256, bytes = 210, has_minimum = false, scales = 2 };
    static void open(Bytes block, float* d, float*) {
        const float by = half(block + 208);
        for (int i = 0; i < 16; i++) d[i] = by * int8_t(block[192 + i]);
    }
    static __m256i levels(Bytes block, int part) {
        const int side = part / 4, quarter = part % 4;
        const __m256i low = low_bits(load(block + side * 64 + quarter % 2 * 32), quarter / 2 * 4, 15);
        const __m256i high = _mm256_slli_epi16(low_bits(load(block + 128 + side * 32), quarter * 2, 3), 4);
        return less(_mm256_or_si256(low, high), 32);
    }
};

// Eight sums of four products each. Levels of up to 63 without a sign, or of up to 128 with one, do not overflow 16 bits.
inline __m256i products(__m256i levels, __m256i x) {
#if defined(__AVX512VNNI__) && defined(__AVX512VL__)
    return _mm256_dpbusd_epi32(_mm256_setzero_si256(), levels, x);
#else
    return _mm256_madd_epi16(_mm256_maddubs_epi16(levels, x), _mm256_set1_epi16(1));
#endif
}

inline float total(__m256 x) {
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    four = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(four, _mm_movehdup_ps(four)));
}

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

// B rows x in 8 bits: for each 32 columns the levels of all rows, their scales, and the sums of what they stand for.
template <int B>
struct Rounded {
    std::vector<int8_t> levels;
    std::vector<float> scales, sums;

    Rounded(const float* x, int64_t k) : levels(B * k), scales(B * k / 32), sums(B * k / 32) {
        for (int64_t part = 0; part < k / 32; part++)
            for (int b = 0; b < B; b++) {
                const float* from = x + b * k + part * 32;
                float largest = 0, spoilt = 0;
                for (int i = 0; i < 32; i++) largest = std::fabs(from[i]) > largest ? std::fabs(from[i]) : largest;
                for (int i = 0; i < 32; i++) spoilt += from[i] * 0;  // what is not finite must not end as a number
                const float scale = largest / 127, by = largest > 0 ? 127 / largest : 0;
                int sum = 0;
                int8_t* to = &levels[(part * B + b) * 32];
                for (int i = 0; i < 32; i++) to[i] = int8_t(int(std::nearbyint(from[i] * by))), sum += to[i];
                scales[part * B + b] = scale + spoilt, sums[part * B + b] = (scale + spoilt) * float(sum);
            }
    }
};

template <class Format, int R, int B>
void quantised(Bytes w, int64_t k, const Rounded<B>& x, float (&y)[R][B]) {
    constexpr int parts = Format::span / 32;
    const int64_t row = k / Format::span * Format::bytes;
    __m256 sums[R][B];
    float minima[R][B];
    for (int r = 0; r < R; r++)
        for (int b = 0; b < B; b++) sums[r][b] = _mm256_setzero_ps(), minima[r][b] = 0;
    for (int64_t block = 0; block < k / Format::span; block++) {
        for (int r = 0; r < R; r++) {
            const Bytes at = w + r * row + block * Format::bytes;
            float d[parts * Format::scales], m[parts];
            Format::open(at, d, m);
#pragma GCC unroll 8
            for (int part = 0; part < parts; part++) {
                const __m256i levels = Format::levels(at, part);
                const __m256i sizes = Format::has_minimum ? levels : _mm256_abs_epi8(levels);
                __m256 scale = _mm256_set1_ps(d[part * Format::scales]);
                if (Format::scales == 2) scale = _mm256_set_m128(_mm_set1_ps(d[part * 2 + 1]), _mm_set1_ps(d[part * 2]));
                const int64_t first = (block * parts + part) * B;
                for (int b = 0; b < B; b++) {
                    __m256i other = load(reinterpret_cast<Bytes>(&x.levels[(first + b) * 32]));
                    if (!Format::has_minimum) other = _mm256_sign_epi8(other, levels);
                    const __m256 whole = _mm256_cvtepi32_ps(products(sizes, other));
                    sums[r][b] = _mm256_fmadd_ps(whole, _mm256_mul_ps(scale, _mm256_set1_ps(x.scales[first + b])), sums[r][b]);
                    if (Format::has_minimum) minima[r][b] += m[part] * x.sums[first + b];
                }
            }
        }
    }
    for (int r = 0; r < R; r++)
        for (int b = 0; b < B; b++) y[r][b] = total(sums[r][b]) + minima[r][b];
}

// B rows x in fp32, of each `span` columns first those with an even number, as a shift and a mask part two bf16 weights.
struct Bf16 {
#ifdef __AVX512F__
    enum { span = 32 };
#else
    enum { span = 16 };
#endif
    typedef float Floats __attribute__((vector_size(span * 2)));
    typedef uint32_t Words __attribute__((vector_size(span * 2)));
};

template <int B>
struct Parted {
    std::vector<float> values;
    int64_t k;

    Parted(const float* x, int64_t k) : values(B * k), k(k) {
        for (int b = 0; b < B; b++)
            for (int64_t i = 0; i < k; i++) {
                const int64_t first = i / Bf16::span * Bf16::span, within = i % Bf16::span;
                values[b * k + first + within / 2 + within % 2 * (Bf16::span / 2)] = x[b * k + i];
            }
    }
};

template <int R, int B>
void bf16(Bytes w, int64_t k, const Parted<B>& x, float (&y)[R][B]) {
    Bf16::Floats even[R][B] = {}, odd[R][B] = {};
    for (int64_t i = 0; i < k; i += Bf16::span)
        for (int r = 0; r < R; r++) {
            Bf16::Words pairs;
            std::memcpy(&pairs, w + (r * k + i) * 2, sizeof pairs);
            const Bf16::Floats first = (Bf16::Floats)(pairs << 16), second = (Bf16::Floats)(pairs & 0xffff0000u);
            for (int b = 0; b < B; b++) {
                Bf16::Floats one, two;
                std::memcpy(&one, &x.values[b * x.k + i], sizeof one);
                std::memcpy(&two, &x.values[b * x.k + i + Bf16::span / 2], sizeof two);
                even[r][b] += first * one;
                odd[r][b] += second * two;
            }
        }
    for (int r = 0; r < R; r++)
        for (int b = 0; b < B; b++) {
            y[r][b] = 0;
            const Bf16::Floats both = even[r][b] + odd[r][b];
            for (int i = 0; i < Bf16::span / 2; i++) y[r][b] += both[i];
        }
}

template <class Format>
struct Quantised {
    template <int B>
    using Rows = Rounded<B>;
    static int64_t row(int64_t k) { return k / Format::span * Format::bytes; }
    template <int R, int B>
    static void dot(Bytes w, int64_t k, const Rounded<B>& x, float (&y)[R][B]) {
        quantised<Format, R, B>(w, k, x, y);
    }
};

struct Wide {
    template <int B>
    using Rows = Parted<B>;
    static int64_t row(int64_t k) { return k * 2; }
    template <int R, int B>
    static void dot(Bytes w, int64_t k, const Parted<B>& x, float (&y)[R][B]) {
        bf16<R, B>(w, k, x, y);
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

template <class Kind, int R, int B>
void rows(const Product& p, int64_t n, int64_t b, const typename Kind::template Rows<B>& x) {
    float y[R][B];
    Kind::template dot<R, B>(p.w + n * Kind::row(p.k), p.k, x, y);
    for (int r = 0; r < R; r++)
        for (int i = 0; i < B; i++) p.y[(b + i) * p.stride + n + r] = y[r][i] + (p.bias ? p.bias[n + r] : 0);
}

template <class Kind, int B>
void tile(const Product& p, int64_t from, int64_t to, int64_t b, const typename Kind::template Rows<B>& x) {
    constexpr int R = 4 / B > 1 ? 4 / B : 2;
    int64_t n = from;
    for (; n + R <= to; n += R) rows<Kind, R, B>(p, n, b, x);
    for (; n < to; n++) rows<Kind, 1, B>(p, n, b, x);
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
void spread(Bytes w, float* to, int64_t blocks, int threads) {
    constexpr int parts = Format::span / 32;
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
    for (int64_t block = 0; block < blocks; block++) {
        const Bytes at = w + block * Format::bytes;
        float d[parts * Format::scales], m[parts] = {};
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
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512bw") ||
        !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vnni"))
        return 0;
#endif
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
}

// `kind` is ggml's number of a type. x is [b, k], bias [n] or null, y [b, n] with `stride` from row to row. 0 if done.
int multiply_few(int kind, const void* w, const float* x, const float* bias, float* y, int64_t b, int64_t n, int64_t k,
                 int64_t stride, int threads) {
    const Product p{static_cast<Bytes>(w), x, bias, y, b, n, k, stride, threads};
    switch (kind) {
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
    multiply<Wide>({reinterpret_cast<Bytes>(w), wide.data(), bias ? added.data() : nullptr, sums.data(), b, n, k, n, threads});
    for (int64_t i = 0; i < b * n; i++) y[i] = narrowed(sums[i]);
}

// `count` weights, whole blocks, as fp32. 0 if done.
int unpack(int kind, const void* w, float* to, int64_t count, int threads) {
    const Bytes from = static_cast<Bytes>(w);
    switch (kind) {
        case 2: return spread<Q4_0>(from, to, count / 32, threads), 0;
        case 3: return spread<Q4_1>(from, to, count / 32, threads), 0;
        case 6: return spread<Q5_0>(from, to, count / 32, threads), 0;
        case 7: return spread<Q5_1>(from, to, count / 32, threads), 0;
        case 8: return spread<Q8_0>(from, to, count / 32, threads), 0;
        case 12: return spread<Q4_K>(from, to, count / 256, threads), 0;
        case 13: return spread<Q5_K>(from, to, count / 256, threads), 0;
        case 14: return spread<Q6_K>(from, to, count / 256, threads), 0;
    }
    return 1;
}
}
