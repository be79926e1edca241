// Target 1: the prescan and protobuf-c behind it, on any bytes, for every message type there is.
//
// Input: two bytes choose the type (descriptors.inc has them all), one byte the limits, the rest is the message.
// What must hold, beside what the sanitizers see: the prescan's verdict is the verdict; it counts no less memory than
// unpacking takes, and no more than the budget; everything in the message can be read, strings are UTF-8 of the length
// they had; and what is packed again decodes to the same bytes.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CSafeUnpack.h"
#include "hand_made_types.h"

// Written by corpus.py: `X(symbol)` for each message descriptor of Sources/CMessages, their headers before them.
#include "descriptors.inc"

static const ProtobufCMessageDescriptor *const types[] = {
#define ADDRESS(symbol) &symbol,
    FUZZED_DESCRIPTORS(ADDRESS)
    &test_node_descriptor,
    &test_everything_descriptor,
};

static const OcopUnpackLimits other_limits[] = {
    {.depth_max = 4, .budget_bytes_per_byte = 32, .budget_bytes_base = 64 * 1024, .length_max = 4096},
    {.depth_max = 32, .budget_bytes_per_byte = 8, .budget_bytes_base = 512, .length_max = 1 << 20},
    {.depth_max = OCOP_UNPACK_DEPTH_CEILING,
     .budget_bytes_per_byte = 256,
     .budget_bytes_base = 0,
     .length_max = OCOP_UNPACK_LENGTH_CEILING},
};

#define REQUIRE(holds)                                                                      \
  do {                                                                                      \
    if (!(holds)) {                                                                         \
      fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #holds);            \
      abort();                                                                              \
    }                                                                                       \
  } while (0)

// Takes part in nothing, but what was read to make it was read.
static volatile uint64_t everything_read;

static void read_bytes(const uint8_t *bytes, size_t length) {
  uint64_t sum = 0;
  for (size_t index = 0; index < length; index += 1) sum += bytes[index];
  everything_read += sum;
}

static void read_message(const ProtobufCMessage *message, unsigned depth_left);

static size_t element_size(ProtobufCType type) {
  switch (type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE: return 8;
    case PROTOBUF_C_TYPE_STRING: return sizeof(char *);
    case PROTOBUF_C_TYPE_MESSAGE: return sizeof(ProtobufCMessage *);
    case PROTOBUF_C_TYPE_BYTES: return sizeof(ProtobufCBinaryData);
    default: return 4;
  }
}

static void read_value(const ProtobufCFieldDescriptor *field, const void *value, unsigned depth_left) {
  switch (field->type) {
    case PROTOBUF_C_TYPE_STRING: {
      const char *string = *(const char *const *)value;
      if (string == NULL) return;
      size_t length = strlen(string);
      REQUIRE(ocop_utf8_valid_prefix((const uint8_t *)string, length) == length);
      read_bytes((const uint8_t *)string, length);
      return;
    }
    case PROTOBUF_C_TYPE_BYTES: {
      const ProtobufCBinaryData *bytes = value;
      read_bytes(bytes->data, bytes->len);
      return;
    }
    case PROTOBUF_C_TYPE_MESSAGE: {
      const ProtobufCMessage *message = *(const ProtobufCMessage *const *)value;
      if (message == NULL) return;
      REQUIRE(message->descriptor == field->descriptor);
      read_message(message, depth_left);
      return;
    }
    default: read_bytes(value, element_size(field->type));
  }
}

static void read_field(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, unsigned depth_left) {
  const uint8_t *base = (const uint8_t *)message;
  const uint8_t *value = base + field->offset;
  if (field->label == PROTOBUF_C_LABEL_REPEATED) {
    size_t count = *(const size_t *)(base + field->quantifier_offset);
    const uint8_t *elements = *(const uint8_t *const *)value;
    REQUIRE(count == 0 || elements != NULL);
    for (size_t index = 0; index < count; index += 1) {
      read_value(field, elements + index * element_size(field->type), depth_left);
    }
    return;
  }
  // Members of a oneof share their place: only the one that is set may be read.
  bool is_in_oneof = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
  if (is_in_oneof && *(const uint32_t *)(base + field->quantifier_offset) != field->id) return;
  read_value(field, value, depth_left);
}

