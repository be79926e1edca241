/// The measures of one method in two runs, or of all together.
package struct LoadComparedGroup: Sendable, Hashable {
  /// The method's full name; nil = all together.
  package let method: String?
  /// The measures.
  package let measures: [LoadComparedMeasure]
}
