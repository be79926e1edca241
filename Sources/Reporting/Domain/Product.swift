import DomainPrimitives

/// A product (sản phẩm OCOP) of a producer.
struct Product: Hashable, Sendable {
  let id: String
  let producerID: String
  let name: String
  /// What a quantity of it counts: "kg", "box".
  let unitOfSale: String
  let seasons: SeasonWindows
  /// "food", "drink", …; empty when it is not told.
  var group = ""
}