static void read_message(const ProtobufCMessage *message, unsigned depth_left) {
  REQUIRE(depth_left > 0);
  const ProtobufCMessageDescriptor *descriptor = message->descriptor;
  for (unsigned index = 0; index < descriptor->n_fields; index += 1) {
    read_field(message, &descriptor->fields[index], depth_left - 1);
  }
  for (unsigned index = 0; index < message->n_unknown_fields; index += 1) {
    read_bytes(message->unknown_fields[index].data, message->unknown_fields[index].len);
  }
}

static uint8_t *pack(const ProtobufCMessage *message, size_t *length) {
  *length = protobuf_c_message_get_packed_size(message);
  uint8_t *packed = malloc(*length + 1);
  REQUIRE(packed != NULL);
  REQUIRE(protobuf_c_message_pack(message, packed) == *length);
  return packed;
}

// What was decoded, written down, must be decoded to what is written down the same.
static void check_repetition(const ProtobufCMessage *message, OcopArena *arena) {
  OcopUnpackLimits limits = ocop_unpack_limits_default;
  limits.depth_max = OCOP_UNPACK_DEPTH_CEILING;
  limits.length_max = OCOP_UNPACK_LENGTH_CEILING;
  limits.budget_bytes_per_byte = 4096;
  size_t length = 0;
  uint8_t *packed = pack(message, &length);
  OcopUnpackError error = {.code = OCOP_UNPACK_OK};
  const ProtobufCMessage *again = ocop_safe_unpack(message->descriptor, length, packed, &limits, arena, &error);
  REQUIRE(again != NULL);
  size_t length_again = 0;
  uint8_t *packed_again = pack(again, &length_again);
  REQUIRE(length_again == length && memcmp(packed, packed_again, length) == 0);
  free(packed);
  free(packed_again);
}

static void check_refusal(const OcopUnpackError *error, const OcopUnpackError *prescan_error, size_t length) {
  REQUIRE(error->code != OCOP_UNPACK_OK && error->code != OCOP_UNPACK_INVALID_ARGUMENT);
  // What the prescan lets through, the library takes.
  REQUIRE(error->code != OCOP_UNPACK_REFUSED_BY_LIBRARY);
  REQUIRE(error->code == prescan_error->code && error->byte_offset == prescan_error->byte_offset);
  REQUIRE(error->byte_offset <= length);
  REQUIRE(strlen(ocop_unpack_code_description(error->code)) > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 3) return 0;
  static OcopArena *arena = NULL;
  if (arena == NULL) arena = ocop_arena_create(4096);
  REQUIRE(arena != NULL);
  ocop_arena_reset(arena);

  const ProtobufCMessageDescriptor *type = types[(data[0] << 8 | data[1]) % (sizeof(types) / sizeof(*types))];
  unsigned choice = data[2] % 4;
  const OcopUnpackLimits *limits = choice == 0 ? &ocop_unpack_limits_default : &other_limits[choice - 1];
  const uint8_t *bytes = data + 3;
  size_t length = size - 3;

  size_t estimate = 0;
  OcopUnpackError prescan_error = {.code = OCOP_UNPACK_OK};
  OcopUnpackError error = {.code = OCOP_UNPACK_OK};
  // By the processor's time: on a busy machine an input is not to blame for the wait. What the checks below take is
  // this file's own: they read the message and write it twice, all of it with sanitizers.
  clock_t start = clock();
  bool is_accepted = ocop_prescan(type, length, bytes, limits, &estimate, &prescan_error);
  ProtobufCMessage *message = ocop_safe_unpack(type, length, bytes, limits, arena, &error);
  REQUIRE(clock() - start <= CLOCKS_PER_SEC);
  REQUIRE(is_accepted == (message != NULL));
  if (message == NULL) {
    check_refusal(&error, &prescan_error, length);
    return 0;
  }
  REQUIRE(ocop_arena_used_bytes(arena) <= estimate);
  REQUIRE(estimate <= length * limits->budget_bytes_per_byte + limits->budget_bytes_base);
  REQUIRE(message->descriptor == type);
  REQUIRE(protobuf_c_message_check(message));
  read_message(message, limits->depth_max);
  check_repetition(message, arena);
  return 0;
}
