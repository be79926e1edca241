internal import Glibc

/// Numbers for methods by their paths: found without making a string, given in order from 0, never taken back. For
/// observers, which count by number.
public struct PathTable: Sendable {
  private struct Entry: Sendable {
    let hash: UInt64
    let bytes: [UInt8]
    let number: Int
  }

  /// Most paths that get a number.
  public let countMax: Int
  /// The paths, by number.
  public private(set) var paths: [String] = []
  /// Open addressing with linear probing, at most half full.
  private var buckets: [Entry?]

  /// A table without paths.
  public init(countMax: Int) {
    self.countMax = countMax
    var bucketCount = 16
    while bucketCount < countMax * 2 { bucketCount *= 2 }
    buckets = [Entry?](repeating: nil, count: bucketCount)
  }

  /// The number of a path; nil when it was given none.
  public func number(of path: UnsafeRawBufferPointer) -> Int? {
    let (index, _) = place(of: path)
    return buckets[index]?.number
  }

  /// The number of a path, a new one if it has none; nil when the table is full.
  public mutating func number(adding path: String) -> Int? {
    let bytes = Array(path.utf8)
    let (index, hash) = bytes.withUnsafeBytes { place(of: $0) }
    if let entry = buckets[index] { return entry.number }
    if paths.count >= countMax { return nil }
    buckets[index] = Entry(hash: hash, bytes: bytes, number: paths.count)
    paths.append(path)
    return paths.count - 1
  }

  /// Where a path stands, or would.
  private func place(of path: UnsafeRawBufferPointer) -> (index: Int, hash: UInt64) {
    let hash = PathHash.hash(path)
    let mask = buckets.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while let entry = buckets[index], entry.hash != hash || !PathTable.isSame(entry.bytes, path) {
      index = (index + 1) & mask
    }
    return (index, hash)
  }

  private static func isSame(_ bytes: [UInt8], _ path: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count == path.count else { return false }
    guard let address = path.baseAddress else { return true }
    return bytes.withUnsafeBytes { $0.baseAddress.map { memcmp($0, address, path.count) == 0 } ?? true }
  }
}
