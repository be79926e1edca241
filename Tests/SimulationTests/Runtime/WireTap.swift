import Wire

/// Reads along what both sides of a connection write, and holds them to what a caller relies on: each call gets one
/// CLOSE at most and nothing after it, nobody sends more than credit allows, and what is said to be not processed was
/// never begun.
///
/// Unchecked: touched by the thread that runs the simulation only.
final class WireTap: @unchecked Sendable {
  enum Direction {
    case toServer, toClient
  }

  private struct Stream {
    var hasBegun = false
    /// Bytes each side may still send, by what the other has written.
    var clientCredit: Int
    var serverCredit: Int
    var hasClientEnded = false
    var isCancelled = false
    var isClosed = false
    var hasHeaders = false
    var hasServerData = false
  }

  let number: Int
  private let world: SimulatedWorld
  private let windowBytes: Int
  private var streams: [UInt32: Stream] = [:]
  private var lastStream: UInt32 = 0
  private var hasPreface = [false, false]
  private(set) var closeCount = 0

  init(_ world: SimulatedWorld, number: Int, windowBytes: Int) {
    self.world = world
    self.number = number
    self.windowBytes = windowBytes
  }

  /// A handler has begun to answer a call.
  func handlerBegan(stream: UInt32) {
    guard var state = streams[stream] else {
      return world.fail("a handler answers stream \(stream), which nobody opened")
    }
    world.expect(!state.hasBegun, "two handlers answer stream \(stream) of connection \(number)")
    state.hasBegun = true
    streams[stream] = state
  }

  /// Takes what one side hands to its transport: whole frames, behind the preface.
  func written(_ bytes: UnsafeRawBufferPointer, _ direction: Direction) {
    var offset = 0
    let side = direction == .toServer ? 0 : 1
    if !hasPreface[side] {
      hasPreface[side] = true
      let beginsWell = bytes.count >= Preface.byteCount && bytes.prefix(Preface.byteCount).elementsEqual(Preface.bytes)
      if !beginsWell { return world.fail("connection \(number) does not begin with the preface \(direction)") }
      offset = Preface.byteCount
    }
    while offset + FrameHeader.byteCount <= bytes.count {
      let header = FrameHeader(decoding: UnsafeRawBufferPointer(rebasing: bytes[offset...]))
      let start = offset + FrameHeader.byteCount
      offset = start + Int(header.length)
      guard offset <= bytes.count else { break }
      let body = UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
      world.note(.write, Int(header.stream), Int(header.type.rawValue), "\(direction) \(header.type)")
      if header.stream == 0 { continue }
      if direction == .toServer { clientWrote(header, body) } else { serverWrote(header, body) }
    }
    world.expect(offset == bytes.count, "half a frame was handed to the transport of connection \(number)")
  }

  private func clientWrote(_ header: FrameHeader, _ body: UnsafeRawBufferPointer) {
    if header.type == .open {
      world.expect(
        header.stream > lastStream && header.stream % 2 == 1,
        "stream \(header.stream) is opened out of turn"
      )
      lastStream = header.stream
      var stream = Stream(clientCredit: windowBytes, serverCredit: Int(OpenPrelude(decoding: body).responseCredit))
      stream.hasClientEnded = header.flags.contains(.endStream)
      streams[header.stream] = stream
      return
    }
    guard var stream = streams[header.stream] else {
      return world.fail("the client writes \(header.type) on stream \(header.stream), which is not open")
    }
    world.expect(!stream.isCancelled, "the client writes \(header.type) on stream \(header.stream) after its CANCEL")
    switch header.type {
    case .data:
      world.expect(!stream.hasClientEnded, "the client writes DATA on stream \(header.stream) after its end")
      stream.hasClientEnded = header.flags.contains(.endStream)
      stream.clientCredit -= WireTap.dataByteCount(header)
      world.expect(stream.clientCredit >= 0, "the client passes its credit on stream \(header.stream)")
    case .credit:
      stream.serverCredit += Int(body.loadUnaligned(as: UInt32.self).bigEndian)
    case .cancel:
      stream.isCancelled = true
    default:
      world.fail("the client writes \(header.type) on stream \(header.stream)")
    }
    streams[header.stream] = stream
  }

  private func serverWrote(_ header: FrameHeader, _ body: UnsafeRawBufferPointer) {
    guard var stream = streams[header.stream] else {
      return world.fail("the server writes \(header.type) on stream \(header.stream), which nobody opened")
    }
    world.expect(!stream.isClosed, "the server writes \(header.type) on stream \(header.stream) after its CLOSE")
    switch header.type {
    case .data:
      stream.hasServerData = true
      stream.serverCredit -= WireTap.dataByteCount(header)
      world.expect(stream.serverCredit >= 0, "the server passes its credit on stream \(header.stream)")
    case .headers:
      world.expect(!stream.hasHeaders && !stream.hasServerData, "HEADERS come late on stream \(header.stream)")
      stream.hasHeaders = true
    case .credit:
      stream.clientCredit += Int(body.loadUnaligned(as: UInt32.self).bigEndian)
    case .close:
      stream.isClosed = true
      closeCount += 1
      let isNotProcessed = body.count >= CloseStatus.byteCount && body[1] & CloseStatus.Flags.notProcessed.rawValue != 0
      world.expect(
        !(isNotProcessed && stream.hasBegun),
        "the server says NOT_PROCESSED of stream \(header.stream), whose handler has begun"
      )
    default:
      world.fail("the server writes \(header.type) on stream \(header.stream)")
    }
    streams[header.stream] = stream
  }

  private static func dataByteCount(_ header: FrameHeader) -> Int {
    header.dataLength - (header.flags.contains(.total) ? 4 : 0)
  }
}
