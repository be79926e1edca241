import Messages

/// Recomputes a change log's chain, event by event, and finds the first one that is wrong.
struct ChainVerifier {
  /// Where a log is wrong.
  struct Fault: Hashable {
    var revision: UInt64
    var description: String
  }

  private let compactedRevision: UInt64
  /// Last event that was looked at.
  private(set) var revision: UInt64 = 0
  private(set) var digest = ChainDigest.start
  private(set) var eventCount: UInt64 = 0
  private(set) var erasedCount: UInt64 = 0
  /// Subjects whose last event so far is an erased one, with its revision.
  private var erasedSubjects: [String: UInt64] = [:]

  /// - Parameter compactedRevision: Up to here events may be missing.
  init(compactedRevision: UInt64) {
    self.compactedRevision = compactedRevision
  }

  /// Looks at the next event. Returns what is wrong with it; nil when nothing is.
  mutating func fault(in event: CommonV1.ChangeEvent) -> Fault? {
    guard event.revision > revision else {
      return Fault(revision: event.revision, description: "event \(event.revision) comes after \(revision)")
    }
    let isNext = event.revision == revision + 1
    guard isNext || event.revision <= compactedRevision else {
      return Fault(revision: revision + 1, description: "event \(revision + 1) is missing")
    }
    // What stood before a gap is not known any more, so the first event after one is believed.
    if isNext, ChainDigest.digest(of: event, after: digest) != event.digest {
      return Fault(revision: event.revision, description: "event \(event.revision) was altered, or one before it was")
    }
    guard ChainDigest.isTrue(event) else {
      return Fault(revision: event.revision, description: "what event \(event.revision) tells was altered")
    }
    revision = event.revision
    digest = event.digest
    eventCount += 1
    if event.isErased {
      erasedCount += 1
      erasedSubjects[event.subject] = event.revision
    } else if !erasedSubjects.isEmpty {
      erasedSubjects[event.subject] = nil
    }
    return nil
  }

  /// What is wrong at the end; nil when the log ends where it should.
  func fault(atEnd head: LogHead) -> Fault? {
    guard revision == head.revision else {
      return Fault(revision: revision + 1, description: "the log ends at \(revision), its head says \(head.revision)")
    }
    guard digest == head.digest else {
      return Fault(revision: revision, description: "the last event's digest is not the head's")
    }
    if let lost = erasedSubjects.values.min() {
      return Fault(
        revision: lost,
        description: "event \(lost) is erased, and no later event tells its subject's state: it was not erased by the "
          + "service"
      )
    }
    return nil
  }
}
