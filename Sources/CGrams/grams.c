// The loop that looks at every byte of a line: hashes are made eight at a time where the processor can.
#include "CGrams.h"

#include <string.h>

static inline size_t is_marked(const uint64_t *bits, uint32_t hash) {
  return (bits[hash >> 6] >> (hash & 63)) & 1;
}

// Without a branch, since which grams are known cannot be foreseen.
static size_t mark(const uint64_t *bits, uint32_t shift, const uint8_t *text, size_t start, size_t stop,
                   uint32_t *places, size_t found) {
  for (size_t at = start; at < stop; at++) {
    uint32_t gram;
    memcpy(&gram, text + at, sizeof gram);
    places[found] = (uint32_t)at;
    found += is_marked(bits, tocsin_gram_hash(gram | UINT32_C(0x20202020), shift));
  }
  return found;
}

#if defined(__x86_64__)
#include <immintrin.h>

// The bits are asked for one by one: gathering them is slower since processors were mended against
// reading what they gather (CVE-2022-40982).
__attribute__((target("avx2"))) static size_t mark_by_blocks(const uint64_t *bits, uint32_t shift,
                                                             const uint8_t *text, size_t start,
                                                             size_t stop, uint32_t *places) {
  enum { block = 32 };
  // Of sixteen bytes the four that begin at each of the first eight.
  const __m256i grams =
      _mm256_setr_epi8(0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6, 4, 5, 6, 7, 5, 6, 7, 8, 6, 7, 8,
                       9, 7, 8, 9, 10);
  const __m256i folding = _mm256_set1_epi32(0x20202020);
  const __m256i factor = _mm256_set1_epi32((int)UINT32_C(0x9e3779b1));
  const __m128i down = _mm_cvtsi32_si128((int)shift);
  uint32_t hashes[block];
  size_t found = 0, at = start;
  // Five bytes more than the grams themselves are read.
  for (; at + block + 5 <= stop; at += block) {
    for (size_t part = 0; part < block; part += 8) {
      const __m128i bytes = _mm_loadu_si128((const __m128i *)(text + at + part));
      const __m256i four = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(bytes), grams);
      const __m256i product = _mm256_mullo_epi32(_mm256_or_si256(four, folding), factor);
      _mm256_storeu_si256((__m256i *)(hashes + part), _mm256_srl_epi32(product, down));
    }
    // Unrolled whole, the hashes would be taken out of registers one by one, which is slower.
#pragma clang loop unroll_count(8)
    for (size_t part = 0; part < block; part++) {
      places[found] = (uint32_t)(at + part);
      found += is_marked(bits, hashes[part]);
    }
  }
  return mark(bits, shift, text, at, stop, places, found);
}

size_t tocsin_mark_grams(const uint64_t *bits, uint32_t shift, const uint8_t *text, size_t start,
                         size_t stop, uint32_t *places) {
  if (__builtin_cpu_supports("avx2")) return mark_by_blocks(bits, shift, text, start, stop, places);
  return mark(bits, shift, text, start, stop, places, 0);
}
#else
size_t tocsin_mark_grams(const uint64_t *bits, uint32_t shift, const uint8_t *text, size_t start,
                         size_t stop, uint32_t *places) {
  return mark(bits, shift, text, start, stop, places, 0);
}
#endif
