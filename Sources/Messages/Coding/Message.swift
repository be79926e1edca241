/// A message of the protocol, as a Swift value.
///
/// Every conforming type is generated from `proto/` by `protoc-gen-ocop-swift`. Bytes are written and read by
/// libprotobuf-c; fields this program does not know are skipped when decoding and are not kept.
public protocol Message: Sendable, Hashable {
  /// A message with every field at its default: zero, empty, or absent.
  init()

  /// What the message is made of.
  static var descriptor: MessageDescriptor { get }

  /// Decodes a message. The bytes may come from anybody: they are checked before anything is built from them, and the
  /// memory used is bounded by their number.
  ///
  /// - Parameter bytes: The whole encoding; it is not kept.
  /// - Throws: ``MessageDecodingError`` saying what is wrong and where.
  init(decoding bytes: UnsafeRawBufferPointer) throws(MessageDecodingError)

  /// Encodes the message into memory that the caller provides. Never fails.
  ///
  /// A NUL inside a string cannot travel (libprotobuf-c's strings end at it, and every receiver here refuses it): it is
  /// written as U+FFFD, so nothing is cut off and the replacement can be seen.
  ///
  /// - Parameter reserve: Called exactly once with the encoded size; returns at least that many writable bytes, which
  ///   must stay valid until `encode` returns. The first `byteCount` of them are written.
  func encode(reserving reserve: (_ byteCount: Int) -> UnsafeMutableRawBufferPointer)

  /// The encoded message. See ``encode(reserving:)`` for strings that contain NUL.
  func encodedBytes() -> [UInt8]
}

extension Message {
  /// Full name in the schema: "ocop.registry.v1.Producer".
  public static var fullName: String { descriptor.fullName }

  /// Decodes a message from an array.
  ///
  /// - Throws: ``MessageDecodingError`` saying what is wrong and where.
  public init(decodingBytes bytes: [UInt8]) throws(MessageDecodingError) {
    let result: Result<Self, MessageDecodingError> = bytes.withUnsafeBytes { buffer in
      do throws(MessageDecodingError) {
        return .success(try Self(decoding: buffer))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }
}
