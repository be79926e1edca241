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

  private func event(_ revision: UInt64) -> CommonV1.WatchResponse {
    var event = CommonV1.ChangeEvent()
    event.revision = revision
    var response = CommonV1.WatchResponse()
    response.item = .event(event)
    return response
  }

  private func progress(_ epoch: String, _ revision: UInt64, fromTheBeginning: Bool = false) -> FollowProgress {
    FollowProgress(cursor: FollowerCursor(epoch: epoch, revision: revision), asksFromTheBeginning: fromTheBeginning)
  }

  @Test("the first contact takes the source's epoch, without a reset")
  func firstContact() throws {
    var progress = progress("", 0)
    let step = try progress.step(over: [bookmark("A", 0), event(1), event(2), bookmark("A", 2)])
    #expect(step.to == FollowerCursor(epoch: "A", revision: 2))
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
    #expect(step.from == FollowerCursor(epoch: "A", revision: 7))
    #expect(step.to == FollowerCursor(epoch: "B", revision: 1))
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
}
