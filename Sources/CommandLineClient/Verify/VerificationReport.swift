import ClientKit

/// Everything a verification found.
struct VerificationReport: Sendable {
  var findings: [VerificationFinding] = []
  /// Where the chains that were proved end.
  var heads = ChainNote()

  var table: String {
    var table = TextTable([
      TextTable.Column("what"), TextTable.Column("result"), TextTable.Column("revision", alignment: .right),
      TextTable.Column("detail"),
    ])
    for finding in findings {
      table.append([finding.subject, finding.result.rawValue, String(finding.revision), finding.detail])
    }
    return table.rendered()
  }

  var json: JSONValue {
    let found = findings.map { finding in
      JSONValue.members(
        ("subject", .string(finding.subject)),
        ("result", .string(finding.result.rawValue)),
        ("revision", .number(String(finding.revision))),
        ("detail", .string(finding.detail))
      )
    }
    return .members(("findings", .array(found)))
  }
}
