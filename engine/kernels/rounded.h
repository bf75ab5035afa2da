// Rows x in 8 bits, as quantised weights want them.

#pragma once

#include <cmath>

#include "formats.h"
#include "wide.h"

namespace {

// How many 32s of a row are multiplied at once: of those of 4 bits, as many as fill a vector.
template <class Format>
constexpr int together = 1;
template <>
constexpr int together<Q4_0> = BYTES / 16;
template <>
constexpr int together<Q4_1> = BYTES / 16;

// Where level i of such a 32 meets its weight: the low halves of bytes come out before the high ones.
template <class Format>
inline int place(int part, int i) {
    return together<Format> == 1 ? i : i / 16 * 16 * together<Format> + part * 16 + i % 16;
}

// B rows x: levels of those 32s that go together, of one row behind another; of each 32 its scale and the sum of what
// its levels stand for, row by row, and as pairs as d and m stand in a block.
template <class Format, int B>
struct Rounded {
    Lines<int8_t> levels;
    Lines<float> scales, sums, pairs;

    Rounded(const float* x, int64_t k) : levels(B * k), scales(B * k / 32), sums(B * k / 32), pairs(B * k / 8) {
        constexpr int G = together<Format>;
        const int64_t parts = k / 32, whole = parts / G * G;
        for (int64_t part = 0; part < parts; part++)
            for (int b = 0; b < B; b++) {
                const float* from = x + b * k + part * 32;
                float largest = 0, spoilt = 0;
                for (int i = 0; i < 32; i++) largest = std::fabs(from[i]) > largest ? std::fabs(from[i]) : largest;
                for (int i = 0; i < 32; i++) spoilt += from[i] * 0;  // what is not finite must not end as a number
                const float by = largest > 0 ? 127 / largest : 0;
                int8_t rounded[32];
                int sum = 0;
                for (int i = 0; i < 32; i++) rounded[i] = int8_t(int(std::nearbyint(from[i] * by))), sum += rounded[i];
                const float scale = largest / 127 + spoilt;
                scales[b * parts + part] = scale, sums[b * parts + part] = scale * float(sum);
                float* pair = &pairs[(part * B + b) * 4];
                pair[0] = scale, pair[1] = scale * float(sum);
                const bool alone = part >= whole;
                int8_t* to = &levels[alone ? (part * B + b) * 32 : (part / G * B + b) * G * 32];
                for (int i = 0; i < 32; i++) to[alone ? i : place<Format>(int(part % G), i)] = rounded[i];
            }
    }
};

}  // namespace
