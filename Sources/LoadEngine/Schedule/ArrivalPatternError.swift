/// Why a text is no arrival pattern.
package struct ArrivalPatternError: Error, Hashable, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}
