#ifndef OCOP_FUZZING_HAND_MADE_TYPES_H
#define OCOP_FUZZING_HAND_MADE_TYPES_H

#include <protobuf-c/protobuf-c.h>

// Message types that no .proto file here has, as proto/golden/README.md describes them: test.Node refers to itself, and
// test.Everything has a field of every type, once and repeated.
extern const ProtobufCMessageDescriptor test_node_descriptor;
extern const ProtobufCMessageDescriptor test_everything_descriptor;

#endif
