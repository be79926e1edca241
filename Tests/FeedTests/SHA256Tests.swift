import CSHA256
import Feed
import Messages
import Testing

/// The vectors of FIPS 180-4's examples and of NIST's byte-oriented test files.
@Suite struct SHA256Tests {
  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test(
    "the standard's vectors come out",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
          + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ]
  )
  func vectors(text: String, digest: String) {
    #expect(hexadecimal(SHA256.digest(of: [UInt8](text.utf8))) == digest)
  }

  @Test("a million a come out, whatever the pieces they are given in")
  func million() {
    let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    for piece in [1_000_000, 64, 63, 65, 1_000] {
      var hash = SHA256()
      var left = 1_000_000
      while left > 0 {
        let count = min(piece, left)
        hash.update([UInt8](repeating: 0x61, count: count))
        left -= count
      }
      #expect(hexadecimal(hash.finalize()) == expected, "pieces of \(piece)")
    }
  }

  @Test("every length around a block is padded right", arguments: 0...130)
  func lengths(count: Int) {
    // One byte at a time must give what all at once gives; the vectors above pin all at once.
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    var hash = SHA256()
    for byte in bytes { hash.update([byte]) }
    #expect(hash.finalize() == SHA256.digest(of: bytes))
  }

  @Test("the processor's instructions and plain C give the same", arguments: 0...8)
  func instructions(blockCount: Int) {
    // The vectors above are computed one way only: by the processor's instructions, where it has them.
    var random = SystemRandomNumberGenerator()
    let blocks = (0..<blockCount * 64).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    let start = (0..<8).map { _ in UInt32.random(in: .min ... .max, using: &random) }
    var (state, portable) = (start, start)
    sha256_compress(&state, blocks, blockCount)
    sha256_compress_portably(&portable, blocks, blockCount)
    #expect(state == portable, "state \(start), blocks \(blocks)")
    #expect((state == start) == (blockCount == 0))
  }

  @Test("where one message ends and the next begins is part of their digest")
  func borders() {
    func digest(_ names: [String]) -> [UInt8] {
      SHA256.digest(ofMessages: names.map { producer($0) })
    }
    #expect(digest(["ab", "c"]) != digest(["a", "bc"]))
    #expect(digest(["a"]) != digest(["a", ""]))
    #expect(digest(["a", "b"]) == digest(["a", "b"]))
  }
}
