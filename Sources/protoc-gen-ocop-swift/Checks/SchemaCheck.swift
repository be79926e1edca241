import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// What a schema may not contain: what protoc-c cannot build, what cannot be decoded safely, and what RPC cannot carry.
enum SchemaCheck {
  /// Most nesting of messages: CSafeUnpack's default limit, so that whatever can be encoded can be decoded.
  static let messageDepthMax = 32
  /// Most fields of a message: CSafeUnpack's limit.
  static let messageFieldsMax = 256

  /// Names of messages and enumerations that would hide what the generated code or Swift itself needs.
  private static let reservedTypeNames: Set<String> = [
    "Any", "Array", "Bool", "CForm", "Double", "EncodeArena", "Hashable", "Int32", "Int64", "Message", "Optional",
    "Protocol", "Self", "Sendable", "String", "Type", "UInt32", "UInt64", "UInt8",
  ]

  /// Names of fields that would collide with members of the generated C or Swift.
  private static let reservedFieldNames: Set<String> = ["base", "c_form", "encoded_bytes", "hash_value", "self"]

  /// All that is wrong, one line each: "FILE: NAME: what, and what to do".
  static func problems(in files: [FileDescriptor]) -> [String] {
    var problems: [String] = []
    for file in files {
      problems += fileProblems(file).map { "\(file.name): \($0)" }
      for message in allMessages(of: file) {
        problems += messageProblems(message).map { "\(file.name): \($0)" }
      }
      for enumeration in allEnums(of: file) {
        problems += enumProblems(enumeration).map { "\(file.name): \($0)" }
      }
      for service in file.services {
        problems += service.methods.flatMap(methodProblems).map { "\(file.name): \($0)" }
      }
    }
    return problems + namespaceProblems(files)
  }

  /// Messages of a file with those nested in them, outermost first; without the entries of maps.
  static func allMessages(of file: FileDescriptor) -> [Descriptor] {
    func nested(_ message: Descriptor) -> [Descriptor] {
      message.options.mapEntry ? [] : [message] + message.messages.flatMap(nested)
    }
    return file.messages.flatMap(nested)
  }

  /// Enumerations of a file with those nested in messages.
  static func allEnums(of file: FileDescriptor) -> [EnumDescriptor] {
    file.enums + allMessages(of: file).flatMap(\.enums)
  }

  private static func fileProblems(_ file: FileDescriptor) -> [String] {
    var problems: [String] = []
    if file.edition != .proto3 {
      problems.append("only proto3 is supported: write syntax = \"proto3\";")
    }
    if file.package.isEmpty {
      problems.append("a package is needed: it names the Swift namespace")
    }
    let options = [DeclaredAccess.optionNumber, DeclaredEncoding.optionNumber]
    if file.extensions.contains(where: { !options.contains(UInt64($0.number)) }) {
      problems.append("extensions are not supported, but for the options in ocop/rpc/v1/access.proto")
    }
    return problems
  }

  private static func messageProblems(_ message: Descriptor) -> [String] {
    var problems: [String] = []
    if reservedTypeNames.contains(message.name) {
      problems.append("\(message.fullName): the name hides one that Swift needs: choose another")
    }
    if message.fields.count > messageFieldsMax {
      problems.append("\(message.fullName): \(message.fields.count) fields; at most \(messageFieldsMax) are decoded")
    }
    if let cycle = cycle(from: message) {
      problems.append(
        "\(message.fullName): recursive messages are not allowed, since their depth is the sender's choice: "
          + cycle.map(\.fullName).joined(separator: " > ")
      )
    } else if depth(of: message) > messageDepthMax {
      problems.append("\(message.fullName): nests more than \(messageDepthMax) messages deep, which is not decoded")
    }
    for field in message.fields {
      problems += fieldProblems(field).map { "\(message.fullName).\(field.name): \($0)" }
    }
    let properties =
      message.fields.filter { $0.realContainingOneof == nil }.map { SwiftNames.property($0.name) }
      + message.realOneofs.map { SwiftNames.property($0.name) }
    return problems
      + duplicates(properties).map {
        "\(message.fullName): two of its parts would both be called \($0) in Swift"
      }
  }

