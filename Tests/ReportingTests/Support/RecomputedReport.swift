import DomainPrimitives
import Foundation

@testable import Reporting

/// What Tests/EndToEndTests/recompute_progress.py counts.
struct RecomputedReport: Decodable {
  struct Row: Decodable, Hashable {
    var kind: String
    var phaseId: String
    var unitCode: String
    var productsRecognised: UInt64
    var producers: UInt64
    var producersWithStore: UInt64
    var producersWithPaymentAccount: UInt64
    var productsListedAnyFloor: UInt64
    var productsListedByFloor: [String: UInt64]
    var productsListedBothFloors: UInt64
    var productsOutOfSeason: UInt64
    var orderCount: UInt64
    var quantities: [String: Int64]
    var revenueDong: Int64
    var cancelledCount: UInt64
    var returnedCount: UInt64
  }

  struct Claim: Decodable, Hashable {
    var claimId: String
    var counted: UInt64
  }

  var rows: [Row]
  var claims: [Claim]

  /// Runs the recount over a folder of CSV files.
  static func run(folder: URL, asOf: CivilDate, edition: GeographyEdition) throws -> RecomputedReport {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "EndToEndTests/recompute_progress.py")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", script.path, "--sample", folder.path, "--as-of", asOf.description, "--edition",
      String(edition.referenceDate.year),
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw RecountFailed(status: process.terminationStatus) }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(RecomputedReport.self, from: bytes)
  }

  struct RecountFailed: Error {
    let status: Int32
  }
}

extension RecomputedReport.Row {
  /// The same row as this program counts it.
  init(_ row: ProgressRow, floors: [Floor]) {
    let figures = row.figures
    (kind, phaseId, unitCode) =
      switch row.selector {
      case .unit(let phase, let key): ("ROW_KIND_UNIT", phase ?? "", key.code)
      case .undetermined(let phase): ("ROW_KIND_UNDETERMINED", phase ?? "", "")
      case .phaseTotal(let phase): ("ROW_KIND_PHASE_TOTAL", phase, "")
      case .total: ("ROW_KIND_TOTAL", "", "")
      }
    productsRecognised = figures.productsRecognised
    producers = figures.producers
    producersWithStore = figures.producersWithStore
    producersWithPaymentAccount = figures.producersWithPaymentAccount
    productsListedAnyFloor = figures.productsListedAnyFloor
    productsListedByFloor = Dictionary(uniqueKeysWithValues: zip(floors.map(\.id), figures.productsListedByFloor))
    productsListedBothFloors = figures.productsListedOnEveryFloor
    productsOutOfSeason = figures.productsOutOfSeason
    orderCount = figures.sales.orderCount
    let sold = figures.sales.quantities.entries
    quantities = Dictionary(uniqueKeysWithValues: sold.map { ($0.unitOfSale, $0.thousandths) })
    revenueDong = figures.sales.revenueDong
    cancelledCount = figures.sales.cancelledCount
    returnedCount = figures.sales.returnedCount
  }
}
