#include <string.h>

#include "arena.h"
#include "CSafeUnpack.h"

// The walk. Every byte is looked at once; nothing is allocated; nesting is a stack of frames of fixed size. Beside
// checking, it adds up what protobuf_c_message_unpack 1.4.1 will allocate, so that its memory is known before it runs:
//   each message         its C struct; a bitmap of fields when it declares more than 128
//   every field seen     32 bytes in a slab of 32, 64, 128 … fields, from the 17th on
//   unknown field        24 bytes in an array, and a copy of its value with the length prefix
//   repeated field       an array of its elements
//   string, bytes        a copy, a string with a NUL behind it

enum {
  WIRE_VARINT = 0,
  WIRE_64BIT = 1,
  WIRE_LENGTH_PREFIXED = 2,
  WIRE_32BIT = 5,
  FIELDS_ON_STACK = 16,
  BYTES_PER_SCANNED_FIELD = 32,
  REQUIRED_FIELDS_ON_STACK = 128,
  SEEN_WORDS = OCOP_UNPACK_FIELDS_MAX / 64,
};

_Static_assert(sizeof(ProtobufCMessageUnknownField) == 24, "the estimate rests on 64-bit structs");

// A message being walked.
typedef struct Frame {
  const uint8_t *end;
  const ProtobufCMessageDescriptor *descriptor;
  // Fields met so far, and how many fit into the slabs counted so far.
  size_t field_count;
  size_t slab_capacity;
  bool has_unknown;
  // Fields met that may be met only once, and repeated ones whose array is counted; a bit for each field's index.
  uint64_t seen[SEEN_WORDS];
} Frame;

typedef struct Walk {
  const uint8_t *start;
  const uint8_t *at;
  // The frame on top of the stack.
  Frame *frame;
  size_t depth;
  size_t depth_max;
  // Arena bytes counted so far, and allowed.
  size_t estimate;
  size_t budget;
  OcopUnpackError error;
  Frame frames[OCOP_UNPACK_DEPTH_CEILING];
} Walk;

static OcopUnpackCode refuse(Walk *walk, OcopUnpackCode code, const uint8_t *where, uint32_t field_number) {
  walk->error = (OcopUnpackError){
      .code = code,
      .field_number = field_number,
      .byte_offset = (size_t)(where - walk->start),
      .message = walk->frame->descriptor,
  };
  return code;
}

// --- Values ---

// Bytes of the varint at `at`; 0 when it is not whole or not within 64 bits, the reason then being in `code`.
static inline size_t varint_length(const uint8_t *at, const uint8_t *end, OcopUnpackCode *code) {
  size_t left = (size_t)(end - at);
  size_t limit = left < 10 ? left : 10;
  for (size_t index = 0; index < limit; index += 1) {
    if (at[index] < 0x80) {
      if (index < 9 || at[index] <= 1) return index + 1;
      *code = OCOP_UNPACK_VARINT_TOO_LONG;
      return 0;
    }
  }
  *code = left < 10 ? OCOP_UNPACK_TRUNCATED : OCOP_UNPACK_VARINT_TOO_LONG;
  return 0;
}

// Reads a varint of at most 32 bits (a tag or a length): its bytes, or 0.
static inline size_t read_varint32(const uint8_t *at, const uint8_t *end, uint32_t *value, OcopUnpackCode *code) {
  if (at < end && at[0] < 0x80) {
    *value = at[0];
    return 1;
  }
  size_t left = (size_t)(end - at);
  size_t limit = left < 5 ? left : 5;
  uint32_t result = 0;
  for (size_t index = 0; index < limit; index += 1) {
    result |= (uint32_t)(at[index] & 0x7F) << (7 * index);
    if (at[index] < 0x80) {
      *value = result;
      *code = OCOP_UNPACK_VARINT_TOO_LONG;
      return index == 4 && at[index] > 0x0F ? 0 : index + 1;
    }
  }
  *code = left < 5 ? OCOP_UNPACK_TRUNCATED : OCOP_UNPACK_VARINT_TOO_LONG;
  return 0;
}

static inline unsigned wire_type_of(ProtobufCType type) {
  switch (type) {
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT: return WIRE_32BIT;
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE: return WIRE_64BIT;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE: return WIRE_LENGTH_PREFIXED;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_BOOL:
    case PROTOBUF_C_TYPE_ENUM: break;
  }
  return WIRE_VARINT;
}

