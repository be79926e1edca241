import DomainPrimitives

/// How far one listing has come on a day.
struct ListingState: Hashable, Sendable {
  /// From the farthest to the nearest: of several listings on a floor the one nearest to being listed speaks.
  enum Stage: Int, Comparable, Sendable {
    case withoutDate, later, ended, planned, declared, storeClosed, listed

    static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
  }

  let stage: Stage
  let evidence: Evidence
  /// The floor, and the day it was seen live when it is listed (else any day of the stage).
  let floorID: String
  let day: CivilDate

  /// The verdict that this state gives by itself.
  var verdict: Verdict {
    switch stage {
    case .listed: .counted(evidence)
    case .storeClosed: .leftOut(.storeClosed, evidence)
    case .declared: .leftOut(.declaredNotSeen, evidence)
    case .planned: .leftOut(.planned, evidence)
    case .ended: .leftOut(.ended, evidence)
    case .later: .leftOut(.afterAsOf, evidence)
    case .withoutDate: .leftOut(.storeWithoutListing, evidence)
    }
  }

  /// State of a listing, in a store, on a day. Listed means: seen live by then, not taken off, and its store open.
  /// What the producer declares or the floor accepts is not enough.
  init(_ listing: ProductListing, in store: Store, on date: CivilDate) {
    let floor = store.floorID
    let reason = listing.notLiveReason
    floorID = floor
    if let endedOn = listing.endedOn, endedOn <= date {
      (stage, day) = (.ended, endedOn)
      evidence = .takenOff(FloorDay(floorID: floor, day: endedOn), notLiveReason: reason)
    } else if let observedOn = listing.observedOn, observedOn <= date {
      let seen = FloorDay(floorID: floor, day: observedOn)
      day = observedOn
      if store.isOpen(on: date) {
        (stage, evidence) = (.listed, .listed([seen]))
      } else if let closedOn = store.closedOn, store.openedOn <= date {
        (stage, evidence) = (.storeClosed, .seenButStoreClosed(seen, closedOn: closedOn))
      } else {
        (stage, evidence) = (.storeClosed, .seenBeforeStoreOpened(seen, openedOn: store.openedOn))
      }
    } else if let accepted = listing.acceptedOn, accepted <= date {
      (stage, day) = (.declared, accepted)
      evidence = .declaredNotSeen(FloorDay(floorID: floor, day: accepted), isAccepted: true, notLiveReason: reason)
    } else if let declared = listing.declaredOn, declared <= date {
      (stage, day) = (.declared, declared)
      evidence = .declaredNotSeen(FloorDay(floorID: floor, day: declared), isAccepted: false, notLiveReason: reason)
    } else if let planned = listing.plannedOn {
      (stage, day) = (.planned, planned)
      evidence = .planned(FloorDay(floorID: floor, day: planned), notLiveReason: reason)
    } else if let later = [listing.declaredOn, listing.acceptedOn, listing.observedOn].compactMap({ $0 }).min() {
      (stage, day) = (.later, later)
      evidence = .listedOnlyLater(FloorDay(floorID: floor, day: later))
    } else {
      (stage, day) = (.withoutDate, date)
      evidence = .listingWithoutDate(floorID: floor, notLiveReason: reason)
    }
  }
}
