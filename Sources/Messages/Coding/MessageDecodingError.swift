internal import CProtobufC
internal import CSafeUnpack

/// Why bytes were refused as a message.
public struct MessageDecodingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, for programs.
  public enum Reason: Sendable, Hashable, CaseIterable {
    /// The bytes end inside a tag, a value or a length.
    case truncated
    /// A varint is longer than its type allows.
    case varintTooLong
    /// A field has number 0.
    case fieldNumberZero
    /// A wire type that proto3 does not use (groups and the two undefined ones).
    case wireTypeUnsupported
    /// The wire type is not that of the field.
    case wireTypeMismatch
    /// A length goes beyond the end of the message it is in.
    case lengthBeyondEnd
    /// Messages are nested too deep.
    case tooDeep
    /// A string is not UTF-8.
    case invalidUTF8
    /// A string holds a NUL.
    case nulInString
    /// A submessage that may occur once occurs twice.
    case repeatedSubmessage
    /// A packed field ends inside an element, or holds a boolean that is neither 0 nor 1.
    case badPacked
    /// Decoded, the message would take far more memory than its bytes.
    case overBudget
    /// The message is longer than the limit.
    case tooLong
    /// There is no memory.
    case outOfMemory
    /// libprotobuf-c refused what the checks before it accept; a mistake of this program.
    case refusedByLibrary
  }

  /// What is wrong, for programs.
  public let reason: Reason
  /// What is wrong and where, for people; names the message and field, never their contents.
  public let message: String
  /// First offending byte, from the start of the outermost message; nil when the bytes were not looked at.
  public let byteOffset: Int?

  /// An error with its parts.
  public init(reason: Reason, message: String, byteOffset: Int?) {
    self.reason = reason
    self.message = message
    self.byteOffset = byteOffset
  }

  /// The same as ``message``.
  public var description: String { message }

  /// The error that the prescan reported while decoding `descriptor`.
  init(_ error: OcopUnpackError, decoding descriptor: UnsafePointer<ProtobufCMessageDescriptor>) {
    let place = error.message ?? descriptor
    var subject = String(cString: place.pointee.name)
    if error.field_number != 0 {
      if let field = protobuf_c_message_descriptor_get_field(place, error.field_number) {
        subject += ".\(String(cString: field.pointee.name))"
      } else {
        subject += ", field \(error.field_number)"
      }
    }
    let text = String(cString: ocop_unpack_code_description(error.code))
    let offset = error.message == nil ? nil : Int(error.byte_offset)
    self.init(
      reason: Reason(error.code),
      message: "\(subject): \(text)" + (offset.map { " (byte \($0))" } ?? ""),
      byteOffset: offset
    )
  }

  static func outOfMemory(decoding descriptor: MessageDescriptor) -> MessageDecodingError {
    MessageDecodingError(reason: .outOfMemory, message: "\(descriptor.fullName): no memory to decode", byteOffset: nil)
  }
}

extension MessageDecodingError.Reason {
  fileprivate init(_ code: OcopUnpackCode) {
    switch code {
    case OCOP_UNPACK_TRUNCATED: self = .truncated
    case OCOP_UNPACK_VARINT_TOO_LONG: self = .varintTooLong
    case OCOP_UNPACK_FIELD_NUMBER_ZERO: self = .fieldNumberZero
    case OCOP_UNPACK_WIRE_TYPE_UNSUPPORTED: self = .wireTypeUnsupported
    case OCOP_UNPACK_WIRE_TYPE_MISMATCH: self = .wireTypeMismatch
    case OCOP_UNPACK_LENGTH_BEYOND_END: self = .lengthBeyondEnd
    case OCOP_UNPACK_TOO_DEEP: self = .tooDeep
    case OCOP_UNPACK_INVALID_UTF8: self = .invalidUTF8
    case OCOP_UNPACK_NUL_IN_STRING: self = .nulInString
    case OCOP_UNPACK_REPEATED_SUBMESSAGE: self = .repeatedSubmessage
    case OCOP_UNPACK_BAD_PACKED: self = .badPacked
    case OCOP_UNPACK_OVER_BUDGET: self = .overBudget
    case OCOP_UNPACK_TOO_LONG: self = .tooLong
    case OCOP_UNPACK_OUT_OF_MEMORY: self = .outOfMemory
    default: self = .refusedByLibrary
    }
  }
}
