import Messages

@testable import CommandLineClient

/// Definitions and reports to show.
enum ReportSamples {
  typealias Figure = ReportingV1.Figure

  static func definition(
    _ id: String,
    _ number: UInt32,
    _ unit: ReportingV1.FigureUnit,
    _ vietnamese: String,
    _ english: String,
    isOfPeriod: Bool = false,
    exclusions: [(String, String, String)] = []
  ) -> ReportingV1.IndicatorDefinition {
    var definition = ReportingV1.IndicatorDefinition()
    definition.indicatorID = id
    definition.version = 1
    definition.number = number
    definition.unit = unit
    definition.nameVietnamese = vietnamese
    definition.nameEnglish = english
    definition.definitionVietnamese = "\(vietnamese): đếm theo sổ đăng ký."
    definition.definitionEnglish = "\(english): counted from the records."
    definition.subject = "product"
    definition.isOfPeriod = isOfPeriod
    definition.dimensions = [.unit, .phase, .month]
    if unit == .share { definition.denominatorIndicatorID = "products_recognised" }
    definition.exclusions = exclusions.map { reason, vietnamese, english in
      var exclusion = ReportingV1.ExclusionReason()
      exclusion.reason = reason
      exclusion.wordsVietnamese = vietnamese
      exclusion.wordsEnglish = english
      return exclusion
    }
    return definition
  }

  static let definitions = [
    definition("producers", 1, .count, "Chủ thể OCOP", "OCOP producers"),
    definition("producers_with_store", 2, .share, "Chủ thể có cửa hàng số", "Producers with a digital store"),
    definition(
      "producers_with_payment_account",
      3,
      .share,
      "Chủ thể có tài khoản thanh toán điện tử",
      "Producers with an e-payment account"
    ),
    definition("products_recognised", 5, .count, "Sản phẩm được công nhận", "Recognised products"),
    definition(
      "products_listed_any_floor",
      5,
      .share,
      "Sản phẩm có trên sàn thương mại điện tử",
      "Products listed on any floor",
      exclusions: [
        ("out_of_season", "trái vụ", "out of season"), ("no_store", "chủ thể chưa có cửa hàng", "no store yet"),
        ("expired", "giấy chứng nhận hết hạn", "the certificate has expired"),
      ]
    ),
    definition("products_never_listed", 7, .share, "Sản phẩm chưa từng lên sàn", "Products never listed"),
    definition(
      "days_recognition_to_listing",
      8,
      .days,
      "Số ngày từ công nhận đến lên sàn",
      "Days from recognition to listing"
    ),
    definition("orders", 9, .count, "Đơn hàng", "Orders", isOfPeriod: true),
    definition("quantity", 9, .quantity, "Sản lượng bán", "Quantity sold", isOfPeriod: true),
    definition("revenue", 9, .dong, "Doanh thu", "Revenue", isOfPeriod: true),
    definition("revenue_growth", 20, .growth, "Tăng trưởng doanh thu", "Growth of revenue", isOfPeriod: true),
    definition("stores_silent", 11, .share, "Cửa hàng im lặng trong vụ", "Stores silent in season"),
  ]

  static let catalogue = IndicatorCatalogue(definitions)

  static func count(_ id: String, _ count: UInt64, of denominator: UInt64 = 0) -> Figure {
    var figure = Figure()
    figure.indicatorID = id
    figure.count = count
    figure.denominator = denominator
    return figure
  }

  static func dong(_ id: String, _ amount: Int64, before previous: Int64 = 0) -> Figure {
    var figure = Figure()
    figure.indicatorID = id
    figure.amountDong = amount
    figure.previousAmountDong = previous
    return figure
  }

  static func quantities(_ id: String, _ quantities: [(String, Int64)]) -> Figure {
    var figure = Figure()
    figure.indicatorID = id
    figure.quantities = quantities.map { unit, thousandths in
      var quantity = ReportingV1.Quantity()
      quantity.unitOfSale = unit
      quantity.thousandths = thousandths
      return quantity
    }
    return figure
  }

  static func days(_ id: String, _ count: UInt64, sum: UInt64, median: UInt64) -> Figure {
    var figure = Figure()
    figure.indicatorID = id
    (figure.count, figure.daysSum, figure.daysMedian) = (count, sum, median)
    return figure
  }

  static func key(_ dimension: ReportingV1.Dimension, _ value: String, _ label: String = "") -> ReportingV1.DimensionKey
  {
    var key = ReportingV1.DimensionKey()
    (key.dimension, key.value, key.label) = (dimension, value, label)
    return key
  }

  static func row(_ keys: [ReportingV1.DimensionKey], _ figures: [Figure]) -> ReportingV1.ReportRow {
    var row = ReportingV1.ReportRow()
    (row.keys, row.figures) = (keys, figures)
    return row
  }

  /// A report of 5 November 2021 with nothing in it yet.
  static func report(_ ids: [String], by dimensions: [ReportingV1.Dimension] = []) -> ReportingV1.Report {
    var report = ReportingV1.Report()
    report.asOf = "2021-11-05"
    report.firstDay = "2021-07-20"
    report.lastDay = "2021-11-05"
    report.edition = .edition2021
    report.groupBy = dimensions
    report.indicators = ids.map { id in
      var indicator = ReportingV1.IndicatorVersion()
      (indicator.indicatorID, indicator.version) = (id, 1)
      return indicator
    }
    report.silentDays = 60
    var known = ReportingV1.KnownAt()
    (known.registryRevision, known.listingRevision) = (541, 614)
    report.knownAt = known
    (report.registryEpoch, report.listingEpoch) = ("e-registry", "e-listing")
    report.watermarks = ["registry", "listing"].map { source in
      var watermark = ReportingV1.Watermark()
      watermark.source = source
      watermark.revision = source == "registry" ? 541 : 614
      watermark.recordedAtUnixMicroseconds = 1_636_099_200_000_000
      watermark.connected = true
      return watermark
    }
    return report
  }

