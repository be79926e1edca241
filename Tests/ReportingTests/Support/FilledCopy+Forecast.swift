import DomainPrimitives
import Messages
import RPC

@testable import Reporting

extension FilledCopy {
  func forecast(
    _ grouping: ReportingV1.Dimension = .unspecified,
    asOf: String,
    _ edition: ReportingV1.GeographyEdition = .unspecified,
    change: (inout ReportingV1.GetForecastRequest) -> Void = { _ in }
  ) async throws -> ReportingV1.GetForecastResponse {
    var request = ReportingV1.GetForecastRequest()
    request.asOf = asOf
    request.groupBy = grouping
    request.edition = edition
    change(&request)
    return try await handler.getForecast(request, context: CallContext(path: "test", caller: caller))
  }
}

extension FilledCopy {
  func forecast(_ request: ReportingV1.GetForecastRequest) async throws -> ReportingV1.GetForecastResponse {
    try await handler.getForecast(request, context: CallContext(path: "test", caller: caller))
  }
}

extension ReportingV1.GetForecastResponse {
  /// Forecast thousandths of the row of a value, by month ahead; nil without such a row.
  func quantities(_ value: String, _ unitOfSale: String = "kg") -> [Int64]? {
    row(value, unitOfSale)?.points.map(\.quantityThousandths)
  }

  /// The row of a value; of everything that of "".
  func row(_ value: String, _ unitOfSale: String = "kg") -> ReportingV1.ForecastRow? {
    rows.first { ($0.keys.first?.value ?? "") == value && $0.unitOfSale == unitOfSale }
  }

  /// Everything in the rows that adds up, by unit of sale: forecast quantities and revenues, the past, numbers of
  /// series.
  func sums() -> [String: [Int64]] {
    var sums: [String: [Int64]] = [:]
    for row in rows {
      var numbers = [Int64](repeating: 0, count: 6 + 24)
      for (ahead, point) in row.points.enumerated() {
        numbers[ahead * 2] = point.quantityThousandths
        numbers[ahead * 2 + 1] = point.revenueDong
      }
      // The last month at the end, however long the past of a row is.
      for (back, month) in row.history.reversed().enumerated() {
        numbers[numbers.count - 1 - back] = month.quantityThousandths
      }
      numbers += [Int64(row.seriesCount), Int64(row.refusedCount)]
      let sum = sums[row.unitOfSale] ?? [Int64](repeating: 0, count: numbers.count)
      sums[row.unitOfSale] = zip(sum, numbers).map { $0 + $1 }
    }
    return sums
  }
}

extension Scenario {
  /// A product of a cooperative of its own, in a store of its own: "SP" in "CH-SP" of "HTX-SP".
  mutating func soldProduct(
    _ id: String,
    on floor: String = "voso",
    unit: String = "06463",
    seasons: SeasonWindows = .allYear,
    unitOfSale: String = "kg",
    closed: String? = nil
  ) {
    producer("HTX-\(id)", unit: unit)
    product(id, of: "HTX-\(id)", seasons: seasons, unitOfSale: unitOfSale)
    store("CH-\(id)", of: "HTX-\(id)", on: floor, from: "2020-06-01", closed: closed)
    listing("DB-\(id)", of: id, in: "CH-\(id)", observed: "2020-06-01")
  }

  /// Single orders on the tenth of each month from one on: kilograms at 100,000 đồng.
  mutating func monthlyOrders(of listing: String, from first: String, kg: [Int64]) {
    for (place, kilograms) in kg.enumerated() where kilograms > 0 {
      let month = month(first).adding(months: place)
      order("\(listing)-\(month)", of: listing, on: "\(month)-10", kg: kilograms)
    }
  }
}
