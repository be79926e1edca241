#include "CSafeUnpack.h"
#include "arena.h"

const OcopUnpackLimits ocop_unpack_limits_default = {
    .depth_max = 32,
    .budget_bytes_per_byte = 32,
    .budget_bytes_base = 64 * 1024,
    .length_max = 64 * 1024 * 1024,
};

const char *ocop_unpack_code_description(OcopUnpackCode code) {
  switch (code) {
    case OCOP_UNPACK_OK: return "accepted";
    case OCOP_UNPACK_TRUNCATED: return "the bytes end inside a tag, a value or a length";
    case OCOP_UNPACK_VARINT_TOO_LONG: return "a varint is longer than its type allows";
    case OCOP_UNPACK_FIELD_NUMBER_ZERO: return "a field has the number 0";
    case OCOP_UNPACK_WIRE_TYPE_UNSUPPORTED: return "a field is a group or has an undefined wire type";
    case OCOP_UNPACK_WIRE_TYPE_MISMATCH: return "a field's wire type is not that of its type";
    case OCOP_UNPACK_LENGTH_BEYOND_END: return "a length goes beyond the end of the message it is in";
    case OCOP_UNPACK_TOO_DEEP: return "messages are nested too deeply";
    case OCOP_UNPACK_INVALID_UTF8: return "a string is not valid UTF-8";
    case OCOP_UNPACK_NUL_IN_STRING: return "a string holds a NUL character";
    case OCOP_UNPACK_REPEATED_SUBMESSAGE: return "a submessage that may occur once occurs twice";
    case OCOP_UNPACK_BAD_PACKED: return "a packed field does not hold whole, valid elements";
    case OCOP_UNPACK_OVER_BUDGET: return "decoding would take more memory than the input's size allows";
    case OCOP_UNPACK_TOO_LONG: return "the message is longer than the limit";
    case OCOP_UNPACK_INVALID_ARGUMENT: return "the limits or the descriptor are not usable";
    case OCOP_UNPACK_OUT_OF_MEMORY: return "there is no memory";
    case OCOP_UNPACK_REFUSED_BY_LIBRARY: return "protobuf-c refused the message (a required field is missing)";
  }
  return "unknown code";
}

static void report(OcopUnpackError *error, OcopUnpackCode code, const ProtobufCMessageDescriptor *descriptor) {
  if (error != NULL) *error = (OcopUnpackError){.code = code, .message = descriptor};
}

ProtobufCMessage *ocop_safe_unpack(
    const ProtobufCMessageDescriptor *descriptor, size_t length, const uint8_t *bytes, const OcopUnpackLimits *limits,
    OcopArena *arena, OcopUnpackError *error) {
  size_t estimate = 0;
  if (!ocop_prescan(descriptor, length, bytes, limits, &estimate, error)) return NULL;
  // The prescan bounds what protobuf-c allocates by the estimate, which is within the budget: capping the arena at it
  // keeps that true even if the two should ever disagree.
  if (!ocop_arena_begin_capped(arena, estimate)) {
    report(error, OCOP_UNPACK_OUT_OF_MEMORY, descriptor);
    return NULL;
  }
  ProtobufCMessage *message = protobuf_c_message_unpack(descriptor, ocop_arena_allocator(arena), length, bytes);
  ocop_arena_end_capped(arena);
  if (message == NULL) report(error, OCOP_UNPACK_REFUSED_BY_LIBRARY, descriptor);
  return message;
}
