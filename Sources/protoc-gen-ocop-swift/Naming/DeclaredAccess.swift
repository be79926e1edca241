import Foundation
import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// Who may call a method: the option `(ocop.rpc.v1.access)`, read from the bytes that it came in, since the generator
/// cannot use code that it has yet to generate.
struct DeclaredAccess {
  /// The option's field number in MethodOptions, and the numbers and names in `ocop.rpc.v1.Access`.
  static let optionNumber: UInt64 = 50_801
  private static let roles = ["province", "office", "producer", "service", "operator", "auditor", "loadTester"]
  private static let scopes = ["everything", "ownUnits", "ownRecords"]
  private static let everybodyNumber: UInt64 = 15

  /// Pairs of a role and its scope, in the order of the roles.
  private(set) var grants: [(role: String, scope: String)] = []
  private(set) var isForEverybody = false
  /// What is wrong with it; nil when nothing is.
  private(set) var problem: String?

  /// - Returns: nil when the method declares nothing.
  init?(_ method: SwiftProtobufPluginLibrary.MethodDescriptor) {
    // Written in several parts, it comes several times, and they are to be merged.
    let parts = DeclaredAccess.fields(method.options.unknownFields.data).filter { $0.0 == Self.optionNumber }
    if parts.isEmpty { return nil }
    var found: [Int: String] = [:]
    for (number, value, _) in parts.flatMap({ DeclaredAccess.fields($0.2) }) {
      if number == Self.everybodyNumber {
        isForEverybody = value != 0
      } else if Self.roles.indices.contains(Int(number) - 1), Self.scopes.indices.contains(Int(value) - 1) {
        found[Int(number) - 1] = Self.scopes[Int(value) - 1]
      } else if value != 0 {
        problem = "(ocop.rpc.v1.access) names role \(number) with scope \(value), which this generator does not know"
      }
    }
    grants = found.sorted { $0.key < $1.key }.map { (Self.roles[$0.key], $0.value) }
    if problem == nil, grants.isEmpty != isForEverybody {
      problem =
        isForEverybody
        ? "(ocop.rpc.v1.access) names roles and everybody: choose one" : "(ocop.rpc.v1.access) lets nobody call it"
    }
  }

  /// The Swift expression: "MethodAccess(province: .everything)".
  var expression: String {
    if isForEverybody { return "MethodAccess.everybody" }
    return "MethodAccess(\(grants.map { "\($0.role): .\($0.scope)" }.joined(separator: ", ")))"
  }

  /// The fields of an encoded message: number, value of a varint, bytes of a length-delimited one. Ends at the first
  /// thing that is neither: protoc has checked the bytes, and the option has no other kinds.
  static func fields(_ data: Data) -> [(UInt64, UInt64, Data)] {
    var rest = data
    func varint() -> UInt64? {
      var value: UInt64 = 0
      for (index, byte) in rest.prefix(10).enumerated() {
        value |= UInt64(byte & 0x7F) << (7 * UInt64(index))
        if byte < 0x80 {
          rest = rest.dropFirst(index + 1)
          return value
        }
      }
      return nil
    }
    var fields: [(UInt64, UInt64, Data)] = []
    while let tag = varint(), let value = varint() {
      switch tag & 7 {
      case 0: fields.append((tag >> 3, value, Data()))
      case 2 where value <= UInt64(rest.count):
        fields.append((tag >> 3, 0, Data(rest.prefix(Int(value)))))
        rest = rest.dropFirst(Int(value))
      default: return fields
      }
    }
    return fields
  }
}
