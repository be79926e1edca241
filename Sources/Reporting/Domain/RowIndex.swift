/// The rows of producers and products on a map, as numbers: reports sum by them.
struct RowIndex: Sendable {
  /// Every row that something is in; the first is that of what belongs to no unit that is known.
  let keys: [RowKey]
  /// Of every producer by itself: its own row.
  let own: [Int]
  /// Of every producer, and of every product: the row of the producer that it counts as.
  let producers: [Int]
  let products: [Int]
  /// Listings that are in one row and sold by one unit, by that row and the place of the unit of sale.
  let saleGroups: [SaleGroup]
  /// Of every listing the place of its group; -1 where its product has not arrived.
  let saleGroupOfListing: [Int32]

  struct SaleGroup: Hashable, Sendable {
    let row: Int
    let unitOfSale: Int32
  }

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
    let products = links.producerOfProduct.map { $0 < 0 ? 0 : placesOfRows[$0] }
    self.products = products
    var groups: [SaleGroup] = []
    var placesOfGroups: [SaleGroup: Int32] = [:]
    saleGroupOfListing = links.productOfListing.map { product in
      guard product >= 0 else { return -1 }
      let group = SaleGroup(row: products[product], unitOfSale: links.unitOfSaleOfProduct[product])
      if let known = placesOfGroups[group] { return known }
      let place = Int32(groups.count)
      placesOfGroups[group] = place
      groups.append(group)
      return place
    }
    saleGroups = groups
  }
}
