/// The open streams of a connection: found by number in constant time, kept at a slot that stays the same while the
/// stream is open, so that whoever uses the connection can keep its own per-stream things in an array by slot.
struct StreamTable: Sendable {
  private(set) var count = 0
  private var states: [StreamState] = []
  private var freeSlots: [Int32] = []
  /// Open addressing with linear probing; a slot, or -1. At most half full. Numbers chosen to collide cost one short
  /// scan of a table that the stream limit bounds.
  private var buckets: [Int32] = [Int32](repeating: -1, count: 16)

  /// A stream of this number is never open.
  private static let closedMark: UInt32 = 0

  private func home(_ stream: UInt32) -> Int {
    Int((stream >> 1) &* 0x9E37_79B1 >> 7) & (buckets.count - 1)
  }

  func slot(of stream: UInt32) -> Int? {
    let mask = buckets.count - 1
    var index = home(stream)
    while true {
      let slot = buckets[index]
      if slot < 0 { return nil }
      if states[Int(slot)].stream == stream { return Int(slot) }
      index = (index + 1) & mask
    }
  }

  /// The state at a slot that holds an open stream.
  subscript(slot: Int) -> StreamState {
    _read { yield states[slot] }
    _modify { yield &states[slot] }
  }

  func isOpen(slot: Int, stream: UInt32) -> Bool {
    slot < states.count && states[slot].stream == stream
  }

  /// Slots of all open streams, in no order.
  var openSlots: [Int] {
    states.indices.filter { states[$0].stream != StreamTable.closedMark }
  }

  mutating func insert(_ state: StreamState) -> Int {
    if (count + 1) * 2 > buckets.count { rehash(bucketCount: buckets.count * 2) }
    let slot: Int
    if let free = freeSlots.popLast() {
      slot = Int(free)
      states[slot] = state
    } else {
      slot = states.count
      states.append(state)
    }
    place(slot: slot, stream: state.stream)
    count += 1
    return slot
  }

  mutating func remove(slot: Int) {
    let mask = buckets.count - 1
    var hole = home(states[slot].stream)
    while buckets[hole] != Int32(slot) { hole = (hole + 1) & mask }
    // Close the gap: move back each later entry whose home does not lie after the hole.
    var index = (hole + 1) & mask
    while buckets[index] >= 0 {
      let entry = buckets[index]
      let distanceFromHome = (index - home(states[Int(entry)].stream)) & mask
      if distanceFromHome >= (index - hole) & mask {
        buckets[hole] = entry
        hole = index
      }
      index = (index + 1) & mask
    }
    buckets[hole] = -1
    states[slot].stream = StreamTable.closedMark
    freeSlots.append(Int32(slot))
    count -= 1
  }

  private mutating func place(slot: Int, stream: UInt32) {
    let mask = buckets.count - 1
    var index = home(stream)
    while buckets[index] >= 0 { index = (index + 1) & mask }
    buckets[index] = Int32(slot)
  }

  private mutating func rehash(bucketCount: Int) {
    buckets = [Int32](repeating: -1, count: bucketCount)
    for slot in states.indices where states[slot].stream != StreamTable.closedMark {
      place(slot: slot, stream: states[slot].stream)
    }
  }
}