// Bytes of one element in the array of a repeated field.
static inline size_t element_size_of(ProtobufCType type) {
  switch (type) {
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_UINT64: return 8;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE: return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES: return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_BOOL: break;
  }
  return 4;
}

// Elements of packed varints; false when they are not whole or a bool is not 0 or 1 (protobuf-c takes each byte of
// packed bools for an element).
static bool count_packed_varints(const uint8_t *at, const uint8_t *end, bool is_bool, size_t *count) {
  size_t found = 0;
  while (at < end) {
    OcopUnpackCode code = OCOP_UNPACK_OK;
    size_t length = varint_length(at, end, &code);
    if (length == 0 || (is_bool && *at > 1)) return false;
    at += length;
    found += 1;
  }
  *count = found;
  return true;
}

// --- Fields ---

// Index of the field with this number, or -1. Nearly every message numbers its fields from 1 without a gap: one range.
static inline int field_index_of(const ProtobufCMessageDescriptor *descriptor, uint32_t number) {
  const ProtobufCIntRange *ranges = descriptor->field_ranges;
  for (unsigned index = 0; index < descriptor->n_field_ranges; index += 1) {
    unsigned size = ranges[index + 1].orig_index - ranges[index].orig_index;
    uint32_t place = number - (uint32_t)ranges[index].start_value;
    if (place < size) return (int)(ranges[index].orig_index + place);
  }
  return -1;
}

// True the first time a field is met in its message.
static inline bool note_first(Frame *frame, unsigned index) {
  uint64_t bit = UINT64_C(1) << (index % 64);
  uint64_t *word = &frame->seen[index / 64];
  bool is_first = (*word & bit) == 0;
  *word |= bit;
  return is_first;
}

static inline void count_array(Walk *walk, unsigned index, size_t bytes) {
  // Up to 15 bytes of rounding for the whole array.
  walk->estimate += bytes + (note_first(walk->frame, index) ? 15 : 0);
}

static inline void count_field(Walk *walk) {
  Frame *frame = walk->frame;
  if (frame->field_count == frame->slab_capacity) {
    size_t slab = frame->slab_capacity + FIELDS_ON_STACK;
    walk->estimate += slab * BYTES_PER_SCANNED_FIELD;
    frame->slab_capacity += slab;
  }
  frame->field_count += 1;
}

static void push(Walk *walk, const ProtobufCMessageDescriptor *descriptor, const uint8_t *end) {
  Frame *frame = &walk->frames[walk->depth];
  walk->depth += 1;
  walk->frame = frame;
  frame->end = end;
  frame->descriptor = descriptor;
  frame->field_count = 0;
  frame->slab_capacity = FIELDS_ON_STACK;
  frame->has_unknown = false;
  memset(frame->seen, 0, (size_t)(descriptor->n_fields + 63) / 64 * sizeof(uint64_t));
  walk->estimate += ocop_arena_rounded(descriptor->sizeof_message);
  if (descriptor->n_fields > REQUIRED_FIELDS_ON_STACK) {
    walk->estimate += ocop_arena_rounded((descriptor->n_fields + 7) / 8);
  }
}

static OcopUnpackCode walk_string(
    Walk *walk, const uint8_t *value, size_t length, uint32_t number) {
  size_t valid = ocop_utf8_valid_prefix(value, length);
  if (valid != length) {
    OcopUnpackCode code = value[valid] == 0 ? OCOP_UNPACK_NUL_IN_STRING : OCOP_UNPACK_INVALID_UTF8;
    return refuse(walk, code, value + valid, number);
  }
  walk->estimate += ocop_arena_rounded(length + 1);
  return OCOP_UNPACK_OK;
}

static OcopUnpackCode walk_packed(
    Walk *walk, const ProtobufCFieldDescriptor *field, unsigned index, const uint8_t *tag, const uint8_t *value,
    size_t length) {
  size_t element = element_size_of(field->type);
  size_t count = 0;
  bool is_whole = true;
  if (wire_type_of(field->type) == WIRE_VARINT) {
    is_whole = count_packed_varints(value, value + length, field->type == PROTOBUF_C_TYPE_BOOL, &count);
  } else {
    count = length / element;
    is_whole = length % element == 0;
  }
  if (!is_whole) return refuse(walk, OCOP_UNPACK_BAD_PACKED, tag, field->id);
  count_array(walk, index, count * element);
  return OCOP_UNPACK_OK;
}

