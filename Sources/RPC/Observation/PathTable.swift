internal import Glibc

/// Numbers for methods by their paths: found without making a string, given in order from 0, never taken back. For
/// observers, which count by number.
public struct PathTable: Sendable {
  /// A path's place in `bytes`, and its number; below zero: the bucket is free. It holds nothing that is counted, so
  /// that looking at it costs no more than reading it.
  private struct Bucket: Sendable {
    var hash: UInt64 = 0
    var start = 0
    var count = 0
    var number = -1
  }

  /// Most paths that get a number.
  public let countMax: Int
  /// The paths, by number.
  public private(set) var paths: [String] = []
  /// Open addressing with linear probing, at most half full.
  private var buckets: [Bucket]
  /// The paths' bytes, one behind the other.
  private var bytes: [UInt8] = []

  /// A table without paths.
  public init(countMax: Int) {
    self.countMax = countMax
    var bucketCount = 16
    while bucketCount < countMax * 2 { bucketCount *= 2 }
    buckets = [Bucket](repeating: Bucket(), count: bucketCount)
  }

  /// The number of a path; nil when it was given none.
  public func number(of path: UnsafeRawBufferPointer) -> Int? {
    let number = buckets[place(of: path).index].number
    return number < 0 ? nil : number
  }

  /// The number of a path, a new one if it has none; nil when the table is full.
  public mutating func number(adding path: String) -> Int? {
    var path = path
    let (index, hash) = path.withUTF8 { place(of: UnsafeRawBufferPointer($0)) }
    if buckets[index].number >= 0 { return buckets[index].number }
    if paths.count >= countMax { return nil }
    buckets[index] = Bucket(hash: hash, start: bytes.count, count: path.utf8.count, number: paths.count)
    bytes += path.utf8
    paths.append(path)
    return paths.count - 1
  }

  /// Where a path stands, or would.
  private func place(of path: UnsafeRawBufferPointer) -> (index: Int, hash: UInt64) {
    let hash = PathHash.hash(path)
    let mask = buckets.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while buckets[index].number >= 0, buckets[index].hash != hash || !isSame(buckets[index], path) {
      index = (index + 1) & mask
    }
    return (index, hash)
  }

  private func isSame(_ bucket: Bucket, _ path: UnsafeRawBufferPointer) -> Bool {
    guard bucket.count == path.count else { return false }
    guard let address = path.baseAddress else { return true }
    return bytes.withUnsafeBytes { $0.baseAddress.map { memcmp($0 + bucket.start, address, path.count) == 0 } ?? true }
  }
}
