/// Why a text is not an interval log that can be read here.
package struct HistogramLogError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The line at fault, from 1.
  package let line: Int
  /// What is wrong with it.
  package let reason: String

  package var description: String { "interval log, line \(line): \(reason)" }
}
