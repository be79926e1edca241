import ClientKit
import Identity
import Messages

/// What is decided about one conflict.
struct ConflictDecision: Sendable, Hashable {
  let identifier: String
  /// Revision of the record that the decision was made at.
  let revision: UInt64
  /// For every field that is not named; not set: they must all be.
  var take = CommonV1.ConflictSide.unspecified
  /// By the fields' names, as the service has them.
  var fields: [String: CommonV1.ConflictSide] = [:]

  /// The request. Named after the decision, so that the same one made again, also by another run, is done once.
  var request: CommonV1.ResolveConflictRequest {
    var request = CommonV1.ResolveConflictRequest()
    request.conflictID = identifier
    request.revision = revision
    request.take = take
    request.fields = fields.sorted { $0.key < $1.key }.map { name, side in
      var field = CommonV1.ConflictField()
      field.name = name
      field.take = side
      return field
    }
    var digest = ContentDigest()
    digest.add(request.encodedBytes())
    request.operationID = "resolve-\(identifier.prefix(64))-\(digest.text.prefix(32))"
    return request
  }

  /// What a word says: "mine" or "theirs"; nil for another.
  static func side(_ word: String) -> CommonV1.ConflictSide? {
    CommonV1.ConflictSide.descriptor.number(ofShortName: word.trimmed.lowercased())
      .map { CommonV1.ConflictSide(rawValue: $0) }
  }
}
