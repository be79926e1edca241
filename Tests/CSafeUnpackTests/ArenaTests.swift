import CProtobufC
import CSafeUnpack
import Testing

/// Goal: the arena bounds and reuses memory as its header says. Method: watch addresses and counters.
@Suite struct ArenaTests {
  @Test("allocations are aligned to 16 bytes, apart from each other, and counted rounded up")
  func alignment() throws {
    let decoder = SafeDecoder()
    var end: UInt = 0
    var used = 0
    for size in [1, 15, 16, 17, 100, 4096] {
      let pointer: UnsafeMutableRawPointer = try #require(ocop_arena_allocate(decoder.arena, size))
      let address = UInt(bitPattern: pointer)
      #expect(address % 16 == 0)
      #expect(address >= end)
      end = address + UInt(size)
      used += (size + 15) / 16 * 16
      #expect(decoder.usedBytes == used)
    }
  }

  @Test("after a reset the first chunk is used again from its start")
  func reuse() throws {
    let decoder = SafeDecoder()
    let first = try #require(ocop_arena_allocate(decoder.arena, 100))
    decoder.reset()
    #expect(decoder.usedBytes == 0)
    #expect(ocop_arena_allocate(decoder.arena, 100) == first)
    #expect(decoder.heldBytes == 65_536)
  }

  @Test("more than the first chunk is given back at the reset")
  func growth() throws {
    let decoder = SafeDecoder(retainedBytes: 1024)
    var addresses: Set<UInt> = []
    for _ in 0..<10_000 {
      let address = try #require(ocop_arena_allocate(decoder.arena, 48))
      address.storeBytes(of: 0xFF, as: UInt8.self)
      addresses.insert(UInt(bitPattern: address))
    }
    #expect(addresses.count == 10_000)
    #expect(decoder.usedBytes == 480_000)
    #expect(decoder.heldBytes >= 480_000)
    decoder.reset()
    #expect(decoder.heldBytes == 1024)
  }

  @Test("a size that cannot be had is refused and changes nothing")
  func impossibleSizes() {
    let decoder = SafeDecoder()
    #expect(ocop_arena_allocate(decoder.arena, Int.max) == nil)
    #expect(ocop_arena_allocate(decoder.arena, -1) == nil)
    #expect(ocop_arena_create(-1) == nil)
    #expect(decoder.usedBytes == 0)
  }

  @Test("several messages live in one arena, and a large one takes one chunk more")
  func sideBySide() throws {
    let decoder = SafeDecoder()
    let type = try #require(MessageTypes.descriptor("ocop.rpc.v1.CheckResponse"))
    var error = OcopUnpackError()
    let small: [UInt8] = [0x12, 3, 0x61, 0x62, 0x63]
    let large = try ByteExpression.bytes("12 len(100000*(61))")
    let first = try #require(decoder.unpack(type, small, error: &error))
    let second = try #require(decoder.unpack(type, large, error: &error))
    let third = try #require(decoder.unpack(type, small, error: &error))
    #expect(SafeDecoder.encode(first) == small)
    #expect(SafeDecoder.encode(second) == large)
    #expect(SafeDecoder.encode(third) == small)
    #expect(decoder.heldBytes < 65_536 + 101_000)
    decoder.reset()
    #expect(decoder.heldBytes == 65_536)
  }

  @Test("a small message is decoded without memory from malloc")
  func noMalloc() throws {
    let decoder = SafeDecoder(retainedBytes: 4096)
    let type = try #require(MessageTypes.descriptor("ocop.registry.v1.Record"))
    let bytes = try ByteExpression.bytes(
      "1a len(0a len(702d30303031) 12 len(48545820) 1801 2a len(323032312d30382d3031))"
    )
    var error = OcopUnpackError()
    for _ in 0..<100 {
      decoder.reset()
      #expect(decoder.unpack(type, bytes, error: &error) != nil)
      #expect(decoder.heldBytes == 4096)
    }
  }

  @Test("a thread keeps one arena")
  func threadArena() throws {
    let first = try #require(ocop_arena_of_this_thread())
    #expect(ocop_arena_of_this_thread() == first)
    #expect(ocop_arena_held_bytes(first) >= 65_536)
  }
}
