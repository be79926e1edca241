import CSafeUnpack
import Testing

/// Goal: strings are judged as the Unicode standard does. Method: the standard library as the judge, over every short
/// sequence and at every place in a longer string, since the check reads eight bytes at a time.
@Suite struct UTF8Tests {
  private func isAccepted(_ bytes: [UInt8]) -> Bool {
    ocop_utf8_valid_prefix(bytes, bytes.count) == bytes.count
  }

  private func isExpected(_ bytes: [UInt8]) -> Bool {
    !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
  }

  @Test("every sequence of one and two bytes")
  func short() {
    var disagreements: [[UInt8]] = []
    for first in UInt8.min...UInt8.max {
      if isAccepted([first]) != isExpected([first]) { disagreements.append([first]) }
      for second in UInt8.min...UInt8.max where isAccepted([first, second]) != isExpected([first, second]) {
        disagreements.append([first, second])
      }
    }
    #expect(disagreements == [])
  }

  @Test("every lead with continuations at the edges of their ranges")
  func edges() {
    let edges: [UInt8] = [0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]
    var disagreements: [[UInt8]] = []
    for lead in UInt8(0x80)...0xFF {
      for second in edges {
        for third in edges {
          for fourth in edges {
            let bytes = [lead, second, third, fourth]
            if isAccepted(bytes) != isExpected(bytes) { disagreements.append(bytes) }
            if isAccepted([lead, second, third]) != isExpected([lead, second, third]) { disagreements.append(bytes) }
          }
        }
      }
    }
    #expect(disagreements == [])
  }

  @Test("a character, good or bad, at every place in a string of every length up to 40")
  func places() {
    let characters: [[UInt8]] = [
      [0xC3, 0xA9], [0xE1, 0xBB, 0x8B], [0xF0, 0x9D, 0x84, 0x9E], [0x00], [0xFF], [0xC3], [0xE1, 0xBB],
      [0xED, 0xA0, 0x80], [0xF0, 0x9D, 0x84],
    ]
    var disagreements: [(Int, Int, [UInt8])] = []
    for character in characters {
      for before in 0..<40 {
        for after in 0..<(40 - before) {
          let plain = Array(repeating: UInt8(ascii: "a"), count: before)
          let bytes = plain + character + Array(repeating: UInt8(ascii: "b"), count: after)
          let prefix = ocop_utf8_valid_prefix(bytes, bytes.count)
          let expected = isExpected(bytes) ? bytes.count : before
          if prefix != expected { disagreements.append((before, after, character)) }
        }
      }
    }
    #expect(disagreements.isEmpty, "\(disagreements.prefix(5))")
  }

  @Test("the prefix ends before the first bad character, not inside the good ones")
  func prefix() {
    let bytes = Array("Đồng Mỏ".utf8)
    #expect(ocop_utf8_valid_prefix(bytes + [0xE1], bytes.count + 1) == bytes.count)
    #expect(ocop_utf8_valid_prefix(bytes + [0] + bytes, 2 * bytes.count + 1) == bytes.count)
    #expect(ocop_utf8_valid_prefix(nil, 0) == 0)
  }
}
