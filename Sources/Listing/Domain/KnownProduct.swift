/// What is known of a product, from the registry.
struct KnownProduct: Hashable, Sendable {
  let id: String
  let producerID: String
}
