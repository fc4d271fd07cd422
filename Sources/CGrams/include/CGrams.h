#pragma once
#include <stddef.h>
#include <stdint.h>

// A gram is four bytes, each with the bit 0x20 set, read with the lowest byte first.
static inline uint32_t tocsin_gram_hash(uint32_t gram, uint32_t shift) {
  return (gram * UINT32_C(0x9e3779b1)) >> shift;
}

// Notes each place in `text` from `start` on and before `stop` at which a gram stands whose hash has its
// bit in `bits`; returns how many there are. `places` has room for all of them and one more. Four bytes
// at each place can be read.
size_t tocsin_mark_grams(const uint64_t *bits, uint32_t shift, const uint8_t *text, size_t start,
                         size_t stop, uint32_t *places);

// The same for pairs of bytes, each with the bit 0x20 set: `bits` has one for each pair, read with the
// lowest byte first. Two bytes at each place can be read. `nibbles` are four tables of sixteen: for the
// lower and the upper half of a pair's first byte, then of its second, the groups (as bits) of pairs that
// may have it; a pair has some group in all four.
size_t tocsin_mark_pairs(const uint64_t *bits, const uint8_t *nibbles, const uint8_t *text, size_t start,
                         size_t stop, uint32_t *places);
