// UTF-8 checking, for use inside this room. The usual short ASCII string is decided in place.
#ifndef OCOP_UTF8_H
#define OCOP_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// High bits of the bytes among eight that are not 0x01 to 0x7F: a byte of 0x80 or more has its high bit set, and
// subtracting 1 sets that of a zero byte. The borrow may mark bytes above a zero byte too; the lowest mark is right.
static inline uint64_t ocop_special_bytes(uint64_t eight) {
  return (eight | (eight - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080);
}

static inline bool ocop_is_plain(uint64_t eight) { return ocop_special_bytes(eight) == 0; }

static inline uint64_t ocop_load8(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, 8);
  return value;
}

static inline uint64_t ocop_load4(const uint8_t *bytes) {
  uint32_t value;
  memcpy(&value, bytes, 4);
  return value;
}

// True when all bytes of a string of 4 to 16 bytes are 0x01 to 0x7F (in two loads that may overlap), and for an empty
// one. False means: look closer.
static inline __attribute__((always_inline)) bool ocop_is_plain_short(const uint8_t *bytes, size_t length) {
  if (length >= 8) {
    if (length > 16) return false;
    return ocop_is_plain(ocop_load8(bytes)) && ocop_is_plain(ocop_load8(bytes + length - 8));
  }
  if (length >= 4) return ocop_is_plain(ocop_load4(bytes) << 32 | ocop_load4(bytes + length - 4));
  return length == 0;
}

#endif
