import DomainPrimitives
import Messages
import Storage

/// The earlier state of the sources' logs that a request asks for.
struct KnownRevisions: Sendable {
  let revisions: [FollowedSource: SourceProgress]

  /// Nil when nothing is asked for. Throws `RequestError` naming the field.
  init?(
    _ knownAt: ReportingV1.KnownAt,
    now: [FollowedSource: SourceProgress],
    in transaction: any ReadTransaction
  ) throws {
    guard knownAt != ReportingV1.KnownAt() else { return nil }
    let asked: [FollowedSource: UInt64]
    if knownAt.day.isEmpty {
      asked = [.registry: knownAt.registryRevision, .listing: knownAt.listingRevision]
    } else {
      guard knownAt.registryRevision == 0, knownAt.listingRevision == 0 else {
        throw RequestError(
          kind: .invalidArgument,
          field: "known_at.day",
          reason: "day_and_revisions",
          description: "known_at takes a day or two revisions; leave the others empty"
        )
      }
      let day = try Self.day(knownAt.day)
      var found: [FollowedSource: UInt64] = [:]
      for source in FollowedSource.allCases {
        found[source] = try SourceProgress.revision(of: source.name, knownOn: day, in: transaction)
      }
      asked = found
    }
    var revisions: [FollowedSource: SourceProgress] = [:]
    for source in FollowedSource.allCases {
      let head = now[source]
      let revision = asked[source] ?? 0
      guard revision <= head?.revision ?? 0 else {
        throw RequestError(
          kind: .outOfRange,
          field: "known_at.\(source.name)_revision",
          reason: "beyond_head",
          description: "revision \(revision) of the \(source.name) service has not been followed yet; the last one is "
            + "\(head?.revision ?? 0)"
        )
      }
      revisions[source] = SourceProgress(
        epoch: head?.epoch ?? "",
        revision: revision,
        recordedAtUnixMicroseconds: revision == head?.revision ? head?.recordedAtUnixMicroseconds ?? 0 : 0
      )
    }
    self.revisions = revisions
  }

  private static func day(_ text: String) throws(RequestError) -> CivilDate {
    do throws(CalendarError) {
      return try CivilDate(parsing: text)
    } catch {
      throw RequestError(
        kind: .invalidArgument,
        field: "known_at.day",
        reason: error.code.rawValue,
        description: error.message
      )
    }
  }
}
