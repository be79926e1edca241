#include <string.h>

#include "CSafeUnpack.h"

// True when each of the eight bytes is 0x01 to 0x7F: subtracting 1 sets the high bit of a zero byte, and a byte of
// 0x80 or more has it set already.
static inline bool is_plain(uint64_t eight) {
  return ((eight | (eight - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080)) == 0;
}

static inline uint64_t load8(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, 8);
  return value;
}

static inline uint32_t load4(const uint8_t *bytes) {
  uint32_t value;
  memcpy(&value, bytes, 4);
  return value;
}

static inline bool is_continuation(uint8_t byte) { return (byte & 0xC0) == 0x80; }

// Length of the character that starts with a byte of 0x80 or more, or 0 when it is not well-formed
// (Unicode standard, table 3-7).
static inline size_t character_length(const uint8_t *at, size_t left) {
  uint8_t lead = at[0];
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return left >= 2 && is_continuation(at[1]) ? 2 : 0;
  if (lead < 0xF0) {
    if (left < 3 || !is_continuation(at[1]) || !is_continuation(at[2])) return 0;
    if (lead == 0xE0 && at[1] < 0xA0) return 0;  // over-long
    if (lead == 0xED && at[1] > 0x9F) return 0;  // surrogate
    return 3;
  }
  if (lead > 0xF4 || left < 4) return 0;
  if (!is_continuation(at[1]) || !is_continuation(at[2]) || !is_continuation(at[3])) return 0;
  if (lead == 0xF0 && at[1] < 0x90) return 0;  // over-long
  if (lead == 0xF4 && at[1] > 0x8F) return 0;  // beyond U+10FFFF
  return 4;
}

// Short strings that are plain, the usual case of codes and dates, in two overlapping loads.
static inline bool is_plain_short(const uint8_t *bytes, size_t length) {
  if (length >= 8) return length <= 16 && is_plain(load8(bytes)) && is_plain(load8(bytes + length - 8));
  if (length >= 4) return is_plain((uint64_t)load4(bytes) << 32 | load4(bytes + length - 4));
  return false;
}

size_t ocop_utf8_valid_prefix(const uint8_t *bytes, size_t length) {
  if (is_plain_short(bytes, length)) return length;
  size_t index = 0;
  while (index < length) {
    while (length - index >= 8 && is_plain(load8(bytes + index))) index += 8;
    // Up to eight characters before trying eight at a time again: text in Vietnamese mixes both kinds.
    for (int tries = 0; tries < 8 && index < length; tries += 1) {
      uint8_t byte = bytes[index];
      if (byte == 0) return index;
      size_t step = byte < 0x80 ? 1 : character_length(bytes + index, length - index);
      if (step == 0) return index;
      index += step;
    }
  }
  return index;
}
