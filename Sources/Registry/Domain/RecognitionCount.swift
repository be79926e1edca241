/// How many recognitions agree in everything that a rule set decides on.
struct RecognitionCount: Hashable, Sendable {
  let stars: Int
  let points: Int
  let authority: CertifyingAuthority?
  /// Its own group, or its product's; nil when there is no such product.
  let group: ProductGroup?
  let count: Int
  /// Identifier of one of them.
  let exampleID: String
}
