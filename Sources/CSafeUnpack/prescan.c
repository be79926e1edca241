#include <string.h>

#include "CSafeUnpack.h"
#include "arena.h"
#include "field_types.h"
#include "utf8.h"

// The walk. Every byte is looked at once; nothing is allocated; nesting is a stack of frames of fixed size. Beside
// checking, it adds up what protobuf_c_message_unpack 1.4.1 will allocate, so that its memory is known before it runs:
//   each message         its C struct; a bitmap of fields when it declares more than 128
//   every field seen     32 bytes in a slab of 32, 64, 128 … fields, from the 17th on
//   unknown field        24 bytes in an array, and a copy of its value with the length prefix
//   repeated field       an array of its elements
//   string, bytes        a copy, a string with a NUL behind it
// It is on the path of every call: all of it is inlined into ocop_prescan, so that Walk lives in registers.

#define INLINE static inline __attribute__((always_inline))

enum {
  FIELDS_ON_STACK = 16,
  BYTES_PER_SCANNED_FIELD = 32,
  REQUIRED_FIELDS_ON_STACK = 128,
  ARRAY_ROUNDING_MAX = 15,
  SEEN_WORDS = OCOP_UNPACK_FIELDS_MAX / 64,
};

_Static_assert(sizeof(void *) == 8 && sizeof(ProtobufCMessageUnknownField) == 24, "the estimate is for 64-bit structs");

// A message that is being walked. The scalars are saved here while a submessage of it is walked.
typedef struct Frame {
  const uint8_t *end;
  const ProtobufCMessageDescriptor *descriptor;
  size_t field_count;
  size_t slab_capacity;
  // A bit for each field's index: singular submessages met, and repeated fields whose array is counted.
  uint64_t seen[SEEN_WORDS];
} Frame;

typedef struct Walk {
  const uint8_t *at;
  // The message on top of the stack: its end, its type, fields met, and how many fit into the slabs counted so far.
  const uint8_t *end;
  const ProtobufCMessageDescriptor *descriptor;
  size_t field_count;
  size_t slab_capacity;
  // Its place in the stack.
  Frame *frame;
  Frame *last_frame;
  // Arena bytes counted so far.
  size_t estimate;
  // Where and in which field the error is, when there is one.
  const uint8_t *fault;
  uint32_t fault_field;
} Walk;

INLINE OcopUnpackCode refuse(Walk *walk, OcopUnpackCode code, const uint8_t *where, uint32_t field_number) {
  walk->fault = where;
  walk->fault_field = field_number;
  return code;
}

// --- Values ---

// Bytes of the varint at `at`; 0 when it is not whole or not within 64 bits.
INLINE size_t varint_length(const uint8_t *at, const uint8_t *end) {
  if (at < end && *at < 0x80) return 1;
  size_t left = (size_t)(end - at);
  size_t limit = left < 10 ? left : 10;
  for (size_t index = 0; index < limit; index += 1) {
    if (at[index] < 0x80) return index < 9 || at[index] <= 1 ? index + 1 : 0;
  }
  return 0;
}

// Reads a varint of at most 32 bits (a tag or a length): its bytes, or 0.
INLINE size_t read_varint32(const uint8_t *at, const uint8_t *end, uint32_t *value) {
  if (at < end && *at < 0x80) {
    *value = *at;
    return 1;
  }
  size_t left = (size_t)(end - at);
  size_t limit = left < 5 ? left : 5;
  uint32_t result = 0;
  for (size_t index = 0; index < limit; index += 1) {
    result |= (uint32_t)(at[index] & 0x7F) << (7 * index);
    if (at[index] < 0x80) {
      *value = result;
      return index == 4 && at[index] > 0x0F ? 0 : index + 1;
    }
  }
  return 0;
}

// Why a varint of up to `limit` bytes was refused: it had them, or the message ended first.
INLINE OcopUnpackCode varint_fault(const uint8_t *at, const uint8_t *end, size_t limit) {
  for (size_t index = 0; index < limit; index += 1) {
    if (at + index == end) return OCOP_UNPACK_TRUNCATED;
    if (at[index] < 0x80) return OCOP_UNPACK_VARINT_TOO_LONG;
  }
  return OCOP_UNPACK_VARINT_TOO_LONG;
}

