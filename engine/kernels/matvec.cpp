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

// A format's block has `span` weights in `bytes`. A weight is d * (level + offset) + m: formats that have minima or an
// offset have levels of 0 and above, the others signed ones. `levels` are 32 of them, part i of a block. Blocks of 32
// begin with d and m in 16 bits; in blocks of 256 `open` gives those of each 32, or of each 16 where `scales` is 2.
struct Q4_0 {
    enum { span = 32, bytes = 18, minima = false, offset = -8, scales = 1 };
    static __m256i levels(Bytes block, int) { return nibbles(block + 2); }
};

struct Q4_1 {
    enum { span = 32, bytes = 20, minima = true, offset = 0, scales = 1 };
    static __m256i levels(Bytes block, int) { return nibbles(block + 4); }
};

struct Q5_0 {
    enum { span = 32, bytes = 22, minima = false, offset = -16, scales = 1 };
    static __m256i levels(Bytes block, int) {
        return _mm256_or_si256(nibbles(block + 6), fifth_bits(block + 2));
    }
};

struct Q5_1 {
    enum { span = 32, bytes = 24, minima = true, offset = 0, scales = 1 };
    static __m256i levels(Bytes block, int) { return _mm256_or_si256(nibbles(block + 8), fifth_bits(block + 4)); }
};

struct Q8_0 {
    enum { span = 32, bytes = 34, minima = false, offset = 0, scales = 1 };
    static __m256i levels(Bytes block, int) { return load(block + 2); }
};

struct Q4_K {
    enum { span = 256, bytes = 144, minima = true, offset = 0, scales = 1 };
    // Eight scales and eight minima of 6 bits stand in 12 bytes, the upper bits of the last four beside the first four.
    static void open(Bytes block, float* d, float* m) {
        uint32_t packed[3];
        std::memcpy(packed, block + 4, sizeof packed);
        const uint32_t low = 0x0f0f0f0f, high = 0x30303030, six = 0x3f3f3f3f;
        const uint64_t scale = uint64_t((packed[2] & low) | ((packed[0] >> 2) & high)) << 32 | (packed[0] & six);
        const uint64_t upper = ((packed[2] >> 4) & low) | ((packed[1] >> 2) & high);
        const uint64_t minimum = upper << 32 | (packed[1] & six);
        const auto floats = [](uint64_t eight, float by) {
            const __m256i whole = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128(int64_t(eight)));
            return _mm256_mul_ps(_mm256_cvtepi32_ps(whole), _mm256_set1_ps(by));
        };
        _mm256_storeu_ps(d, floats(scale, half(block)));
        _mm256_storeu_ps(m, floats(minimum, -half(block + 2)));
    }
    static __m256i levels(Bytes block, int part) {
        return low_bits(load(block + 16 + part / 2 * 32), part % 2 * 4, 15);
    }
};

struct Q5_K {
    enum { span = 256, bytes = 176, minima = true, offset = 0, scales = 1 };
    static void open(Bytes block, float* d, float* m) { Q4_K::open(block, d, m); }
    static __m256i levels(Bytes block, int part) {
        const __m256i fifth = _mm256_slli_epi16(low_bits(load(block + 16), part, 1), 4);
        return _mm256_or_si256(low_bits(load(block + 48 + part / 2 * 32), part % 2 * 4, 15), fifth);
    }
};

struct Q6_K {
    enum { span = 256, bytes = 210, minima = false, offset = 0, scales = 2 };
    static void open(Bytes block, float* d, float*) {
        const __m128i whole = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 192));
        const __m256 by = _mm256_set1_ps(half(block + 208));
        _mm256_storeu_ps(d, _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(whole)), by));
        _mm256_storeu_ps(d + 8, _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_srli_si128(whole, 8))), by));
    }
    static __m256i levels(Bytes block, int part) {
        const int side = part / 4, quarter = part % 4;
        const __m256i low = low_bits(load(block + side * 64 + quarter % 2 * 32), quarter / 2 * 4, 15);
        const __m256i high = _mm256_slli_epi16(low_bits(load(block + 128 + side * 32), quarter * 2, 3), 4);
        return less(_mm256_or_si256(low, high), 32);
    }
};

// Eight sums of four products each. Levels of up to 63, or sizes of up to 128 with the sign at x, stay within 16 bits.
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

// Memory that begins where a cache line does: a vector that lies across two takes twice as long to read.
template <class T>
class Lines {
  public:
    explicit Lines(size_t n)
        : memory(n * sizeof(T) + 64), first((64 - reinterpret_cast<uintptr_t>(memory.data()) % 64) % 64) {}
    T* data() { return reinterpret_cast<T*>(memory.data() + first); }
    const T* data() const { return reinterpret_cast<const T*>(memory.data() + first); }
    T& operator[](size_t i) { return data()[i]; }
    const T& operator[](size_t i) const { return data()[i]; }

  private:
    std::vector<char> memory;
    size_t first;
};

// B rows x in 8 bits: for each 32 columns the levels of all rows, and their scales and the sums of what they stand for,
// side by side as d and m stand in a block.
template <int B>
struct Rounded {
    Lines<int8_t> levels;
    Lines<float> pairs, sums;

