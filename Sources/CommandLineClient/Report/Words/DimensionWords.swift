import Messages

/// Dimensions and their values, for people.
struct DimensionWords: Sendable {
  let words: ReportWords
  let catalogue: IndicatorCatalogue

  /// The name of a dimension in Vietnamese and English.
  static func names(of dimension: ReportingV1.Dimension) -> (vietnamese: String, english: String) {
    switch dimension {
    case .unit: ("Đơn vị", "unit")
    case .province: ("Tỉnh", "province")
    case .phase: ("Giai đoạn", "phase")
    case .producerType: ("Loại chủ thể", "producer type")
    case .productGroup: ("Nhóm sản phẩm", "product group")
    case .stars: ("Hạng sao", "stars")
    case .floor: ("Sàn", "floor")
    case .day: ("Ngày", "day")
    case .month: ("Tháng", "month")
    case .quarter: ("Quý", "quarter")
    case .year: ("Năm", "year")
    case .seasonMonth: ("Tháng mùa vụ", "season month")
    case .producer: ("Chủ thể", "producer")
    case .product: ("Sản phẩm", "product")
    default: ("Chi tiết", "detail")
    }
  }

  /// The name of a dimension.
  func name(of dimension: ReportingV1.Dimension) -> String {
    let names = Self.names(of: dimension)
    return words(names.vietnamese, names.english)
  }

  /// A value in words: "Huyện Chi Lăng".
  func label(_ key: ReportingV1.DimensionKey) -> String {
    guard !key.value.isEmpty else { return absent(key.dimension) }
    switch key.dimension {
    case .stars: return stars(key.value)
    case .producerType: return Self.types[key.value].map { words($0.0, $0.1) } ?? fallback(key)
    case .productGroup: return Self.groups[key.value].map { words($0.0, $0.1) } ?? fallback(key)
    case .day: return words.day(key.value)
    case .month: return words.month(key.value)
    case .quarter: return words.quarter(key.value)
    case .seasonMonth: return words.seasonMonth(key.value)
    case .detail:
      return catalogue.words(of: key.value, in: nil, words) ?? DetailWords.text(key.value, words) ?? fallback(key)
    default: return fallback(key)
    }
  }

  /// A value with the code by which it is asked for: "187 Huyện Chi Lăng".
  func labelWithCode(_ key: ReportingV1.DimensionKey) -> String {
    let label = label(key)
    let hasCode = [.unit, .province, .phase, .floor, .producer, .product, .detail].contains(key.dimension)
    return hasCode && !key.value.isEmpty && label != key.value ? "\(key.value) \(label)" : label
  }

  private func fallback(_ key: ReportingV1.DimensionKey) -> String { key.label.isEmpty ? key.value : key.label }

  private func absent(_ dimension: ReportingV1.Dimension) -> String {
    switch dimension {
    case .unit, .province: words("Chưa xác định", "undetermined")
    case .phase: words("Ngoài các giai đoạn", "in no phase")
    default: words("Không có", "none")
    }
  }

  private func stars(_ value: String) -> String {
    value == "0" ? words("chưa có hạng", "no valid recognition") : words("\(value) sao", "\(value) stars")
  }

  private static let types: [String: (String, String)] = [
    "cooperative": ("hợp tác xã", "cooperative"), "cooperative_group": ("tổ hợp tác", "cooperative group"),
    "enterprise": ("doanh nghiệp", "enterprise"), "farm": ("trang trại", "farm"),
    "household": ("hộ kinh doanh", "household"), "association": ("hội, hiệp hội", "association"),
  ]

  private static let groups: [String: (String, String)] = [
    "food": ("thực phẩm", "food"), "drink": ("đồ uống", "drink"),
    "medicinal_plants": ("dược liệu", "medicinal plants"), "textile": ("vải và may mặc", "textile and garment"),
    "handicraft": ("thủ công mỹ nghệ", "handicraft"), "ornamental": ("sinh vật cảnh", "ornamental plants and animals"),
    "tourism": ("du lịch", "tourism"),
  ]
}
