import Messages

/// What a follower knows during one watch: a pure value that turns items into steps and refuses gaps.
struct FollowProgress {
  /// What is to be done in one transaction.
  struct Step {
    var from: FollowerCursor
    var to: FollowerCursor
    /// The copy is to be thrown away first.
    var resets = false
    var events: [CommonV1.ChangeEvent] = []
    /// The source's head as far as it is known.
    var sourceRevision: UInt64 = 0

    var changesAnything: Bool { from != to || resets }
  }

  private var cursor: FollowerCursor
  private let asksFromTheBeginning: Bool
  /// Up to here the source's log has gaps, by its bookmarks.
  private var compactedRevision: UInt64 = 0
  /// The first bookmark came, and said which log this is.
  private(set) var isConnected = false

  /// - Parameters:
  ///   - cursor: As it is in the database.
  ///   - asksFromTheBeginning: The request named no epoch, though the cursor may have one.
  init(cursor: FollowerCursor, asksFromTheBeginning: Bool) {
    self.cursor = cursor
    self.asksFromTheBeginning = asksFromTheBeginning
  }

  /// Goes over items in order. When it throws, nothing of them may be applied.
  ///
  /// - Throws: `FollowError` for a gap, another epoch than asked for, or an event before the first bookmark.
  mutating func step(over items: [CommonV1.WatchResponse]) throws -> Step {
    var step = Step(from: cursor, to: cursor)
    for item in items {
      switch item.item {
      case .bookmark(let bookmark): try take(bookmark, &step)
      case .event(let event): try take(event, &step)
      case nil: break  // A kind of item that this program does not know yet.
      }
    }
    cursor = step.to
    return step
  }

  private mutating func take(_ bookmark: CommonV1.Bookmark, _ step: inout Step) throws {
    if !isConnected {
      isConnected = true
      if bookmark.epoch != step.to.epoch {
        guard asksFromTheBeginning || step.to.epoch.isEmpty else {
          throw FollowError(description: "the source answered with epoch \(bookmark.epoch), not \(step.to.epoch)")
        }
        step.resets = !step.to.epoch.isEmpty
        step.to = FollowerCursor(epoch: bookmark.epoch, revision: 0)
      }
    }
    guard bookmark.epoch == step.to.epoch else {
      throw FollowError(description: "the source's epoch changed during the watch")
    }
    guard bookmark.revision <= step.to.revision else {
      let message = "gap: the source says it sent up to \(bookmark.revision), \(step.to.revision) came"
      throw FollowError(description: message)
    }
    if bookmark.revision == step.to.revision, bookmark.revision > 0, !bookmark.digest.isEmpty,
      !step.to.digest.isEmpty, bookmark.digest != step.to.digest
    {
      let message = "the source's history up to \(bookmark.revision) is another than the one applied here"
      throw FollowError(description: message, isAnotherHistory: true)
    }
    compactedRevision = max(compactedRevision, bookmark.compactedRevision)
    step.sourceRevision = max(step.sourceRevision, bookmark.revision)
  }

  private func take(_ event: CommonV1.ChangeEvent, _ step: inout Step) throws {
    guard isConnected else { throw FollowError(description: "an event came before the first bookmark") }
    // A replay.
    if event.revision <= step.to.revision { return }
    if event.revision == step.to.revision + 1 {
      let previous = step.to.revision == 0 ? ChainDigest.start : step.to.digest
      guard ChainDigest.digest(of: event, after: previous) == event.digest else {
        let message =
          "event \(event.revision) does not continue the history applied here: it was altered on the way "
          + "or in the source's log, or the log is another one"
        throw FollowError(description: message, isAnotherHistory: true)
      }
    } else if event.revision > compactedRevision {
      throw FollowError(description: "gap: event \(event.revision) came after \(step.to.revision)")
    }
    guard ChainDigest.isTrue(event) else {
      let message = "what event \(event.revision) tells was altered on the way or in the source's log"
      throw FollowError(description: message, isAnotherHistory: true)
    }
    step.events.append(event)
    step.to.revision = event.revision
    step.to.digest = event.digest
    step.sourceRevision = event.revision
  }
}
