/// The rows of producers and products on a map, as numbers: reports sum by them.
struct RowIndex: Sendable {
  /// Every row that something is in; the first is that of what belongs to no unit that is known.
  let keys: [RowKey]
  /// Of every producer by itself: its own row.
  let own: [Int]
  /// Of every producer, and of every product: the row of the producer that it counts as.
  let producers: [Int]
  let products: [Int]

  /// - Parameter rows: Of every producer by itself.
  init(_ rows: [RowKey], _ links: FactLinks) {
    var keys = [RowKey.unknown]
    var places: [RowKey: Int] = [.unknown: 0]
    let placesOfRows = rows.map { row in
      if let known = places[row] { return known }
      places[row] = keys.count
      keys.append(row)
      return keys.count - 1
    }
    self.keys = keys
    own = placesOfRows
    producers = links.survivorIndex.map { placesOfRows[$0] }
    products = links.producerOfProduct.map { $0 < 0 ? 0 : placesOfRows[$0] }
  }
}
