// Safe decoding of protobuf bytes from a peer that may be hostile, for libprotobuf-c 1.4.1.
//
// protobuf_c_message_unpack alone recurses as deep as the input says, expands it up to 140 times in memory, merges a
// repeated singular submessage in quadratic time (and loses fields of it), and accepts strings that are not UTF-8 or
// hold a NUL. ocop_safe_unpack first walks the wire bytes along the schema (the prescan: no recursion, no allocation,
// linear time) and refuses all of that; then it unpacks into an arena with a cumulative budget.
#ifndef OCOP_CSAFEUNPACK_H
#define OCOP_CSAFEUNPACK_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#define OCOP_NULLABLE _Nullable
#else
#define OCOP_NULLABLE
#endif

// --- Arena ---------------------------------------------------------------------------------------------------------

// Memory handed out by moving a pointer, aligned to 16 bytes, and given back all at once by ocop_arena_reset.
// Single frees do nothing and refund nothing. One thread at a time may use an arena.
typedef struct OcopArena OcopArena;

// A new arena whose first chunk of `retained_bytes` (rounded up to 16; at least 1024) survives every reset, so that
// small messages need no malloc. NULL when there is no memory.
OcopArena *OCOP_NULLABLE ocop_arena_create(size_t retained_bytes);

// Frees the arena and everything in it.
void ocop_arena_destroy(OcopArena *OCOP_NULLABLE arena);

// Forgets everything allocated since the last reset: all pointers into the arena become invalid. Keeps the first chunk.
void ocop_arena_reset(OcopArena *arena);

// `size` bytes, aligned to 16, not cleared; NULL when there is no memory. Of 0 bytes: an address not to be used.
void *OCOP_NULLABLE ocop_arena_allocate(OcopArena *arena, size_t size);

// Bytes allocated since the last reset, each allocation rounded up to 16.
size_t ocop_arena_used_bytes(const OcopArena *arena);

// Bytes held from malloc: the first chunk and those added since the last reset.
size_t ocop_arena_held_bytes(const OcopArena *arena);

// The arena as a protobuf-c allocator. Valid as long as the arena.
ProtobufCAllocator *ocop_arena_allocator(OcopArena *arena);

// This thread's own arena (64 KiB retained), made on first use and freed when the thread ends; NULL when there is no
// memory. For work that starts and ends within one synchronous call: reset it, use it, keep no pointer into it, and
// call nothing that may use it too.
OcopArena *OCOP_NULLABLE ocop_arena_of_this_thread(void);

// --- Limits and errors ---------------------------------------------------------------------------------------------

// Most nesting any limit may allow: bounds the prescan's own stack and that of protobuf-c (about 1 KiB a level).
#define OCOP_UNPACK_DEPTH_CEILING 64
// Most bytes any limit may allow: protobuf-c counts fields in 32 bits.
#define OCOP_UNPACK_LENGTH_CEILING ((size_t)256 * 1024 * 1024)
// Most fields a message type may declare.
#define OCOP_UNPACK_FIELDS_MAX 256

// What an input may cost. See ocop_unpack_limits_default.
typedef struct OcopUnpackLimits {
  // Nesting of messages, the outermost one included: 1 to OCOP_UNPACK_DEPTH_CEILING.
  uint32_t depth_max;
  // Arena bytes allowed per input byte.
  uint32_t budget_bytes_per_byte;
  // Arena bytes allowed besides.
  size_t budget_bytes_base;
  // Input bytes: at most OCOP_UNPACK_LENGTH_CEILING.
  size_t length_max;
} OcopUnpackLimits;

// Depth 32, budget 32 x length + 64 KiB, length up to 64 MiB.
extern const OcopUnpackLimits ocop_unpack_limits_default;

