/// How protobuf says where a value ends. Groups (3 and 4) are not used.
enum WireType: UInt64 {
  case varint = 0
  case fixed64 = 1
  case lengthPrefixed = 2
  case fixed32 = 5
}