// Elements of packed varints; SIZE_MAX when they are not whole or a bool is not 0 or 1 (protobuf-c takes each byte of
// packed bools for an element).
static size_t packed_varint_count(const uint8_t *at, const uint8_t *end, bool is_bool) {
  size_t count = 0;
  while (at < end) {
    size_t length = varint_length(at, end);
    if (length == 0 || (is_bool && *at > 1)) return SIZE_MAX;
    at += length;
    count += 1;
  }
  return count;
}

// Elements of a packed field; SIZE_MAX when it does not hold whole, valid ones.
static size_t packed_count(ProtobufCType type, const uint8_t *value, size_t length) {
  if (ocop_wire_type(type) == OCOP_WIRE_VARINT) {
    return packed_varint_count(value, value + length, type == PROTOBUF_C_TYPE_BOOL);
  }
  size_t element = ocop_element_size(type);
  return length % element == 0 ? length / element : SIZE_MAX;
}

// --- Fields ---

// Field with this number, or NULL. Nearly every message numbers its fields from 1 without a gap: one range.
INLINE const ProtobufCFieldDescriptor *field_of(const ProtobufCMessageDescriptor *descriptor, uint32_t number) {
  const ProtobufCIntRange *ranges = descriptor->field_ranges;
  for (unsigned index = 0; index < descriptor->n_field_ranges; index += 1) {
    unsigned size = ranges[index + 1].orig_index - ranges[index].orig_index;
    uint32_t place = number - (uint32_t)ranges[index].start_value;
    if (place < size) return &descriptor->fields[ranges[index].orig_index + place];
  }
  return NULL;
}

// True the first time a field is met in its message.
INLINE bool note_first(Walk *walk, const ProtobufCFieldDescriptor *field) {
  size_t index = (size_t)(field - walk->descriptor->fields);
  uint64_t bit = UINT64_C(1) << (index % 64);
  uint64_t *word = &walk->frame->seen[index / 64];
  bool is_first = (*word & bit) == 0;
  *word |= bit;
  return is_first;
}

INLINE void count_elements(Walk *walk, const ProtobufCFieldDescriptor *field, size_t count) {
  walk->estimate += count * ocop_element_size(field->type) + (note_first(walk, field) ? ARRAY_ROUNDING_MAX : 0);
}

INLINE void count_field(Walk *walk) {
  if (walk->field_count == walk->slab_capacity) {
    size_t slab = walk->slab_capacity + FIELDS_ON_STACK;
    walk->estimate += slab * BYTES_PER_SCANNED_FIELD;
    walk->slab_capacity += slab;
  }
  walk->field_count += 1;
}

// Starts on the message that ends at `end`, in the frame that `walk` points to.
INLINE void enter(Walk *walk, const ProtobufCMessageDescriptor *descriptor, const uint8_t *end) {
  walk->end = end;
  walk->descriptor = descriptor;
  walk->field_count = 0;
  walk->slab_capacity = FIELDS_ON_STACK;
  walk->frame->seen[0] = 0;
  if (descriptor->n_fields > 64) memset(walk->frame->seen, 0, sizeof(walk->frame->seen));
  walk->estimate += ocop_arena_rounded(descriptor->sizeof_message);
  if (descriptor->n_fields > REQUIRED_FIELDS_ON_STACK) {
    walk->estimate += ocop_arena_rounded((descriptor->n_fields + 7) / 8);
  }
}

INLINE OcopUnpackCode walk_submessage(
    Walk *walk, const ProtobufCFieldDescriptor *field, const uint8_t *tag, const uint8_t *value, size_t length) {
  if (field->label == PROTOBUF_C_LABEL_REPEATED) {
    count_elements(walk, field, 1);
  } else if (!note_first(walk, field)) {
    return refuse(walk, OCOP_UNPACK_REPEATED_SUBMESSAGE, tag, field->id);
  }
  const ProtobufCMessageDescriptor *descriptor = field->descriptor;
  if (walk->frame == walk->last_frame) return refuse(walk, OCOP_UNPACK_TOO_DEEP, tag, field->id);
  if (descriptor->n_fields > OCOP_UNPACK_FIELDS_MAX) return refuse(walk, OCOP_UNPACK_INVALID_ARGUMENT, tag, field->id);
  Frame *frame = walk->frame;
  frame->end = walk->end;
  frame->descriptor = walk->descriptor;
  frame->field_count = walk->field_count;
  frame->slab_capacity = walk->slab_capacity;
  walk->frame = frame + 1;
  enter(walk, descriptor, value + length);
  walk->at = value;
  return OCOP_UNPACK_OK;
}