// Why an input was refused. Numbers are stable.
typedef enum OcopUnpackCode {
  OCOP_UNPACK_OK = 0,
  // The input ends inside a tag, a value or a length.
  OCOP_UNPACK_TRUNCATED = 1,
  // A varint is longer than 10 bytes or exceeds 64 bits; a tag or length is longer than 5 bytes or exceeds 32 bits.
  OCOP_UNPACK_VARINT_TOO_LONG = 2,
  // Field number 0.
  OCOP_UNPACK_FIELD_NUMBER_ZERO = 3,
  // Wire type 3 or 4 (groups), 6 or 7.
  OCOP_UNPACK_WIRE_TYPE_UNSUPPORTED = 4,
  // The wire type is not that of the field.
  OCOP_UNPACK_WIRE_TYPE_MISMATCH = 5,
  // A length goes beyond the end of the message it is in.
  OCOP_UNPACK_LENGTH_BEYOND_END = 6,
  // Messages are nested deeper than the limit.
  OCOP_UNPACK_TOO_DEEP = 7,
  // A string is not UTF-8 (surrogates and over-long forms included).
  OCOP_UNPACK_INVALID_UTF8 = 8,
  // A string holds U+0000.
  OCOP_UNPACK_NUL_IN_STRING = 9,
  // A submessage that may occur once occurs twice.
  OCOP_UNPACK_REPEATED_SUBMESSAGE = 10,
  // A packed field ends inside an element, or a packed bool is neither 0 nor 1.
  OCOP_UNPACK_BAD_PACKED = 11,
  // Decoded, it would take more memory than the budget.
  OCOP_UNPACK_OVER_BUDGET = 12,
  // The input is longer than the limit.
  OCOP_UNPACK_TOO_LONG = 13,
  // The limits or the descriptor are not usable (a mistake of the caller, not of the peer).
  OCOP_UNPACK_INVALID_ARGUMENT = 14,
  // No memory.
  OCOP_UNPACK_OUT_OF_MEMORY = 15,
  // protobuf-c refused what the prescan accepted (a missing required field, which proto3 does not have).
  OCOP_UNPACK_REFUSED_BY_LIBRARY = 16,
} OcopUnpackCode;

// Where and why an input was refused.
typedef struct OcopUnpackError {
  OcopUnpackCode code;
  // Field the error is in; 0 when it is in no field.
  uint32_t field_number;
  // First offending byte, from the start of the input: the tag of the field, or for a string the byte in it.
  size_t byte_offset;
  // Type of the message the error is in; NULL when the input was not looked at.
  const ProtobufCMessageDescriptor *OCOP_NULLABLE message;
} OcopUnpackError;

// What a code means, for people; static text without a full stop.
const char *ocop_unpack_code_description(OcopUnpackCode code);

// --- Decoding ------------------------------------------------------------------------------------------------------

// Decodes `bytes`. The message and all it points to live in `arena` until it is reset: never pass it to
// protobuf_c_message_free_unpacked. NULL when refused; `error` (may be NULL) then says why. Does not reset the arena,
// so that several messages may live in it side by side; the budget is that of this call alone.
ProtobufCMessage *OCOP_NULLABLE ocop_safe_unpack(
    const ProtobufCMessageDescriptor *descriptor, size_t length, const uint8_t *OCOP_NULLABLE bytes,
    const OcopUnpackLimits *OCOP_NULLABLE limits, OcopArena *arena, OcopUnpackError *OCOP_NULLABLE error);

// The prescan alone: whether ocop_safe_unpack would accept `bytes`. `estimate_bytes` (may be NULL) receives the arena
// bytes it would take at most.
bool ocop_prescan(
    const ProtobufCMessageDescriptor *descriptor, size_t length, const uint8_t *OCOP_NULLABLE bytes,
    const OcopUnpackLimits *OCOP_NULLABLE limits, size_t *OCOP_NULLABLE estimate_bytes,
    OcopUnpackError *OCOP_NULLABLE error);

// How many of the first bytes are UTF-8 without NUL: `length` when all are. Ends before the first bad character.
size_t ocop_utf8_valid_prefix(const uint8_t *OCOP_NULLABLE bytes, size_t length);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
