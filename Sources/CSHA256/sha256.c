#include "sha256.h"

#include <stdatomic.h>
#include <stdbool.h>

// FIPS 180-4, 4.2.2.
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline uint32_t rotated(uint32_t word, unsigned bits) { return word >> bits | word << (32 - bits); }

static inline uint32_t big_endian_word(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | (uint32_t)bytes[3];
}

static void compress_block(uint32_t state[8], const uint8_t *block) {
  uint32_t schedule[16];
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  // Unrolled, the words of state and schedule stay where they are and only change their names.
#pragma GCC unroll 64
  for (unsigned index = 0; index < 64; index++) {
    // Of the schedule the last sixteen words are kept.
    uint32_t word;
    if (index < 16) {
      word = big_endian_word(block + 4 * index);
    } else {
      const uint32_t early = schedule[(index + 1) & 15], late = schedule[(index + 14) & 15];
      word = schedule[index & 15] + (rotated(early, 7) ^ rotated(early, 18) ^ early >> 3) +
             schedule[(index + 9) & 15] + (rotated(late, 17) ^ rotated(late, 19) ^ late >> 10);
    }
    schedule[index & 15] = word;
    const uint32_t first =
        h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + (g ^ (e & (f ^ g))) + constants[index] + word;
    const uint32_t second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) | (c & (a | b)));
    h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

void sha256_compress_portably(uint32_t state[8], const uint8_t *blocks, size_t block_count) {
  for (size_t index = 0; index < block_count; index++) compress_block(state, blocks + 64 * index);
}

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

// Intel's instructions work on two halves of the state, {a, b, e, f} and {c, d, g, h}, most significant word first.
__attribute__((target("sha,sse4.1"))) static void compress_by_instructions(
    uint32_t state[8], const uint8_t *blocks, size_t block_count) {
  const __m128i byte_order = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  const __m128i dcba = _mm_loadu_si128((const __m128i *)&state[0]);
  const __m128i hgfe = _mm_loadu_si128((const __m128i *)&state[4]);
  const __m128i cdab = _mm_shuffle_epi32(dcba, 0xb1), efgh = _mm_shuffle_epi32(hgfe, 0x1b);
  __m128i abef = _mm_alignr_epi8(cdab, efgh, 8), cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
  for (; block_count > 0; block_count--, blocks += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i words[4];
    for (unsigned index = 0; index < 4; index++)
      words[index] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(blocks + 16 * index)), byte_order);
#pragma GCC unroll 16
    for (unsigned group = 0; group < 16; group++) {
      // Four rounds; the words are those of the schedule from 4 * group on.
      const __m128i now = words[group & 3];
      __m128i sum = _mm_add_epi32(now, _mm_loadu_si128((const __m128i *)&constants[4 * group]));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      sum = _mm_shuffle_epi32(sum, 0x0e);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, sum);
      if (group < 12) {
        // The words of four groups later take the place of these.
        const __m128i second = words[(group + 1) & 3], third = words[(group + 2) & 3], last = words[(group + 3) & 3];
        const __m128i partial = _mm_add_epi32(_mm_sha256msg1_epu32(now, second), _mm_alignr_epi8(last, third, 4));
        words[group & 3] = _mm_sha256msg2_epu32(partial, last);
      }
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1b), dchg = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128((__m128i *)&state[0], _mm_blend_epi16(feba, dchg, 0xf0));
  _mm_storeu_si128((__m128i *)&state[4], _mm_alignr_epi8(dchg, feba, 8));
}

static bool has_instructions(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1) || !(c & bit_SSSE3)) return false;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

// Asking the processor takes longer than a block, so it is asked once; threads that ask at the same time agree.
static bool uses_instructions(void) {
  static atomic_int answer;
  int known = atomic_load_explicit(&answer, memory_order_relaxed);
  if (known == 0) {
    known = has_instructions() ? 1 : 2;
    atomic_store_explicit(&answer, known, memory_order_relaxed);
  }
  return known == 1;
}

void sha256_compress(uint32_t state[8], const uint8_t *blocks, size_t block_count) {
  if (uses_instructions()) {
    compress_by_instructions(state, blocks, block_count);
  } else {
    sha256_compress_portably(state, blocks, block_count);
  }
}

#else

void sha256_compress(uint32_t state[8], const uint8_t *blocks, size_t block_count) {
  sha256_compress_portably(state, blocks, block_count);
}

#endif