// A length-prefixed value of a known field. Opens a frame for a submessage.
static OcopUnpackCode walk_prefixed(
    Walk *walk, const ProtobufCFieldDescriptor *field, unsigned index, const uint8_t *tag, const uint8_t *value,
    size_t length) {
  bool is_repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
  walk->at = value + length;
  switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
      if (is_repeated) count_array(walk, index, sizeof(char *));
      return walk_string(walk, value, length, field->id);
    case PROTOBUF_C_TYPE_BYTES:
      if (is_repeated) count_array(walk, index, sizeof(ProtobufCBinaryData));
      walk->estimate += ocop_arena_rounded(length);
      return OCOP_UNPACK_OK;
    case PROTOBUF_C_TYPE_MESSAGE: {
      if (is_repeated) {
        count_array(walk, index, sizeof(ProtobufCMessage *));
      } else if (!note_first(walk->frame, index)) {
        return refuse(walk, OCOP_UNPACK_REPEATED_SUBMESSAGE, tag, field->id);
      }
      const ProtobufCMessageDescriptor *descriptor = field->descriptor;
      if (walk->depth == walk->depth_max) return refuse(walk, OCOP_UNPACK_TOO_DEEP, tag, field->id);
      if (descriptor->n_fields > OCOP_UNPACK_FIELDS_MAX) {
        return refuse(walk, OCOP_UNPACK_INVALID_ARGUMENT, tag, field->id);
      }
      push(walk, descriptor, walk->at);
      walk->at = value;
      return OCOP_UNPACK_OK;
    }
    default:
      if (!is_repeated) return refuse(walk, OCOP_UNPACK_WIRE_TYPE_MISMATCH, tag, field->id);
      return walk_packed(walk, field, index, tag, value, length);
  }
}

// Bytes of a value with its length prefix (whose own length goes to `prefix`), or 0 after refusing it.
static inline size_t value_length(
    Walk *walk, unsigned wire_type, const uint8_t *tag, const uint8_t *value, uint32_t number, size_t *prefix) {
  const uint8_t *end = walk->frame->end;
  size_t left = (size_t)(end - value);
  OcopUnpackCode code = OCOP_UNPACK_OK;
  size_t length = 0;
  switch (wire_type) {
    case WIRE_VARINT:
      length = varint_length(value, end, &code);
      break;
    case WIRE_LENGTH_PREFIXED: {
      uint32_t content = 0;
      *prefix = read_varint32(value, end, &content, &code);
      if (*prefix == 0) break;
      if (content <= left - *prefix) return *prefix + content;
      code = OCOP_UNPACK_LENGTH_BEYOND_END;
      break;
    }
    case WIRE_64BIT:
    case WIRE_32BIT:
      length = wire_type == WIRE_64BIT ? 8 : 4;
      if (left < length) {
        code = OCOP_UNPACK_TRUNCATED;
        length = 0;
      }
      break;
    default: code = OCOP_UNPACK_WIRE_TYPE_UNSUPPORTED;
  }
  if (length == 0) refuse(walk, code, tag, number);
  return length;
}

