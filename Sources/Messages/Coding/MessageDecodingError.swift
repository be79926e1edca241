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
    let field = protobuf_c_message_descriptor_get_field(place, error.field_number)
    self.init(
      Reason(error.code),
      messageName: String(cString: place.pointee.name),
      fieldName: field.map { String(cString: $0.pointee.name) },
      fieldNumber: Int(error.field_number),
      byteOffset: error.message == nil ? nil : Int(error.byte_offset)
    )
  }

  /// An error at a place: the message and the field it is in.
  ///
  /// - Parameters:
  ///   - fieldName: nil when the message has no field of this number.
  ///   - fieldNumber: 0 when the error is in no field.
  init(_ reason: Reason, messageName: String, fieldName: String?, fieldNumber: Int, byteOffset: Int?) {
    var subject = messageName
    if fieldNumber != 0 {
      subject += fieldName.map { ".\($0)" } ?? ", field \(fieldNumber)"
    }
    let text = String(cString: ocop_unpack_code_description(reason.code))
    self.init(
      reason: reason,
      message: "\(subject): \(text)" + (byteOffset.map { " (byte \($0))" } ?? ""),
      byteOffset: byteOffset
    )
  }

  static func outOfMemory(decoding descriptor: MessageDescriptor) -> MessageDecodingError {
    MessageDecodingError(reason: .outOfMemory, message: "\(descriptor.fullName): no memory to decode", byteOffset: nil)
  }
}

extension MessageDecodingError.Reason {
  /// The reasons as the prescan numbers them.
  private static let codes: [(code: OcopUnpackCode, reason: Self)] = [
    (OCOP_UNPACK_TRUNCATED, .truncated),
    (OCOP_UNPACK_VARINT_TOO_LONG, .varintTooLong),
    (OCOP_UNPACK_FIELD_NUMBER_ZERO, .fieldNumberZero),
    (OCOP_UNPACK_WIRE_TYPE_UNSUPPORTED, .wireTypeUnsupported),
    (OCOP_UNPACK_WIRE_TYPE_MISMATCH, .wireTypeMismatch),
    (OCOP_UNPACK_LENGTH_BEYOND_END, .lengthBeyondEnd),
    (OCOP_UNPACK_TOO_DEEP, .tooDeep),
    (OCOP_UNPACK_INVALID_UTF8, .invalidUTF8),
    (OCOP_UNPACK_NUL_IN_STRING, .nulInString),
    (OCOP_UNPACK_REPEATED_SUBMESSAGE, .repeatedSubmessage),
    (OCOP_UNPACK_BAD_PACKED, .badPacked),
    (OCOP_UNPACK_OVER_BUDGET, .overBudget),
    (OCOP_UNPACK_TOO_LONG, .tooLong),
    (OCOP_UNPACK_OUT_OF_MEMORY, .outOfMemory),
    (OCOP_UNPACK_REFUSED_BY_LIBRARY, .refusedByLibrary),
  ]

  fileprivate init(_ code: OcopUnpackCode) {
    self = Self.codes.first { $0.code == code }?.reason ?? .refusedByLibrary
  }

  fileprivate var code: OcopUnpackCode {
    Self.codes.first { $0.reason == self }?.code ?? OCOP_UNPACK_REFUSED_BY_LIBRARY
  }
}