  private static func fieldProblems(_ field: FieldDescriptor) -> [String] {
    var problems: [String] = []
    if field.isMap {
      return ["maps are not supported: use a repeated message with key and value"]
    }
    if field.type == .group {
      problems.append("groups are not supported: use a message")
    }
    if field.type == .float {
      problems.append("float is not supported: use double, or an integer with its unit in the name")
    }
    if field.containingOneof != nil, field.realContainingOneof == nil {
      problems.append("proto3 \"optional\" is not supported by protoc-c: use a oneof with one member, or a message")
    }
    if reservedFieldNames.contains(field.name.lowercased()) {
      problems.append("the name collides with generated code: choose another")
    }
    return problems
  }

  private static func enumProblems(_ enumeration: EnumDescriptor) -> [String] {
    var problems: [String] = []
    if reservedTypeNames.contains(enumeration.name) {
      problems.append("\(enumeration.fullName): the name hides one that Swift needs: choose another")
    }
    if enumeration.options.allowAlias {
      problems.append("\(enumeration.fullName): allow_alias is not supported: give each number one name")
    }
    return problems
      + duplicates(enumeration.values.map(SwiftNames.enumCase)).map {
        "\(enumeration.fullName): two values would both be called \($0) in Swift"
      }
  }

  private static func methodProblems(_ method: MethodDescriptor) -> [String] {
    let name = method.fullName
    if CNames.methodKeywords.contains(CNames.lowerSnake(method.name)) {
      return ["\(name): protoc-c would write C that does not compile for a method of this name: choose another"]
    }
    guard let access = DeclaredAccess(method) else {
      return ["\(name): who may call it is not declared: add option (ocop.rpc.v1.access), see ocop/rpc/v1/access.proto"]
    }
    return [access.problem, DeclaredEncoding.problem(method)].compactMap { $0 }.map { "\(name): \($0)" }
  }

  private static func namespaceProblems(_ files: [FileDescriptor]) -> [String] {
    let byNamespace = Dictionary(grouping: Set(files.map(\.package))) { SwiftNames.namespace(ofPackage: $0) }
    return byNamespace.filter { $0.value.count > 1 }.map { namespace, packages in
      "packages \(packages.sorted().joined(separator: " and ")) would both be called \(namespace) in Swift"
    }.sorted()
  }

  /// The messages on a way from `message` back to itself, or nil.
  private static func cycle(from message: Descriptor) -> [Descriptor]? {
    var visited: Set<String> = []
    func search(_ current: Descriptor, _ path: [Descriptor]) -> [Descriptor]? {
      for field in current.fields where field.type == .message || field.type == .group {
        guard let next = field.messageType else { continue }
        if next.fullName == message.fullName { return path + [next] }
        if visited.insert(next.fullName).inserted, let found = search(next, path + [next]) { return found }
      }
      return nil
    }
    return search(message, [message])
  }

  /// Messages on the longest way down from `message`, itself included. Only for messages that reach no cycle of their
  /// own; a cycle further down ends the count, and is reported for the messages on it.
  private static func depth(of message: Descriptor, above: Set<String> = []) -> Int {
    if above.contains(message.fullName) || above.count > messageDepthMax { return 1 }
    let below = message.fields.compactMap { $0.type == .message ? $0.messageType : nil }
    let unique = Dictionary(below.map { ($0.fullName, $0) }, uniquingKeysWith: { first, _ in first })
    return 1 + (unique.values.map { depth(of: $0, above: above.union([message.fullName])) }.max() ?? 0)
  }

  private static func duplicates(_ names: [String]) -> [String] {
    Dictionary(grouping: names, by: { $0 }).filter { $0.value.count > 1 }.keys.sorted()
  }
}
