// Vectors as wide as the processor has them, and memory that begins where a line of its caches does.

#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "formats.h"

namespace {

inline float total(__m256 x) {
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    four = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(four, _mm_movehdup_ps(four)));
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
inline Floats widened(__m128 x) { return _mm512_zextps128_ps512(x); }
inline Words low_halves(Words x) { return _mm512_and_si512(x, _mm512_set1_epi8(15)); }
inline Words high_halves(Words x) { return low_halves(_mm512_srli_epi16(x, 4)); }

// Sums of four products and four, of levels of up to 15.
inline Floats summed(Words low, Words x, Words high, Words y) {
    return _mm512_cvtepi32_ps(_mm512_dpbusd_epi32(_mm512_dpbusd_epi32(_mm512_setzero_si512(), low, x), high, y));
}

// 16 bytes of each block of a group, side by side.
inline Words sixteens(Bytes at, int64_t step) {
    const auto two = [&](Bytes at) {
        return _mm256_inserti128_si256(_mm256_castsi128_si256(load_16(at)), load_16(at + step), 1);
    };
    return _mm512_inserti64x4(_mm512_castsi256_si512(two(at)), two(at + 2 * step), 1);
}

// Each of the first numbers four times, one after the other.
inline Floats fours(__m128 x) {
    const __m512i lane = _mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
    return _mm512_permutexvar_ps(lane, _mm512_castps128_ps512(x));
}
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
inline Floats widened(__m128 x) { return _mm256_zextps128_ps256(x); }
inline Words low_halves(Words x) { return _mm256_and_si256(x, _mm256_set1_epi8(15)); }
inline Words high_halves(Words x) { return low_halves(_mm256_srli_epi16(x, 4)); }

// Sums of four products and four, of levels of up to 15.
inline Floats summed(Words low, Words x, Words high, Words y) {
    const Words pairs = _mm256_add_epi16(_mm256_maddubs_epi16(low, x), _mm256_maddubs_epi16(high, y));
    return _mm256_cvtepi32_ps(_mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

// 16 bytes of each block of a group, side by side.
inline Words sixteens(Bytes at, int64_t step) {
    return _mm256_inserti128_si256(_mm256_castsi128_si256(load_16(at)), load_16(at + step), 1);
}

// Each of the first numbers four times, one after the other.
inline Floats fours(__m128 x) {
    return _mm256_permutevar8x32_ps(_mm256_castps128_ps256(x), _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1));
}
#endif
constexpr int BYTES = sizeof(Floats), WIDTH = BYTES / sizeof(float);

// The first N of four numbers, and zeros.
template <int N>
inline __m128 some(const float* at) {
    return N == 2 ? _mm_castpd_ps(_mm_load_sd(reinterpret_cast<const double*>(at))) : _mm_loadu_ps(at);
}

// d of N blocks that are `step` bytes apart, and m: what stands behind d, or d again where blocks have none.
template <int N, bool MINIMA>
inline void scales(Bytes at, int64_t step, __m128& d, __m128& m) {
    uint64_t each[2 * N];
    for (int i = 0; i < N; i++) {
        uint32_t both;
        std::memcpy(&both, at + i * step, sizeof both);
        each[i] = both & 0xffff, each[N + i] = both >> 16;
    }
    const auto widened = [&](const uint64_t* from) {
        uint64_t four = from[0] | from[1] << 16;
        if (N == 4) four |= from[N - 2] << 32 | from[N - 1] << 48;
        return _mm_cvtph_ps(_mm_cvtsi64_si128(int64_t(four)));
    };
    d = widened(each), m = MINIMA ? widened(each + N) : d;
}

}  // namespace
