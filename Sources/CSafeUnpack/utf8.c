#include "utf8.h"

#include "CSafeUnpack.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first byte of a load must be the lowest");

// Length of the character that starts with a byte of 0x80 or more, or 0 when it is not well-formed
// (Unicode standard, table 3-7). Four bytes can be read.
static inline size_t character_length(uint32_t four) {
  uint32_t lead = four & 0xFF;
  if (lead < 0xE0) return lead >= 0xC2 && (four & 0xC000) == 0x8000 ? 2 : 0;
  uint32_t second = four >> 8 & 0xFF;
  if (lead < 0xF0) {
    bool is_overlong = lead == 0xE0 && second < 0xA0;
    bool is_surrogate = lead == 0xED && second > 0x9F;
    return (four & 0xC0C000) == 0x808000 && !is_overlong && !is_surrogate ? 3 : 0;
  }
  bool is_overlong = lead == 0xF0 && second < 0x90;
  bool is_beyond_last = lead > 0xF4 || (lead == 0xF4 && second > 0x8F);
  return (four & 0xC0C0C000) == 0x80808000 && !is_overlong && !is_beyond_last ? 4 : 0;
}

// The last bytes, fewer than eight: a character that is cut shows as one followed by zeros, which continue none.
static size_t valid_tail(const uint8_t *bytes, size_t length) {
  uint8_t padded[12] = {0};
  memcpy(padded, bytes, length);
  size_t index = 0;
  while (index < length) {
    if (padded[index] == 0) return index;
    size_t step = padded[index] < 0x80 ? 1 : character_length((uint32_t)ocop_load4(padded + index));
    if (step == 0) return index;
    index += step;
  }
  return index;
}

size_t ocop_utf8_valid_prefix(const uint8_t *bytes, size_t length) {
  size_t index = 0;
  while (length - index >= 8) {
    uint64_t special = ocop_special_bytes(ocop_load8(bytes + index));
    if (special == 0) {
      index += 8;
      continue;
    }
    // On to the first byte that is not plain; of the character there at least one byte was loaded.
    index += (size_t)__builtin_ctzll(special) / 8;
    if (length - index < 4) break;
    size_t step = bytes[index] == 0 ? 0 : character_length((uint32_t)ocop_load4(bytes + index));
    if (step == 0) return index;
    index += step;
  }
  if (length - index < 8 && length >= 8 && ocop_is_plain(ocop_load8(bytes + length - 8))) return length;
  return index + valid_tail(bytes + index, length - index);
}
