import Foundation
import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// Who encodes a method's answer: the option `(ocop.rpc.v1.encoded_by_handler)`.
enum DeclaredEncoding {
  /// The option's field number in MethodOptions.
  static let optionNumber: UInt64 = 50_802

  /// Whether the method's handler does.
  static func isByHandler(_ method: MethodDescriptor) -> Bool {
    DeclaredAccess.fields(method.options.unknownFields.data).last { $0.0 == optionNumber }.map { $0.1 != 0 } ?? false
  }

  /// What is wrong with the declaration; nil when nothing is.
  static func problem(_ method: MethodDescriptor) -> String? {
    guard isByHandler(method), CallShape(method) != .unary else { return nil }
    return "(ocop.rpc.v1.encoded_by_handler) is for methods with one request and one answer"
  }
}