    Rounded(const float* x, int64_t k) : levels(B * k), pairs(B * k / 8), sums(B * k / 32) {
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
                float* pair = &pairs[(part * B + b) * 4];
                pair[0] = scale + spoilt, pair[1] = sums[b * k / 32 + part] = pair[0] * float(sum);
            }
    }
};

template <class Format>
constexpr bool from_zero = Format::minima || Format::offset != 0;

// The 32 products of levels and one row of x as sums of eight.
template <class Format>
inline __m256 products(__m256i levels, __m256i sizes, const int8_t* x) {
    const __m256i other = load(reinterpret_cast<Bytes>(x));
    return _mm256_cvtepi32_ps(products(sizes, from_zero<Format> ? other : _mm256_sign_epi8(other, levels)));
}

// One row of the matrix and B rows x. Rows follow one another, so that memory is read straight on; the sums have two
// chains, so that an addition need not wait for the last.
template <class Format, int B>
void dot(Bytes w, int64_t k, const Rounded<B>& x, float (&y)[B]) {
    constexpr int parts = Format::span / 32;
    __m256 sums[2][B], minima[2][B];
    for (int b = 0; b < B; b++) sums[0][b] = sums[1][b] = minima[0][b] = minima[1][b] = _mm256_setzero_ps();
    const auto small = [&](int64_t block, int chain) {
        const Bytes at = w + block * Format::bytes;
        const __m256i levels = Format::levels(at, 0), sizes = from_zero<Format> ? levels : _mm256_abs_epi8(levels);
        __m128 halves = _mm_cvtph_ps(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(at)));
        if (Format::offset != 0) halves = _mm_moveldup_ps(halves);  // d in the place of m
        for (int b = 0; b < B; b++) {
            const __m128 scale = _mm_mul_ps(halves, _mm_loadu_ps(&x.pairs[(block * B + b) * 4]));
            const __m256 whole = products<Format>(levels, sizes, &x.levels[(block * B + b) * 32]);
            sums[chain][b] = _mm256_fmadd_ps(whole, _mm256_broadcastss_ps(scale), sums[chain][b]);
            if (from_zero<Format>)  // their sum is the second of these
                minima[chain][b] = _mm256_castps128_ps256(_mm_add_ps(_mm256_castps256_ps128(minima[chain][b]), scale));
        }
    };
    const auto large = [&](int64_t block) {
        const Bytes at = w + block * Format::bytes;
        float d[parts * Format::scales], m[parts];
        if constexpr (parts > 1) Format::open(at, d, m);
        for (int b = 0; Format::minima && b < B; b++) {
            const __m256 all = _mm256_loadu_ps(&x.sums[b * k / 32 + block * parts]);
            minima[0][b] = _mm256_fmadd_ps(_mm256_loadu_ps(m), all, minima[0][b]);
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
    };
    const int64_t blocks = k / Format::span;
    int64_t block = 0;
    if constexpr (parts == 1) {
        for (; block + 2 <= blocks; block += 2) small(block, 0), small(block + 1, 1);
        if (block < blocks) small(block, 0);
    } else {
        for (; block < blocks; block++) large(block);
    }
    for (int b = 0; b < B; b++) {
        const __m256 least = _mm256_add_ps(minima[0][b], minima[1][b]);
        y[b] = total(_mm256_add_ps(sums[0][b], sums[1][b]));
        y[b] += parts == 1 ? least[1] * (Format::minima + Format::offset) : total(least);
    }
}

// Vectors of fp32, as wide as the processor has them.
#ifdef __AVX512F__
using Floats = __m512;
using Words = __m512i;
inline Floats zero() { return _mm512_setzero_ps(); }
inline Floats floats(const float* at) { return _mm512_loadu_ps(at); }
inline Words words(Bytes at) { return _mm512_loadu_si512(at); }
inline Floats plus(Floats x, Floats y, Floats z) { return _mm512_fmadd_ps(x, y, z); }
inline Floats first_of_pairs(Words w) { return _mm512_castsi512_ps(_mm512_slli_epi32(w, 16)); }
inline Floats second_of_pairs(Words w) {
    return _mm512_castsi512_ps(_mm512_and_si512(w, _mm512_set1_epi32(int(0xffff0000u))));
}
inline float total(Floats x) { return _mm512_reduce_add_ps(x); }
#else
using Floats = __m256;
using Words = __m256i;
inline Floats zero() { return _mm256_setzero_ps(); }
inline Floats floats(const float* at) { return _mm256_loadu_ps(at); }
inline Words words(Bytes at) { return load(at); }
inline Floats plus(Floats x, Floats y, Floats z) { return _mm256_fmadd_ps(x, y, z); }
inline Floats first_of_pairs(Words w) { return _mm256_castsi256_ps(_mm256_slli_epi32(w, 16)); }
inline Floats second_of_pairs(Words w) {
    return _mm256_castsi256_ps(_mm256_and_si256(w, _mm256_set1_epi32(int(0xffff0000u))));
}
#endif
constexpr int WIDTH = sizeof(Floats) / sizeof(float);

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
    using Rows = Rounded<B>;
    static int64_t row(int64_t k) { return k / Format::span * Format::bytes; }
    template <int B>
    static void dot(Bytes w, int64_t k, const Rounded<B>& x, float (&y)[B]) {
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
void spread(Bytes w, float* to, int64_t blocks, int threads) {
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
