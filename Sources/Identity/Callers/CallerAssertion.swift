internal import Messages
internal import RPC

/// How a gateway tells a service who calls, where the call has no proof of its own: the metadata entry ocop-caller-bin.
enum CallerAssertion {
  static let key = "ocop-caller-bin"

  /// The entry as it is put behind the encoded OpenMetadata of a call.
  static func metadata(
    subject: String,
    role: AccessRole,
    units: [Caller.Unit],
    producerID: String,
    credential: String
  ) -> [UInt8] {
    var message = IdentityV1.AssertedCaller()
    message.subject = subject
    message.role = role.message
    message.units = units.map { unit in
      var key = IdentityV1.UnitKey()
      key.code = unit.code
      key.validFrom = unit.validFrom
      return key
    }
    message.producerID = producerID
    message.credential = credential
    var metadata = Metadata()
    metadata.append(binary: message.encodedBytes(), forKey: key)
    return metadata.encodedOpenMetadata
  }

  static func caller(_ bytes: [UInt8], gateway: String) throws(IdentityProblem) -> Caller {
    guard let message = try? IdentityV1.AssertedCaller(decodingBytes: bytes) else {
      throw IdentityProblem("cannot be decoded")
    }
    guard let role = AccessRole(message.role) else { throw IdentityProblem("names a role that there is none") }
    try CallerText.check(subject: message.subject)
    let units = message.units.map { Caller.Unit(code: $0.code, validFrom: $0.validFrom) }
    try CallerText.check(role: role, units: units.map { ($0.code, $0.validFrom) }, producerID: message.producerID)
    return Caller(
      subject: message.subject,
      role: role,
      units: units,
      producerID: message.producerID,
      credential: String(message.credential.prefix(200)),
      gateway: gateway
    )
  }
}