  static let phase1 = key(.phase, "phase-1", "Giai đoạn 1")
  static let phase2 = key(.phase, "phase-2", "Giai đoạn 2")

  /// The campaign's units with figures of every unit of measurement.
  static var byUnit: ReportingV1.Report {
    var report = report(
      ["products_listed_any_floor", "producers_with_store", "days_recognition_to_listing", "revenue", "quantity"],
      by: [.phase, .unit]
    )
    let units: [(ReportingV1.DimensionKey, String, String, UInt64, UInt64, UInt64)] = [
      (phase1, "180", "Huyện Tràng Định", 4, 6, 6), (phase1, "184", "Huyện Văn Quan", 4, 6, 5),
      (phase1, "185", "Huyện Bắc Sơn", 4, 7, 7), (phase1, "186", "Huyện Hữu Lũng", 6, 8, 8),
      (phase1, "187", "Huyện Chi Lăng", 11, 11, 8), (phase2, "178", "Thành phố Lạng Sơn", 1, 2, 2),
      (phase2, "181", "Huyện Bình Gia", 2, 4, 3), (phase2, "182", "Huyện Văn Lãng", 1, 3, 3),
      (phase2, "183", "Huyện Cao Lộc", 2, 6, 6), (phase2, "188", "Huyện Lộc Bình", 3, 5, 5),
      (phase2, "189", "Huyện Đình Lập", 2, 3, 3), (phase2, "", "", 0, 0, 0),
    ]
    report.rows = units.map { phase, code, name, listed, recognised, producers in
      row(
        [phase, key(.unit, code, name)],
        [
          count("products_listed_any_floor", listed, of: recognised),
          count("producers_with_store", producers == 0 ? 0 : producers - (listed % 2), of: producers),
          days("days_recognition_to_listing", listed, sum: listed * 43, median: listed == 0 ? 0 : 31 + listed),
          dong("revenue", Int64(listed) * 7_946_400),
          quantities("quantity", listed == 0 ? [] : [("hộp", Int64(listed) * 11_000), ("kg", Int64(listed) * 75_250)]),
        ]
      )
    }
    report.total = [
      count("products_listed_any_floor", 40, of: 61), count("producers_with_store", 52, of: 56),
      days("days_recognition_to_listing", 40, sum: 1720, median: 38), dong("revenue", 317_856_000),
      quantities("quantity", [("hộp", 440_000), ("kg", 3_010_000)]),
    ]
    return report
  }

  /// Sales by month and floor.
  static var byMonth: ReportingV1.Report {
    var report = report(["revenue", "orders", "products_listed_any_floor"], by: [.month, .floor])
    for (index, month) in ["2021-07", "2021-08", "2021-09", "2021-10", "2021-11"].enumerated() {
      for (floor, factor) in [("postmart", Int64(3)), ("voso", 2)] {
        let growth = Int64(index + 1) * factor
        let listed = UInt64(growth) * 2
        report.rows.append(
          row(
            [key(.month, month), key(.floor, floor, floor == "voso" ? "Vỏ Sò" : "PostMart")],
            [
              dong("revenue", growth * 9_350_000), count("orders", UInt64(growth) * 37),
              count("products_listed_any_floor", listed, of: index == 0 ? 0 : 61),
            ]
          )
        )
      }
    }
    report.total = [
      dong("revenue", 701_250_000), count("orders", 2775), count("products_listed_any_floor", 40, of: 61),
    ]
    return report
  }

  /// Every figure once, with targets.
  static var totals: ReportingV1.Report {
    var report = report(definitions.map(\.indicatorID))
    report.total = [
      count("producers", 56), count("producers_with_store", 52, of: 56),
      count("producers_with_payment_account", 45, of: 56), count("products_recognised", 61),
      count("products_listed_any_floor", 40, of: 61), count("products_never_listed", 14, of: 61),
      days("days_recognition_to_listing", 40, sum: 1720, median: 38), count("orders", 1528),
      quantities("quantity", [("hộp", 440_000), ("kg", 3_010_500)]), dong("revenue", 317_856_000),
      dong("revenue_growth", 317_856_000, before: 254_000_000), count("stores_silent", 0, of: 0),
    ]
    report.targets = [("187", "Huyện Chi Lăng", UInt64(11), UInt64(11)), ("", "", 40, 61)].map {
      code,
      name,
      count,
      all in
      var comparison = ReportingV1.TargetComparison()
      var target = RegistryV1.CampaignTarget()
      target.phaseID = "phase-1"
      target.unitCode = code
      target.indicator = .productsListedAnyFloor
      target.targetPercent = 100
      target.source = "Kế hoạch 75/KH-UBND"
      comparison.target = target
      comparison.unitName = name
      comparison.phaseName = "Giai đoạn 1"
      var share = ReportingV1.Share()
      (share.numerator, share.denominator) = (count, all)
      comparison.actual = share
      comparison.reached = count == all
      return comparison
    }
    return report
  }
}
