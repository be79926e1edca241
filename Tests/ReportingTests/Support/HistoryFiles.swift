import DomainPrimitives
import Foundation

@testable import Reporting

/// Writes a history as the CSV files that an office would import, so that another program can count it.
enum HistoryFiles {
  static func write(_ history: RandomHistory, to folder: URL) throws {
    for name in ["administrative_units.csv", "unit_successions.csv"] {
      try FileManager.default.copyItem(at: SampleFolder.url.appending(path: name), to: folder.appending(path: name))
    }
    try writeRegistry(history.facts, to: folder)
    try writeListing(history.facts, to: folder)
    try writeSales(history.sales, to: folder)
  }

  private static func text(_ date: CivilDate?) -> String { date?.description ?? "" }

  private static func writeRegistry(_ facts: CampaignFacts, to folder: URL) throws {
    try CSVFile.write(
      "producer_id,name,type,unit_code,registered_on,ended_on,merged_into_producer_id",
      facts.producers.map {
        [
          $0.id, $0.name, "household", $0.unitCode, text($0.registeredOn), text($0.endedOn),
          $0.mergedIntoProducerID ?? "",
        ]
      },
      to: folder.appending(path: "producers.csv")
    )
    try CSVFile.write(
      "product_id,producer_id,name,group,unit_of_sale,season_windows,season_exceptions",
      facts.products.map { product in
        let seasons = product.seasons.windows.map { "\($0.firstMonth)-\($0.lastMonth)" }.joined(separator: ";")
        let exceptions = product.seasons.exceptions
          .map { "\($0.isInSeason ? "+" : "-")\($0.firstMonth)..\($0.lastMonth)" }
          .joined(separator: ";")
        return [product.id, product.producerID, product.name, "food", product.unitOfSale, seasons, exceptions]
      },
      to: folder.appending(path: "products.csv")
    )
    try CSVFile.write(
      "recognition_id,product_id,stars,points,issued_on,decision_number,revoked_on",
      facts.recognitions.map { [$0.id, $0.productID, "3", "60", text($0.issuedOn), "", text($0.revokedOn)] },
      to: folder.appending(path: "recognitions.csv")
    )
    try CSVFile.write(
      "phase_id,name,starts_on,ends_before,unit_codes",
      facts.phases.map { [$0.id, $0.name, text($0.startsOn), "2021-12-20", $0.unitCodes.joined(separator: ";")] },
      to: folder.appending(path: "campaign_phases.csv")
    )
    let indicators = [
      "", "products_recognised", "producers", "producers_with_store", "producers_with_payment_account",
      "products_listed_any_floor", "products_listed_each_floor", "products_listed_both_floors", "orders", "quantity",
      "revenue",
    ]
    try CSVFile.write(
      "claim_id,indicator,phase_id,wording,value,as_of,source",
      facts.claims.map { claim in
        let indicator = indicators[Int(claim.indicatorNumber)]
        return [claim.id, indicator, claim.phaseID ?? "", claim.wording, "1", text(claim.asOf), claim.source]
      },
      to: folder.appending(path: "published_claims.csv")
    )
  }

  private static func writeListing(_ facts: CampaignFacts, to folder: URL) throws {
    try CSVFile.write(
      "floor_id,name,url",
      facts.floors.map { [$0.id, $0.name, ""] },
      to: folder.appending(path: "floors.csv")
    )
    try CSVFile.write(
      "store_id,producer_id,floor_id,name,opened_on,closed_on",
      facts.stores.map { [$0.id, $0.producerID, $0.floorID, "", text($0.openedOn), text($0.closedOn)] },
      to: folder.appending(path: "stores.csv")
    )
    try CSVFile.write(
      "payment_account_id,producer_id,provider,opened_on,closed_on",
      facts.paymentAccounts.map { [$0.id, $0.producerID, $0.provider, text($0.openedOn), text($0.closedOn)] },
      to: folder.appending(path: "payment_accounts.csv")
    )
    try CSVFile.write(
      "product_listing_id,store_id,product_id,planned_on,declared_on,accepted_on,observed_on,ended_on,not_live_reason",
      facts.listings.map {
        [
          $0.id, $0.storeID, $0.productID, text($0.plannedOn), text($0.declaredOn), text($0.acceptedOn),
          text($0.observedOn), text($0.endedOn), "",
        ]
      },
      to: folder.appending(path: "product_listings.csv")
    )
  }

  private static func writeSales(_ sales: [SaleRecord], to folder: URL) throws {
    var orders: [[String]] = []
    var totals: [[String]] = []
    for sale in sales {
      let quantity = Quantity(thousandths: sale.quantityThousandths).description
      switch sale.content {
      case .orders(let state, let ordered, _):
        orders.append([sale.id, sale.listingID, text(ordered), quantity, "\(sale.revenueDong)", state.word, "declared"])
      case .monthlyTotal(let cancelled, let returned):
        totals.append([
          sale.id, sale.listingID, sale.month.description, "\(sale.orderCount)", quantity, "\(sale.revenueDong)",
          "\(cancelled)", "\(returned)", "declared",
        ])
      }
    }
    try CSVFile.write(
      "order_id,product_listing_id,ordered_on,quantity,revenue_dong,state,evidence",
      orders,
      to: folder.appending(path: "orders.csv")
    )
    try CSVFile.write(
      "monthly_sales_id,product_listing_id,month,order_count,quantity,revenue_dong,cancelled_count,returned_count,"
        + "evidence",
      totals,
      to: folder.appending(path: "monthly_sales.csv")
    )
  }
}
