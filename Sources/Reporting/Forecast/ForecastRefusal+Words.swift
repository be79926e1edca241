import Forecasting

extension ForecastRefusal {
  /// For officers, in Vietnamese.
  var wordsVietnamese: String {
    switch self {
    case .seriesTooShort:
      "chưa dự báo: chuỗi số liệu quá ngắn, cần ít nhất \(Forecaster.knownMonthsMin) tháng trong vụ"
    case .neverSold: "chưa dự báo: chưa từng bán được trên sàn"
    }
  }

  /// In English.
  var wordsEnglish: String {
    switch self {
    case .seriesTooShort:
      "not forecast: too short, it takes at least \(Forecaster.knownMonthsMin) months in season"
    case .neverSold: "not forecast: never sold on the floor yet"
    }
  }
}
