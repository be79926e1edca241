import DomainPrimitives

/// How far one listing has come on a day.
struct ListingState: Hashable, Sendable {
  /// From the farthest to the nearest: of several listings on a floor the one nearest to being listed speaks.
  enum Stage: Int, Comparable, Sendable {
    case withoutDate, later, ended, planned, declared, storeClosed, listed

    static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }

    /// Why a listing that has come no farther is not listed; nil when it is.
    var reason: Reason? {
      switch self {
      case .listed: nil
      case .storeClosed: .storeClosed
      case .declared: .declaredNotSeen
      case .planned: .planned
      case .ended: .ended
      case .later: .afterAsOf
      case .withoutDate: .storeWithoutListing
      }
    }
  }

  let stage: Stage
  let evidence: Evidence
  /// The floor, and the day it was seen live when it is listed (else any day of the stage).
  let floorID: String
  let day: CivilDate

  /// The verdict that this state gives by itself.
  var verdict: Verdict { Verdict(reason: stage.reason, evidence: evidence) }

  /// State of a listing, in a store, on a day. Listed means: seen live by then, not taken off, and its store open.
  init(_ listing: ProductListing, in store: Store, on date: CivilDate) {
    let floor = store.floorID
    let reason = listing.notLiveReason
    let step = ListingDays(listing).step(on: date)
    stage = step.stage(isStoreOpen: store.isOpen(on: date))
    floorID = floor
    switch step {
    case .ended(let endedOn):
      day = endedOn
      evidence = .takenOff(FloorDay(floorID: floor, day: endedOn), notLiveReason: reason)
    case .seenLive(let observedOn):
      day = observedOn
      evidence = Self.evidence(FloorDay(floorID: floor, day: observedOn), in: store, on: date)
    case .accepted(let accepted):
      day = accepted
      evidence = .declaredNotSeen(FloorDay(floorID: floor, day: accepted), isAccepted: true, notLiveReason: reason)
    case .declared(let declared):
      day = declared
      evidence = .declaredNotSeen(FloorDay(floorID: floor, day: declared), isAccepted: false, notLiveReason: reason)
    case .planned(let planned):
      day = planned
      evidence = .planned(FloorDay(floorID: floor, day: planned), notLiveReason: reason)
    case .later(let later):
      day = later
      evidence = .listedOnlyLater(FloorDay(floorID: floor, day: later))
    case .withoutDate:
      day = date
      evidence = .listingWithoutDate(floorID: floor, notLiveReason: reason)
    }
  }

  private static func evidence(_ seen: FloorDay, in store: Store, on date: CivilDate) -> Evidence {
    if store.isOpen(on: date) { return .listed([seen]) }
    guard let closedOn = store.closedOn, store.openedOn <= date else {
      return .seenBeforeStoreOpened(seen, openedOn: store.openedOn)
    }
    return .seenButStoreClosed(seen, closedOn: closedOn)
  }
}
