import TestSupport

@testable import RPC

/// One direction of a simulated connection: takes what one side writes, and hands it to the other in pieces of any
/// size, when chance wants. It may stall, fill up, fall silent, or break at any byte.
///
/// Unchecked: touched by the thread that runs the simulation only.
final class SimulatedPipe: ConnectionTransport, EventSource, @unchecked Sendable {
  private let world: SimulatedWorld
  private let number: Int
  private let tap: WireTap
  private let direction: WireTap.Direction
  private let pieceBytesMax: Int
  private let roomBytes: Int
  private let senderLoop: SimulatedLoop
  private let receiverQueue: RunQueue
  private let receiverLoop: SimulatedLoop
  private var sender: (any ByteConnection)?
  private var receiver: (any ByteConnection)?
  private var bytes: [UInt8] = []
  private var isEnded = false
  /// Nothing arrives any more, and nobody is told.
  private(set) var isSilent = false
  private(set) var isClosed = false
  /// Nothing arrives for a while.
  var isStalled = false
  /// The next write fails while it is under way.
  var failsOnWrite = false

  init(
    _ world: SimulatedWorld,
    number: Int,
    tap: WireTap,
    direction: WireTap.Direction,
    profile: RuntimeProfile,
    from senderLoop: SimulatedLoop,
    to receiverQueue: RunQueue,
    on receiverLoop: SimulatedLoop
  ) {
    self.world = world
    self.number = number
    self.tap = tap
    self.direction = direction
    pieceBytesMax = profile.pieceBytesMax
    roomBytes = profile.pipeBytesMax
    self.senderLoop = senderLoop
    self.receiverQueue = receiverQueue
    self.receiverLoop = receiverLoop
    world.add(self)
  }

  func setSender(_ sender: any ByteConnection) { self.sender = sender }

  func setReceiver(_ receiver: any ByteConnection) { self.receiver = receiver }

  /// Bytes that were written and have not arrived.
  var pendingByteCount: Int { bytes.count }

  // MARK: The writer's side

  var isWritable: Bool { !isClosed && bytes.count < roomBytes }

  func write(_ written: UnsafeRawBufferPointer) {
    if isClosed || written.isEmpty { return }
    world.expect(senderLoop.isCurrent, "something is written that is not on its loop")
    world.note(.write, number, written.count)
    tap.written(written, direction)
    if !isSilent { bytes.append(contentsOf: written) }
    if failsOnWrite {
      failsOnWrite = false
      sender?.receiveEnd("broken pipe")
    }
  }

  func close() {
    isClosed = true
    sender = nil
  }

  // MARK: The reader's side

  var hasEvent: Bool {
    if isEnded || isSilent || isStalled || receiver == nil { return false }
    return isClosed || !bytes.isEmpty
  }

  func runEvent() {
    if bytes.isEmpty { return end("the peer closed the connection") }
    let byteCount = min(bytes.count, world.random.within(1, pieceBytesMax))
    world.note(.delivery, number, byteCount)
    let piece = Array(bytes[..<byteCount])
    let wasWritable = isWritable
    bytes.removeFirst(byteCount)
    if !wasWritable && isWritable { senderLoop.execute { [weak self] in self?.sender?.writabilityChanged() } }
    onReceiver { receiver in piece.withUnsafeBytes { receiver.receive($0) } }
  }

  private func onReceiver(_ body: (any ByteConnection) -> Void) {
    guard let receiver else { return }
    receiverLoop.run {
      receiverQueue.beginCycle()
      body(receiver)
      receiverQueue.finishCycle()
    }
  }

  private func end(_ reason: String) {
    isEnded = true
    world.note(.delivery, number, -1)
    onReceiver { $0.receiveEnd(reason) }
    release()
  }

  /// Lets go of both sides: they are over, or the reader has heard of the end.
  func release() {
    receiver = nil
    world.remove(self)
  }

  // MARK: Faults

  /// The connection is lost: some of what was on its way still arrives, then the reader hears of the end.
  func lose() {
    bytes.removeLast(world.random.within(0, bytes.count))
    isClosed = true
    isStalled = false
  }

  /// The network loses everything from now on, without a word.
  func fallSilent() {
    bytes = []
    isSilent = true
    isStalled = false
  }
}
