import Messages
import Testing

@testable import Feed

/// Goal: what a follower accepts from a source. Method: the pure value, fed with items by hand.
@Suite struct FollowProgressTests {
  private func bookmark(_ epoch: String, _ revision: UInt64) -> CommonV1.WatchResponse {
    var bookmark = CommonV1.Bookmark()
    bookmark.epoch = epoch
    bookmark.revision = revision
    var response = CommonV1.WatchResponse()
    response.item = .bookmark(bookmark)
    return response
  }

  /// The events 1 to 20 of one log, chained.
  private static let log: [CommonV1.ChangeEvent] = {
    var digest = ChainDigest.start
    return (1...20).map { revision in
      var event = CommonV1.ChangeEvent()
      event.revision = UInt64(revision)
      event.changeDigest = ChainDigest.changeDigest(event.change, salt: event.changeSalt)
      event.digest = ChainDigest.digest(of: event, after: digest)
      digest = event.digest
      return event
    }
  }()

  private func event(_ revision: Int) -> CommonV1.WatchResponse {
    var response = CommonV1.WatchResponse()
    response.item = .event(Self.log[revision - 1])
    return response
  }

  private func cursor(_ epoch: String, _ revision: Int) -> FollowerCursor {
    let digest = revision == 0 ? [] : Self.log[revision - 1].digest
    return FollowerCursor(epoch: epoch, revision: UInt64(revision), digest: digest)
  }

  private func progress(_ epoch: String, _ revision: Int, fromTheBeginning: Bool = false) -> FollowProgress {
    FollowProgress(cursor: cursor(epoch, revision), asksFromTheBeginning: fromTheBeginning)
  }

  @Test("the first contact takes the source's epoch, without a reset")
  func firstContact() throws {
    var progress = progress("", 0)
    let step = try progress.step(over: [bookmark("A", 0), event(1), event(2), bookmark("A", 2)])
    #expect(step.to == cursor("A", 2))
    #expect(!step.resets)
    #expect(step.events.map(\.revision) == [1, 2])
    #expect(step.sourceRevision == 2)
  }

  @Test("events that come again are skipped")
  func replays() throws {
    var progress = progress("A", 3)
    let step = try progress.step(over: [bookmark("A", 3), event(2), event(3), event(4), event(4), event(5)])
    #expect(step.events.map(\.revision) == [4, 5])
    #expect(step.to.revision == 5)
  }

  @Test("another epoch, found by asking from the beginning, throws the copy away")
  func otherEpoch() throws {
    var progress = progress("A", 7, fromTheBeginning: true)
    let step = try progress.step(over: [bookmark("B", 0), event(1)])
    #expect(step.resets)
    #expect(step.from == cursor("A", 7))
    #expect(step.to == cursor("B", 1))
  }

  @Test("the same epoch, found by asking from the beginning, keeps the copy")
  func sameEpochAfterAll() throws {
    var progress = progress("A", 2, fromTheBeginning: true)
    let step = try progress.step(over: [bookmark("A", 0), event(1), event(2), event(3)])
    #expect(!step.resets)
    #expect(step.events.map(\.revision) == [3])
  }

  @Test("a gap, a bookmark beyond what came, an epoch nobody asked for, and an event before the bookmark are refused")
  func refusals() throws {
    func refuses(_ items: [CommonV1.WatchResponse]) {
      var progress = progress("A", 3)
      #expect(throws: FollowError.self) { try progress.step(over: items) }
    }
    refuses([bookmark("A", 3), event(5)])
    refuses([bookmark("A", 3), event(4), bookmark("A", 5)])
    refuses([bookmark("B", 3)])
    refuses([bookmark("A", 3), bookmark("B", 3)])
    refuses([event(4)])
  }

  @Test("gaps are taken in the compacted part of the source's log, and nowhere after it")
  func compacted() throws {
    func bookmark(compactedUpTo compacted: UInt64) -> CommonV1.WatchResponse {
      var bookmark = CommonV1.Bookmark()
      bookmark.epoch = "A"
      bookmark.compactedRevision = compacted
      var response = CommonV1.WatchResponse()
      response.item = .bookmark(bookmark)
      return response
    }
    var progress = progress("", 0)
    let step = try progress.step(over: [bookmark(compactedUpTo: 9), event(3), event(7), event(9), event(10)])
    #expect(step.events.map(\.revision) == [3, 7, 9, 10])
    #expect(step.to == cursor("A", 10))
    #expect(throws: FollowError.self) { try progress.step(over: [event(12)]) }
  }

  @Test("an event whose digest does not continue the chain, and a bookmark with another digest, are another history")
  func otherHistory() throws {
    var altered = Self.log[3]
    altered.operationID = "another"
    var response = CommonV1.WatchResponse()
    response.item = .event(altered)
    var first = progress("A", 3)
    let atEvent = #expect(throws: FollowError.self) { try first.step(over: [bookmark("A", 3), response]) }
    #expect(atEvent?.isAnotherHistory == true)
    // The chain alone does not cover what is told, only its digest.
    var retold = Self.log[3]
    retold.change = [1]
    response.item = .event(retold)
    var third = progress("A", 3)
    let atChange = #expect(throws: FollowError.self) { try third.step(over: [bookmark("A", 3), response]) }
    #expect(atChange?.isAnotherHistory == true)
    var place = CommonV1.Bookmark()
    place.epoch = "A"
    place.revision = 3
    place.digest = Self.log[4].digest
    response.item = .bookmark(place)
    var second = progress("A", 3)
    let atBookmark = #expect(throws: FollowError.self) { try second.step(over: [response]) }
    #expect(atBookmark?.isAnotherHistory == true)
  }
}