// One field: its tag and its value, or for a submessage only the tag and the length.
static inline OcopUnpackCode walk_field(Walk *walk) {
  Frame *frame = walk->frame;
  const uint8_t *tag = walk->at;
  uint32_t key = 0;
  OcopUnpackCode code = OCOP_UNPACK_OK;
  size_t tag_length = read_varint32(tag, frame->end, &key, &code);
  if (tag_length == 0) return refuse(walk, code, tag, 0);
  uint32_t number = key >> 3;
  unsigned wire_type = key & 7;
  if (number == 0) return refuse(walk, OCOP_UNPACK_FIELD_NUMBER_ZERO, tag, 0);

  const uint8_t *value = tag + tag_length;
  size_t prefix = 0;
  size_t length = value_length(walk, wire_type, tag, value, number, &prefix);
  if (length == 0) return walk->error.code;
  count_field(walk);
  walk->at = value + length;

  int index = field_index_of(frame->descriptor, number);
  if (index < 0) {
    walk->estimate += sizeof(ProtobufCMessageUnknownField) + ocop_arena_rounded(length);
    if (!frame->has_unknown) walk->estimate += 15;
    frame->has_unknown = true;
    return OCOP_UNPACK_OK;
  }
  const ProtobufCFieldDescriptor *field = &frame->descriptor->fields[index];
  if (wire_type == WIRE_LENGTH_PREFIXED) {
    return walk_prefixed(walk, field, (unsigned)index, tag, value + prefix, length - prefix);
  }
  if (wire_type != wire_type_of(field->type)) return refuse(walk, OCOP_UNPACK_WIRE_TYPE_MISMATCH, tag, number);
  if (field->label == PROTOBUF_C_LABEL_REPEATED) count_array(walk, (unsigned)index, element_size_of(field->type));
  return OCOP_UNPACK_OK;
}

static OcopUnpackCode walk_all(Walk *walk) {
  for (;;) {
    while (walk->at < walk->frame->end) {
      const uint8_t *tag = walk->at;
      OcopUnpackCode code = walk_field(walk);
      if (code != OCOP_UNPACK_OK) return code;
      if (walk->estimate > walk->budget) return refuse(walk, OCOP_UNPACK_OVER_BUDGET, tag, 0);
    }
    walk->depth -= 1;
    if (walk->depth == 0) return OCOP_UNPACK_OK;
    walk->frame = &walk->frames[walk->depth - 1];
  }
}

// --- Entry ---

// Bytes an input of this length may take; the products cannot overflow, the length being below the ceiling.
static size_t budget_of(const OcopUnpackLimits *limits, size_t length) {
  size_t proportional = length * limits->budget_bytes_per_byte;
  return proportional > SIZE_MAX - limits->budget_bytes_base ? SIZE_MAX : proportional + limits->budget_bytes_base;
}

static bool are_usable(const OcopUnpackLimits *limits, const ProtobufCMessageDescriptor *descriptor) {
  return limits->depth_max >= 1 && limits->depth_max <= OCOP_UNPACK_DEPTH_CEILING &&
         limits->length_max <= OCOP_UNPACK_LENGTH_CEILING &&
         descriptor->magic == PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC && descriptor->n_fields <= OCOP_UNPACK_FIELDS_MAX;
}

bool ocop_prescan(
    const ProtobufCMessageDescriptor *descriptor, size_t length, const uint8_t *bytes, const OcopUnpackLimits *limits,
    size_t *estimate_bytes, OcopUnpackError *error) {
  if (limits == NULL) limits = &ocop_unpack_limits_default;
  OcopUnpackError outcome = {.code = OCOP_UNPACK_OK};
  size_t estimate = 0;
  if (!are_usable(limits, descriptor) || (bytes == NULL && length > 0)) {
    outcome.code = OCOP_UNPACK_INVALID_ARGUMENT;
  } else if (length > limits->length_max) {
    outcome = (OcopUnpackError){.code = OCOP_UNPACK_TOO_LONG, .byte_offset = limits->length_max};
  } else {
    // An empty message may come without an address; the walk computes with one.
    static const uint8_t nothing = 0;
    if (bytes == NULL) bytes = &nothing;
    Walk walk;
    walk.start = bytes;
    walk.at = bytes;
    walk.depth = 0;
    walk.depth_max = limits->depth_max;
    walk.estimate = 0;
    walk.budget = budget_of(limits, length);
    push(&walk, descriptor, bytes + length);
    // The outermost struct alone may exceed a tiny budget.
    OcopUnpackCode code = walk_all(&walk);
    if (code == OCOP_UNPACK_OK && walk.estimate > walk.budget) code = refuse(&walk, OCOP_UNPACK_OVER_BUDGET, bytes, 0);
    if (code != OCOP_UNPACK_OK) outcome = walk.error;
    estimate = walk.estimate;
  }
  if (error != NULL) *error = outcome;
  if (estimate_bytes != NULL) *estimate_bytes = estimate;
  return outcome.code == OCOP_UNPACK_OK;
}
