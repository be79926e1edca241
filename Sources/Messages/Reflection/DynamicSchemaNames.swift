/// Checks the names of a schema that a daemon sent: they are printed, and looked up.
struct DynamicSchemaNames {
  let limits: DynamicSchemaLimits

  /// Places of names that must be there once.
  ///
  /// - Parameter kind: what they name, for errors: "message".
  func indexes(_ names: [String], kind: String) throws(DynamicSchemaError) -> [String: Int] {
    if names.count > limits.typesMax {
      throw DynamicSchemaError(.tooLarge, "\(names.count) times a \(kind); at most \(limits.typesMax) are taken")
    }
    var indexes: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      try check(name, what: "a \(kind)")
      guard indexes.updateValue(index, forKey: name) == nil else {
        throw DynamicSchemaError(.duplicateName, "there are two of a \(kind) called \(name)")
      }
    }
    return indexes
  }

  /// A name is one or more words of letters, digits and "_", with dots between them.
  func check(_ name: String, what: String) throws(DynamicSchemaError) {
    let utf8 = name.utf8
    guard (1...limits.nameByteCountMax).contains(utf8.count) else {
      throw DynamicSchemaError(
        .badName,
        "\(what) has a name of \(utf8.count) bytes; 1 to \(limits.nameByteCountMax) are allowed"
      )
    }
    let areWords = utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { word in
      guard let first = word.first, !Self.isDigit(first) else { return false }
      return word.allSatisfy { Self.isDigit($0) || Self.isLetter($0) || $0 == UInt8(ascii: "_") }
    }
    // The name itself is not repeated: it may hold anything.
    if !areWords { throw DynamicSchemaError(.badName, "\(what) has a name that is none of protobuf") }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
