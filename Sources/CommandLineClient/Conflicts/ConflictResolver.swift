import ClientKit
import Messages
import RPC

/// Has decisions stored, one by one, and counts what became of them.
struct ConflictResolver: Sendable {
  let client: ConflictClient
  let session: Session

  private(set) var mine = 0
  private(set) var theirs = 0
  private(set) var mixed = 0
  private(set) var refused = 0
  /// Conflicts that nobody has decided on.
  var open = 0

  init(client: ConflictClient, session: Session) {
    self.client = client
    self.session = session
  }

  /// Stores a decision. What a service refuses is noted, and the next can go on.
  ///
  /// - Throws: `RPCError` other than a refusal of this decision.
  mutating func resolve(_ decision: ConflictDecision) async throws {
    do {
      let answer = try await client.resolve(decision.request)
      guard let summary = answer.summary, summary.applied else {
        let reasons = (answer.summary?.violations ?? []).map { "\($0.field): \($0.description)" }
        return try refuse(decision, reasons.joined(separator: "; "))
      }
      switch answer.conflict?.state {
      case .resolvedMine: mine += 1
      case .resolvedMixed: mixed += 1
      default: theirs += 1
      }
    } catch let error as RPCError where Self.isOfOne(error.code) {
      try refuse(decision, error.message)
    }
  }

  private mutating func refuse(_ decision: ConflictDecision, _ reason: String) throws {
    refused += 1
    try session.note("\(decision.identifier): \(reason)".printable)
  }

  /// Whether an error tells of this decision alone.
  private static func isOfOne(_ code: StatusCode) -> Bool {
    [.notFound, .aborted, .failedPrecondition, .invalidArgument, .alreadyExists].contains(code)
  }

  /// Says what became of all of them.
  ///
  /// - Throws: ``CommandFailure`` when one was refused.
  func finish(isJSON: Bool) throws {
    if isJSON {
      let document = JSONValue.members(
        ("resolved_mine", .number(String(mine))),
        ("resolved_theirs", .number(String(theirs))),
        ("resolved_mixed", .number(String(mixed))),
        ("refused", .number(String(refused))),
        ("open", .number(String(open)))
      )
      try session.output.write(JSONWriter.indented(document))
    } else {
      try session.output.write(
        "\(mine) resolved as mine, \(theirs) as theirs, \(mixed) some of each, \(open) left open\n"
      )
    }
    if refused > 0 {
      throw CommandFailure(.refused, "\(ImportOutcome.count(refused, "decision")) could not be stored; see above")
    }
  }
}
