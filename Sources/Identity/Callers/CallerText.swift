internal import Messages

/// The rules for what names a caller, wherever it comes from: tokens, the file of callers, a gateway.
enum CallerText {
  static let subjectByteCountMax = 128

  static func check(subject: String) throws(IdentityProblem) {
    guard (1...subjectByteCountMax).contains(subject.utf8.count), subject.unicodeScalars.allSatisfy(isPrintable) else {
      throw IdentityProblem("names a subject that is not 1 to \(subjectByteCountMax) bytes of printable text")
    }
  }

  static func check(
    role: AccessRole,
    units: [(code: String, validFrom: String)],
    producerID: String
  ) throws(IdentityProblem) {
    guard (role == .office) != units.isEmpty else {
      throw IdentityProblem(role == .office ? "is an office's and names no unit" : "names units and is not an office's")
    }
    guard (role == .producer) != producerID.isEmpty else {
      throw IdentityProblem(
        role == .producer ? "is a producer's and does not say which" : "names a producer and is not a producer's"
      )
    }
    guard units.count <= 64 else { throw IdentityProblem("names \(units.count) units; at most 64") }
    for unit in units where !isUnit(unit.code, unit.validFrom) {
      throw IdentityProblem(
        "names the unit \"\(unit.code.prefix(20))@\(unit.validFrom.prefix(20))\"; "
          + "write CODE@YYYY-MM-DD, 06463@2025-07-01"
      )
    }
    guard producerID.isEmpty || isRecordID(producerID) else {
      throw IdentityProblem("names a producer that is no identifier: 1 to 64 of A-Z, a-z, 0-9, '-', '_', '.'")
    }
  }

  static func isInstallation(_ name: String) -> Bool { isRecordID(name) }

  static func isHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  private static func isUnit(_ code: String, _ validFrom: String) -> Bool {
    let digits = code.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let day = validFrom.utf8.enumerated().allSatisfy { index, byte in
      index == 4 || index == 7 ? byte == UInt8(ascii: "-") : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    return digits && (1...10).contains(code.utf8.count) && validFrom.utf8.count == 10 && day
  }

  private static func isRecordID(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