// A length-prefixed value of a known field.
INLINE OcopUnpackCode walk_prefixed(
    Walk *walk, const ProtobufCFieldDescriptor *field, const uint8_t *tag, const uint8_t *value, size_t length) {
  bool is_repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
  if (field->type == PROTOBUF_C_TYPE_STRING) {
    if (!ocop_is_plain_short(value, length)) {
      size_t valid = ocop_utf8_valid_prefix(value, length);
      if (valid != length) {
        OcopUnpackCode code = value[valid] == 0 ? OCOP_UNPACK_NUL_IN_STRING : OCOP_UNPACK_INVALID_UTF8;
        return refuse(walk, code, value + valid, field->id);
      }
    }
    if (is_repeated) count_elements(walk, field, 1);
    walk->estimate += ocop_arena_rounded(length + 1);
    return OCOP_UNPACK_OK;
  }
  if (field->type == PROTOBUF_C_TYPE_MESSAGE) return walk_submessage(walk, field, tag, value, length);
  if (field->type == PROTOBUF_C_TYPE_BYTES) {
    if (is_repeated) count_elements(walk, field, 1);
    walk->estimate += ocop_arena_rounded(length);
    return OCOP_UNPACK_OK;
  }
  if (!is_repeated) return refuse(walk, OCOP_UNPACK_WIRE_TYPE_MISMATCH, tag, field->id);
  size_t count = packed_count(field->type, value, length);
  if (count == SIZE_MAX) return refuse(walk, OCOP_UNPACK_BAD_PACKED, tag, field->id);
  count_elements(walk, field, count);
  return OCOP_UNPACK_OK;
}

// Bytes of the value at `value`, without its length prefix, which goes to `prefix`; the value fits into its message.
INLINE OcopUnpackCode measure_value(
    const Walk *walk, unsigned wire_type, const uint8_t *value, size_t *prefix, size_t *length) {
  size_t left = (size_t)(walk->end - value);
  uint32_t content = 0;
  switch (wire_type) {
    case OCOP_WIRE_VARINT:
      *length = varint_length(value, walk->end);
      return *length != 0 ? OCOP_UNPACK_OK : varint_fault(value, walk->end, 10);
    case OCOP_WIRE_LENGTH_PREFIXED:
      *prefix = read_varint32(value, walk->end, &content);
      if (*prefix == 0) return varint_fault(value, walk->end, 5);
      *length = content;
      return content <= left - *prefix ? OCOP_UNPACK_OK : OCOP_UNPACK_LENGTH_BEYOND_END;
    case OCOP_WIRE_64BIT:
      *length = 8;
      return left >= 8 ? OCOP_UNPACK_OK : OCOP_UNPACK_TRUNCATED;
    case OCOP_WIRE_32BIT:
      *length = 4;
      return left >= 4 ? OCOP_UNPACK_OK : OCOP_UNPACK_TRUNCATED;
    default:
      return OCOP_UNPACK_WIRE_TYPE_UNSUPPORTED;
  }
}

// One field: its tag and its value, or of a submessage only the tag and the length.
INLINE OcopUnpackCode walk_field(Walk *walk) {
  const uint8_t *tag = walk->at;
  uint32_t key = 0;
  size_t tag_length = read_varint32(tag, walk->end, &key);
  if (tag_length == 0) return refuse(walk, varint_fault(tag, walk->end, 5), tag, 0);
  uint32_t number = key >> 3;
  unsigned wire_type = key & 7;
  if (number == 0) return refuse(walk, OCOP_UNPACK_FIELD_NUMBER_ZERO, tag, 0);

  const uint8_t *value = tag + tag_length;
  size_t prefix = 0;
  size_t length = 0;
  OcopUnpackCode code = measure_value(walk, wire_type, value, &prefix, &length);
  if (code != OCOP_UNPACK_OK) return refuse(walk, code, tag, number);
  count_field(walk);
  walk->at = value + prefix + length;

  const ProtobufCFieldDescriptor *field = field_of(walk->descriptor, number);
  if (field == NULL) {
    walk->estimate +=
        sizeof(ProtobufCMessageUnknownField) + ARRAY_ROUNDING_MAX + ocop_arena_rounded(prefix + length);
    return OCOP_UNPACK_OK;
  }
  if (wire_type == OCOP_WIRE_LENGTH_PREFIXED) return walk_prefixed(walk, field, tag, value + prefix, length);
  if (wire_type != ocop_wire_type(field->type)) return refuse(walk, OCOP_UNPACK_WIRE_TYPE_MISMATCH, tag, number);
  if (field->label == PROTOBUF_C_LABEL_REPEATED) count_elements(walk, field, 1);
  return OCOP_UNPACK_OK;
}

