// The rounds of SHA-256 (FIPS 180-4, 6.2.2): by the processor's own instructions where it has them, which takes a fifth
// of the time, and otherwise in plain C. What is around them, bytes in and a digest out, is Swift.
#ifndef SHA256_H
#define SHA256_H

#include <stddef.h>
#include <stdint.h>

/// Takes whole blocks of 64 bytes into a hash's eight words.
void sha256_compress(uint32_t state[8], const uint8_t *blocks, size_t block_count);

/// The same in plain C, whatever the processor has.
void sha256_compress_portably(uint32_t state[8], const uint8_t *blocks, size_t block_count);

#endif
