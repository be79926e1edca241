/// How large a schema may be that is learnt from a daemon.
struct DynamicSchemaLimits: Sendable {
  /// Most messages, most enumerations, and most methods.
  var typesMax = 4096
  /// Most fields of a message: what the decoder of generated messages takes too.
  var fieldsMax = FieldSet.fieldsMax
  /// Most values of an enumeration.
  var valuesMax = 4096
  /// Most nesting of messages: deeper ones are not decoded.
  var depthMax = 32
  /// Longest name, in bytes.
  var nameByteCountMax = 512
  /// Whether messages may contain themselves. Their depth is then the sender's choice, which no schema of ours allows;
  /// the test corpus does.
  var admitsRecursion = false
}