INLINE OcopUnpackCode walk_all(Walk *walk, const Frame *first_frame, size_t budget) {
  for (;;) {
    while (walk->at < walk->end) {
      const uint8_t *tag = walk->at;
      OcopUnpackCode code = walk_field(walk);
      if (code != OCOP_UNPACK_OK) return code;
      if (walk->estimate > budget) return refuse(walk, OCOP_UNPACK_OVER_BUDGET, tag, 0);
    }
    if (walk->frame == first_frame) return OCOP_UNPACK_OK;
    const Frame *frame = walk->frame - 1;
    walk->frame -= 1;
    walk->end = frame->end;
    walk->descriptor = frame->descriptor;
    walk->field_count = frame->field_count;
    walk->slab_capacity = frame->slab_capacity;
  }
}

// --- Entry ---

// Bytes an input of this length may take; the product cannot overflow, the length being at most the ceiling.
INLINE size_t budget_of(const OcopUnpackLimits *limits, size_t length) {
  size_t proportional = length * limits->budget_bytes_per_byte;
  return proportional > SIZE_MAX - limits->budget_bytes_base ? SIZE_MAX : proportional + limits->budget_bytes_base;
}

INLINE bool are_usable(const OcopUnpackLimits *limits, const ProtobufCMessageDescriptor *descriptor) {
  return limits->depth_max >= 1 && limits->depth_max <= OCOP_UNPACK_DEPTH_CEILING &&
         limits->length_max <= OCOP_UNPACK_LENGTH_CEILING &&
         descriptor->magic == PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC && descriptor->n_fields <= OCOP_UNPACK_FIELDS_MAX;
}

static bool refuse_input(OcopUnpackError *error, OcopUnpackError outcome) {
  if (error != NULL) *error = outcome;
  return false;
}

bool ocop_prescan(
    const ProtobufCMessageDescriptor *descriptor, size_t length, const uint8_t *bytes, const OcopUnpackLimits *limits,
    size_t *estimate_bytes, OcopUnpackError *error) {
  static const uint8_t nothing = 0;
  if (limits == NULL) limits = &ocop_unpack_limits_default;
  if (!are_usable(limits, descriptor) || (bytes == NULL && length > 0)) {
    return refuse_input(error, (OcopUnpackError){.code = OCOP_UNPACK_INVALID_ARGUMENT});
  }
  if (length > limits->length_max) {
    return refuse_input(error, (OcopUnpackError){.code = OCOP_UNPACK_TOO_LONG, .byte_offset = limits->length_max});
  }
  // An empty message may come without an address; the walk computes with one.
  const uint8_t *start = bytes == NULL ? &nothing : bytes;
  size_t budget = budget_of(limits, length);
  Frame frames[OCOP_UNPACK_DEPTH_CEILING];
  Walk walk = {.at = start, .frame = frames, .last_frame = &frames[limits->depth_max - 1], .fault = start};
  enter(&walk, descriptor, start + length);
  // The struct of the outermost message alone may exceed a small budget.
  OcopUnpackCode code = walk.estimate > budget ? OCOP_UNPACK_OVER_BUDGET : walk_all(&walk, frames, budget);
  if (code != OCOP_UNPACK_OK) {
    OcopUnpackError outcome = {
        .code = code,
        .field_number = walk.fault_field,
        .byte_offset = (size_t)(walk.fault - start),
        .message = walk.descriptor,
    };
    return refuse_input(error, outcome);
  }
  if (estimate_bytes != NULL) *estimate_bytes = walk.estimate;
  if (error != NULL) *error = (OcopUnpackError){.code = OCOP_UNPACK_OK};
  return true;
}
