#include "hand_made_types.h"

#include <stddef.h>

// A field's place: the count of a repeated one, then its value or the address of its elements.
typedef struct Place {
  size_t count;
  union {
    void *pointer;
    uint64_t number;
    ProtobufCBinaryData bytes;
  } value;
} Place;

typedef struct Node {
  ProtobufCMessage base;
  Place places[4];
} Node;

typedef struct Everything {
  ProtobufCMessage base;
  Place places[34];
} Everything;

#define COUNT_OFFSET(type, index) (unsigned)(offsetof(type, places) + (index) * sizeof(Place))
#define VALUE_OFFSET(type, index) (unsigned)(COUNT_OFFSET(type, index) + offsetof(Place, value))

#define ONCE(owner, index, number, field_type, message) \
  {.name = "once", .id = (number), .label = PROTOBUF_C_LABEL_NONE, .type = PROTOBUF_C_TYPE_##field_type, \
   .offset = VALUE_OFFSET(owner, index), .descriptor = (message)}
#define REPEATED(owner, index, number, field_type, field_flags, message) \
  {.name = "repeated", .id = (number), .label = PROTOBUF_C_LABEL_REPEATED, .type = PROTOBUF_C_TYPE_##field_type, \
   .quantifier_offset = COUNT_OFFSET(owner, index), .offset = VALUE_OFFSET(owner, index), .flags = (field_flags), \
   .descriptor = (message)}
#define EVERY_ONCE(index, field_type, message) ONCE(Everything, index, (index) + 1, field_type, message)
#define EVERY_REPEATED(index, field_type, flags, message) \
  REPEATED(Everything, (index) + 17, (index) + 21, field_type, flags, message)
#define PACKED PROTOBUF_C_FIELD_FLAG_PACKED

static const ProtobufCFieldDescriptor node_fields[] = {
    ONCE(Node, 0, 1, MESSAGE, &test_node_descriptor),
    REPEATED(Node, 1, 2, MESSAGE, 0, &test_node_descriptor),
    ONCE(Node, 2, 3, UINT32, NULL),
    ONCE(Node, 3, 4, STRING, NULL),
};
static const ProtobufCIntRange node_ranges[] = {{1, 0}, {0, 4}};

const ProtobufCMessageDescriptor test_node_descriptor = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
    .name = "test.Node",
    .sizeof_message = sizeof(Node),
    .n_fields = 4,
    .fields = node_fields,
    .n_field_ranges = 1,
    .field_ranges = node_ranges,
};

static const ProtobufCFieldDescriptor everything_fields[] = {
    EVERY_ONCE(0, INT32, NULL),
    EVERY_ONCE(1, SINT32, NULL),
    EVERY_ONCE(2, SFIXED32, NULL),
    EVERY_ONCE(3, INT64, NULL),
    EVERY_ONCE(4, SINT64, NULL),
    EVERY_ONCE(5, SFIXED64, NULL),
    EVERY_ONCE(6, UINT32, NULL),
    EVERY_ONCE(7, FIXED32, NULL),
    EVERY_ONCE(8, UINT64, NULL),
    EVERY_ONCE(9, FIXED64, NULL),
    EVERY_ONCE(10, FLOAT, NULL),
    EVERY_ONCE(11, DOUBLE, NULL),
    EVERY_ONCE(12, BOOL, NULL),
    EVERY_ONCE(13, ENUM, NULL),
    EVERY_ONCE(14, STRING, NULL),
    EVERY_ONCE(15, BYTES, NULL),
    EVERY_ONCE(16, MESSAGE, &test_node_descriptor),
    EVERY_REPEATED(0, INT32, PACKED, NULL),
    EVERY_REPEATED(1, SINT32, PACKED, NULL),
    EVERY_REPEATED(2, SFIXED32, PACKED, NULL),
    EVERY_REPEATED(3, INT64, PACKED, NULL),
    EVERY_REPEATED(4, SINT64, PACKED, NULL),
    EVERY_REPEATED(5, SFIXED64, PACKED, NULL),
    EVERY_REPEATED(6, UINT32, PACKED, NULL),
    EVERY_REPEATED(7, FIXED32, PACKED, NULL),
    EVERY_REPEATED(8, UINT64, PACKED, NULL),
    EVERY_REPEATED(9, FIXED64, PACKED, NULL),
    EVERY_REPEATED(10, FLOAT, PACKED, NULL),
    EVERY_REPEATED(11, DOUBLE, PACKED, NULL),
    EVERY_REPEATED(12, BOOL, PACKED, NULL),
    EVERY_REPEATED(13, ENUM, PACKED, NULL),
    EVERY_REPEATED(14, STRING, 0, NULL),
    EVERY_REPEATED(15, BYTES, 0, NULL),
    EVERY_REPEATED(16, MESSAGE, 0, &test_node_descriptor),
};
static const ProtobufCIntRange everything_ranges[] = {{1, 0}, {21, 17}, {0, 34}};

const ProtobufCMessageDescriptor test_everything_descriptor = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
    .name = "test.Everything",
    .sizeof_message = sizeof(Everything),
    .n_fields = 34,
    .fields = everything_fields,
    .n_field_ranges = 2,
    .field_ranges = everything_ranges,
};
