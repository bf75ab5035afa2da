// The formats of quantised weights, as ggml has them (ggml-common.h and ggml-quants.c in llama.cpp, MIT).

#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>

namespace {


using Bytes = const uint8_t*;

inline float half(Bytes at) {
    uint16_t bits;
    std::memcpy(&bits, at, sizeof bits);
    return _cvtsh_ss(bits);
}

inline __m256i load(Bytes at) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)); }

inline __m128i load_16(Bytes at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }

inline __m256i low_bits(__m256i x, int shift, int mask) {
    return _mm256_and_si256(_mm256_srli_epi16(x, shift), _mm256_set1_epi8(mask));
}

// 16 bytes: the low halves are levels 0 to 15, the high ones 16 to 31.
inline __m256i nibbles(Bytes at) {
    const __m128i both = load_16(at);
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

}  // namespace
