/// What a report can be broken into. The numbers are those of ocop.reporting.v1.Dimension.
enum Dimension: Int32, Hashable, Sendable, CaseIterable {
  case unit = 1
  case province = 2
  case phase = 3
  case producerType = 4
  case productGroup = 5
  case stars = 6
  case floor = 7
  case day = 8
  case month = 9
  case quarter = 10
  case year = 11
  case seasonMonth = 12
  case producer = 13
  case product = 14
  case detail = 15

  /// The name that people use for it: "producer_type".
  var name: String {
    switch self {
    case .unit: "unit"
    case .province: "province"
    case .phase: "phase"
    case .producerType: "producer_type"
    case .productGroup: "product_group"
    case .stars: "stars"
    case .floor: "floor"
    case .day: "day"
    case .month: "month"
    case .quarter: "quarter"
    case .year: "year"
    case .seasonMonth: "season_month"
    case .producer: "producer"
    case .product: "product"
    case .detail: "detail"
    }
  }

  /// Periods of time, of which a report can have one.
  var isTime: Bool { Self.time.contains(self) }

  static let time: [Dimension] = [.day, .month, .quarter, .year]
  static let ofProducers: [Dimension] = [.unit, .province, .phase, .producerType, .stars, .producer] + time
  static let ofProducts: [Dimension] = ofProducers + [.productGroup, .product]
}
