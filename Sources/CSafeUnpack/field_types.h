// What each protobuf type is on the wire and in protobuf-c's arrays.
#ifndef OCOP_FIELD_TYPES_H
#define OCOP_FIELD_TYPES_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

enum {
  OCOP_WIRE_VARINT = 0,
  OCOP_WIRE_64BIT = 1,
  OCOP_WIRE_LENGTH_PREFIXED = 2,
  OCOP_WIRE_32BIT = 5,
};

// Wire type of one value, not packed.
static inline unsigned ocop_wire_type(ProtobufCType type) {
  static const uint8_t wire_types[] = {
      [PROTOBUF_C_TYPE_INT32] = OCOP_WIRE_VARINT,
      [PROTOBUF_C_TYPE_SINT32] = OCOP_WIRE_VARINT,
      [PROTOBUF_C_TYPE_SFIXED32] = OCOP_WIRE_32BIT,
      [PROTOBUF_C_TYPE_INT64] = OCOP_WIRE_VARINT,
      [PROTOBUF_C_TYPE_SINT64] = OCOP_WIRE_VARINT,
      [PROTOBUF_C_TYPE_SFIXED64] = OCOP_WIRE_64BIT,
      [PROTOBUF_C_TYPE_UINT32] = OCOP_WIRE_VARINT,
      [PROTOBUF_C_TYPE_FIXED32] = OCOP_WIRE_32BIT,
      [PROTOBUF_C_TYPE_UINT64] = OCOP_WIRE_VARINT,
      [PROTOBUF_C_TYPE_FIXED64] = OCOP_WIRE_64BIT,
      [PROTOBUF_C_TYPE_FLOAT] = OCOP_WIRE_32BIT,
      [PROTOBUF_C_TYPE_DOUBLE] = OCOP_WIRE_64BIT,
      [PROTOBUF_C_TYPE_BOOL] = OCOP_WIRE_VARINT,
      [PROTOBUF_C_TYPE_ENUM] = OCOP_WIRE_VARINT,
      [PROTOBUF_C_TYPE_STRING] = OCOP_WIRE_LENGTH_PREFIXED,
      [PROTOBUF_C_TYPE_BYTES] = OCOP_WIRE_LENGTH_PREFIXED,
      [PROTOBUF_C_TYPE_MESSAGE] = OCOP_WIRE_LENGTH_PREFIXED,
  };
  return wire_types[type];
}

// Bytes of one element in the array of a repeated field.
static inline size_t ocop_element_size(ProtobufCType type) {
  static const uint8_t sizes[] = {
      [PROTOBUF_C_TYPE_INT32] = 4,
      [PROTOBUF_C_TYPE_SINT32] = 4,
      [PROTOBUF_C_TYPE_SFIXED32] = 4,
      [PROTOBUF_C_TYPE_INT64] = 8,
      [PROTOBUF_C_TYPE_SINT64] = 8,
      [PROTOBUF_C_TYPE_SFIXED64] = 8,
      [PROTOBUF_C_TYPE_UINT32] = 4,
      [PROTOBUF_C_TYPE_FIXED32] = 4,
      [PROTOBUF_C_TYPE_UINT64] = 8,
      [PROTOBUF_C_TYPE_FIXED64] = 8,
      [PROTOBUF_C_TYPE_FLOAT] = 4,
      [PROTOBUF_C_TYPE_DOUBLE] = 8,
      [PROTOBUF_C_TYPE_BOOL] = sizeof(protobuf_c_boolean),
      [PROTOBUF_C_TYPE_ENUM] = 4,
      [PROTOBUF_C_TYPE_STRING] = sizeof(char *),
      [PROTOBUF_C_TYPE_BYTES] = sizeof(ProtobufCBinaryData),
      [PROTOBUF_C_TYPE_MESSAGE] = sizeof(ProtobufCMessage *),
  };
  return sizes[type];
}

#endif
