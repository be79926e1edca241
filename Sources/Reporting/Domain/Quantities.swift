/// Quantities by unit of sale, in thousandths. A row has few units of sale: a sorted list is quicker than hashing.
struct Quantities: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// The quantity in one unit of sale.
  struct Entry: Hashable, Sendable {
    let unitOfSale: String
    fileprivate(set) var thousandths: Int64
  }

  /// By the units of sale, in their order.
  private(set) var entries: [Entry] = []

  init() {}

  /// Of one unit of sale the last number counts.
  init(dictionaryLiteral elements: (String, Int64)...) {
    for (unitOfSale, thousandths) in elements { self[unitOfSale, default: 0] = thousandths }
  }

  /// Of one unit of sale; nil when there is nothing of it.
  subscript(unitOfSale: String) -> Int64? {
    entries.first { $0.unitOfSale == unitOfSale }?.thousandths
  }

  /// Of one unit of sale, to be changed.
  subscript(unitOfSale: String, default standard: Int64) -> Int64 {
    get { self[unitOfSale] ?? standard }
    _modify {
      let place = entries.firstIndex { $0.unitOfSale == unitOfSale } ?? insert(unitOfSale, standard)
      yield &entries[place].thousandths
    }
  }

  private mutating func insert(_ unitOfSale: String, _ thousandths: Int64) -> Int {
    let place = entries.firstIndex { unitOfSale < $0.unitOfSale } ?? entries.count
    entries.insert(Entry(unitOfSale: unitOfSale, thousandths: thousandths), at: place)
    return place
  }
}
