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

static inline size_t pair_at(const uint8_t *text) {
  return (text[0] | (size_t)text[1] << 8) | 0x2020;
}

static size_t mark_pairs(const uint64_t *bits, const uint8_t *text, size_t start, size_t stop,
                         uint32_t *places, size_t found) {
  for (size_t at = start; at < stop; at++) {
    places[found] = (uint32_t)at;
    found += is_marked(bits, (uint32_t)pair_at(text + at));
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
  // Five bytes more than the grams themselves are read. The last block begins among places that the one
  // before it had, which are passed over.
  if (stop < start + block + 5) return mark(bits, shift, text, start, stop, places, 0);
  const size_t last = stop - (block + 5);
  while (at <= last + block - 1) {
    const size_t from = at <= last ? at : last;
    for (size_t part = 0; part < block; part += 8) {
      const __m128i bytes = _mm_loadu_si128((const __m128i *)(text + from + part));
      const __m256i four = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(bytes), grams);
      const __m256i product = _mm256_mullo_epi32(_mm256_or_si256(four, folding), factor);
      _mm256_storeu_si256((__m256i *)(hashes + part), _mm256_srl_epi32(product, down));
    }
    // Unrolled whole, the hashes would be taken out of registers one by one, which is slower.
#pragma clang loop unroll_count(8)
    for (size_t part = at - from; part < block; part++) {
      places[found] = (uint32_t)(from + part);
      found += is_marked(bits, hashes[part]);
    }
    at = from + block;
  }
  return mark(bits, shift, text, at, stop, places, found);
}

// Most places are refused by the groups of both bytes, thirty-two at once.
__attribute__((target("avx2"))) static size_t mark_pairs_by_blocks(const uint64_t *bits,
                                                                   const uint8_t *nibbles,
                                                                   const uint8_t *text, size_t start,
                                                                   size_t stop, uint32_t *places) {
  __m256i tables[4];
  for (size_t part = 0; part < 4; part++) {
    tables[part] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(nibbles + 16 * part)));
  }
  const __m256i folding = _mm256_set1_epi8(0x20);
  const __m256i lower = _mm256_set1_epi8(0x0f);
  size_t found = 0, at = start;
  if (stop < start + 32) return mark_pairs(bits, text, start, stop, places, 0);
  while (at < stop) {
    // The last block begins among places that the one before it had.
    const size_t from = at + 32 <= stop ? at : stop - 32;
    const __m256i first = _mm256_or_si256(_mm256_loadu_si256((const __m256i *)(text + from)), folding);
    const __m256i second = _mm256_or_si256(_mm256_loadu_si256((const __m256i *)(text + from + 1)), folding);
    const __m256i groups = _mm256_and_si256(
        _mm256_and_si256(
            _mm256_shuffle_epi8(tables[0], _mm256_and_si256(first, lower)),
            _mm256_shuffle_epi8(tables[1], _mm256_and_si256(_mm256_srli_epi16(first, 4), lower))),
        _mm256_and_si256(
            _mm256_shuffle_epi8(tables[2], _mm256_and_si256(second, lower)),
            _mm256_shuffle_epi8(tables[3], _mm256_and_si256(_mm256_srli_epi16(second, 4), lower))));
    const __m256i none = _mm256_cmpeq_epi8(groups, _mm256_setzero_si256());
    uint32_t left = ~(uint32_t)_mm256_movemask_epi8(none) >> (at - from) << (at - from);
    for (; left != 0; left &= left - 1) {
      const size_t place = from + (size_t)__builtin_ctz(left);
      places[found] = (uint32_t)place;
      found += is_marked(bits, (uint32_t)pair_at(text + place));
    }
    at = from + 32;
  }
  return found;
}

size_t tocsin_mark_pairs(const uint64_t *bits, const uint8_t *nibbles, const uint8_t *text, size_t start,
                         size_t stop, uint32_t *places) {
  if (__builtin_cpu_supports("avx2")) {
    return mark_pairs_by_blocks(bits, nibbles, text, start, stop, places);
  }
  return mark_pairs(bits, text, start, stop, places, 0);
}

size_t tocsin_mark_grams(const uint64_t *bits, uint32_t shift, const uint8_t *text, size_t start,
                         size_t stop, uint32_t *places) {
  if (__builtin_cpu_supports("avx2")) return mark_by_blocks(bits, shift, text, start, stop, places);
  return mark(bits, shift, text, start, stop, places, 0);
}
#else
size_t tocsin_mark_pairs(const uint64_t *bits, const uint8_t *nibbles, const uint8_t *text, size_t start,
                         size_t stop, uint32_t *places) {
  (void)nibbles;
  return mark_pairs(bits, text, start, stop, places, 0);
}

size_t tocsin_mark_grams(const uint64_t *bits, uint32_t shift, const uint8_t *text, size_t start,
                         size_t stop, uint32_t *places) {
  return mark(bits, shift, text, start, stop, places, 0);
}
#endif
