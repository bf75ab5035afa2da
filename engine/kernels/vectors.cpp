// What a step does with its few vectors between two products: norms and turns, in one pass each, summed in fp32.

#pragma GCC target("no-avx512f")  // vectors are short, as in attend.cpp

#include <cmath>
#include <cstdint>
#include <cstring>

namespace {

inline float widened(float x) { return x; }
inline float widened(uint16_t x) {
    const uint32_t bits = uint32_t(x) << 16;
    float wide;
    std::memcpy(&wide, &bits, sizeof wide);
    return wide;
}

inline void narrow(float x, float& to) { to = x; }
inline void narrow(float x, uint16_t& to) {
    uint32_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    to = x != x ? 0x7fc0 : uint16_t((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);  // to the nearest, ties to even
}

template <class Element>
void normed(const Element* x, const Element* weight, Element* y, int64_t rows, int64_t k, float eps) {
    for (int64_t row = 0; row < rows; row++, x += k, y += k) {
        float sum = 0;
#pragma omp simd reduction(+ : sum)
        for (int64_t i = 0; i < k; i++) sum += widened(x[i]) * widened(x[i]);
        const float by = 1 / std::sqrt(sum / float(k) + eps);
#pragma omp simd
        for (int64_t i = 0; i < k; i++) narrow(widened(x[i]) * by * widened(weight[i]), y[i]);
    }
}

// Dimension i of a head and i + width/2 turn together; those from `width` on stay.
template <class Element>
void turned(const Element* x, const Element* cos, const Element* sin, Element* y, int64_t width, int64_t all) {
    const int64_t half = width / 2;
#pragma omp simd
    for (int64_t i = 0; i < half; i++) {
        const float first = widened(x[i]), second = widened(x[i + half]);
        narrow(first * widened(cos[i]) - second * widened(sin[i]), y[i]);
        narrow(second * widened(cos[i + half]) + first * widened(sin[i + half]), y[i + half]);
    }
    for (int64_t i = width; i < all; i++) y[i] = x[i];
}

template <class Element>
void turn_all(const void* x, const void* cos, const void* sin, void* y, const int64_t* sizes) {
    const int64_t batch = sizes[0], heads = sizes[1], tokens = sizes[2], all = sizes[3], width = sizes[4];
    const int64_t *steps = sizes + 5, turns = sizes[8];
    const Element *c = static_cast<const Element*>(cos), *s = static_cast<const Element*>(sin);
    Element* to = static_cast<Element*>(y);
    for (int64_t b = 0; b < batch; b++)
        for (int64_t h = 0; h < heads; h++)
            for (int64_t t = 0; t < tokens; t++, to += all) {
                const int64_t angle = ((turns == 1 ? 0 : b) * tokens + t) * width;
                const Element* from = static_cast<const Element*>(x) + b * steps[0] + h * steps[1] + t * steps[2];
                turned(from, c + angle, s + angle, to, width, all);
            }
}

}  // namespace

extern "C" {

// x and y [rows, k] of fp32, or of bf16 if `narrow`.
void rms_norm(const void* x, const void* weight, void* y, int64_t rows, int64_t k, float eps, int narrow) {
    if (narrow)
        normed(static_cast<const uint16_t*>(x), static_cast<const uint16_t*>(weight), static_cast<uint16_t*>(y), rows, k, eps);
    else
        normed(static_cast<const float*>(x), static_cast<const float*>(weight), static_cast<float*>(y), rows, k, eps);
}

// `sizes`: batch, heads, tokens and width of x; the width that is turned; x's strides from row to row, head to head and
// token to token; and of how many rows there are cosines and sines [rows, 1, tokens, turned width].
void rotate(const void* x, const void* cos, const void* sin, void* y, const int64_t* sizes, int narrow) {
    if (narrow)
        turn_all<uint16_t>(x, cos, sin, y, sizes);
    else
        turn_all<float>(x, cos, sin, y, sizes);
}
}
