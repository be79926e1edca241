/// An interval log that was read.
package struct HistogramLog: Sendable, Hashable {
  /// Most entries of a log that is read: a day of seconds, with ten histograms each.
  package static let entryCountMax = 864_000

  /// When the log began, in milliseconds of Unix time; nil when it does not say.
  package private(set) var startUnixMilliseconds: Int64?
  /// The entries in the order in which they stand.
  package private(set) var entries: [HistogramLogEntry] = []

  /// Reads a log of HdrHistogram's formats 1.2 and 1.3.
  ///
  /// Times may be from the epoch, from the base time, or, as many writers have them, from the start.
  ///
  /// - Parameters:
  ///   - text: The log.
  ///   - entryCountMax: Most entries that are read.
  /// - Throws: ``HistogramLogError`` with the first line that does not fit.
  package init(reading text: String, entryCountMax: Int = Self.entryCountMax) throws(HistogramLogError) {
    var baseMilliseconds: Int64?
    // Not by characters: "\r\n" is one of those.
    for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      var line = Substring(line)
      if line.utf8.last == UInt8(ascii: "\r") { line = Substring(line.utf8.dropLast()) }
      if line.isEmpty || line.hasPrefix("\"StartTimestamp\"") { continue }
      if line.hasPrefix("#") {
        if let time = try Self.time(in: line, name: "StartTime", line: index + 1) { startUnixMilliseconds = time }
        if let time = try Self.time(in: line, name: "BaseTime", line: index + 1) { baseMilliseconds = time }
        continue
      }
      guard entries.count < entryCountMax else {
        throw HistogramLogError(line: index + 1, reason: "more than \(entryCountMax) entries")
      }
      entries.append(try Self.entry(line, line: index + 1, start: startUnixMilliseconds, base: baseMilliseconds))
    }
  }

  private static func time(
    in comment: Substring,
    name: String,
    line: Int
  ) throws(HistogramLogError) -> Int64? {
    guard comment.hasPrefix("#[\(name):") else { return nil }
    let rest = comment.dropFirst(name.count + 3).drop { $0 == " " }
    guard let time = milliseconds(rest.prefix { $0 != " " && $0 != "]" }) else {
      throw HistogramLogError(line: line, reason: "\(name) is no number of seconds")
    }
    return time
  }

  private static func entry(
    _ text: Substring,
    line: Int,
    start: Int64?,
    base: Int64?
  ) throws(HistogramLogError) -> HistogramLogEntry {
    var fields = text.split(separator: ",", omittingEmptySubsequences: false)
    var tag: String?
    if let first = fields.first, first.hasPrefix("Tag=") {
      tag = String(first.dropFirst(4))
      fields.removeFirst()
    }
    guard fields.count == 4 else {
      throw HistogramLogError(
        line: line,
        reason: "\(fields.count) fields; start, length, largest value and histogram are expected (after a tag)"
      )
    }
    guard var startMilliseconds = milliseconds(fields[0]) else {
      throw HistogramLogError(line: line, reason: "the start \"\(fields[0].prefix(30))\" is no number of seconds")
    }
    guard let lengthMilliseconds = milliseconds(fields[1]), lengthMilliseconds >= 0 else {
      throw HistogramLogError(line: line, reason: "the length \"\(fields[1].prefix(30))\" is no number of seconds")
    }
    let yearMilliseconds: Int64 = 31_536_000_000
    if let base {
      startMilliseconds += base - (start ?? base)
    } else if let start, startMilliseconds >= start - yearMilliseconds {
      // As HdrHistogram's own reader tells them apart: a start within a year of the log's is counted from the epoch.
      startMilliseconds -= start
    }
    do throws(HistogramCodingError) {
      return HistogramLogEntry(
        tag: tag,
        startMilliseconds: startMilliseconds,
        lengthMilliseconds: lengthMilliseconds,
        histogram: try SparseHistogram(base64Text: String(fields[3]))
      )
    } catch {
      throw HistogramLogError(line: line, reason: "\(error)")
    }
  }

  /// A decimal number of seconds in milliseconds; what is smaller is dropped. nil when it is none, or beyond 10^12.
  private static func milliseconds(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let isDigits = { (part: Substring) in !part.isEmpty && part.utf8.allSatisfy { (48...57).contains($0) } }
    guard parts.allSatisfy(isDigits), parts[0].count <= 12, let seconds = Int64(parts[0]) else { return nil }
    let fraction = parts.count == 2 ? parts[1].prefix(3) : "0"
    guard let thousandths = Int64(fraction + String(repeating: "0", count: 3 - fraction.count)) else { return nil }
    return seconds * 1000 + thousandths
  }
}
