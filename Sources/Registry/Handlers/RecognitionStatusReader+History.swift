/// What the recognitions of products were as the registry knew it at an earlier revision.
extension RecognitionStatusReader {
  /// Adds a product as it was, with the recognitions that it had, if it is asked for and had any. Throws as
  /// `RegistryPast` does.
  func look(at productID: String, in past: RegistryPast, _ page: inout Page) throws {
    let recognitions = try past.recognitions(productID: productID, asked: asked)
    guard !recognitions.isEmpty, let producerID = try past.producerID(ofProduct: productID) else { return }
    // Where the producer was is looked up for who asks for a unit: it may be known no more.
    if asked.isOfUnit {
      guard let producer = try past.producer(producerID) else { return }
      let placed: Producer
      switch producer.then {
      case .known(let then): placed = then
      case .absent: return
      case .erased:
        placed = producer.now
        page.erasedUnitCount += 1
      }
      guard try asked.admits(placed, placements: { try past.placements(producerID: producerID) }) else { return }
    }
    add(recognitions, of: producerID, to: &page)
  }
}
