import DomainPrimitives
import Messages

/// Which products and floors a forecast is asked for, checked against what there is.
struct ForecastFilter: Sendable {
  /// Rows of the units asked for; nil = all.
  private let units: Set<UnitKey>?
  private let phaseID: String?
  private let producerTypes: Set<String>
  private let productGroups: Set<String>
  private let stars: Set<Int>
  private let floorIDs: Set<String>
  private let producerID: String?
  /// The only product asked for, if it is one.
  let productID: String?

  /// Throws `RequestError` naming the field and what it could be.
  init(
    _ filter: ReportingV1.ReportFilter,
    facts: CampaignFacts,
    placer: RowPlacer
  ) throws(RequestError) {
    func fault(_ field: String, _ reason: String, _ description: String) -> RequestError {
      RequestError(kind: .invalidArgument, field: "filter." + field, reason: reason, description: description)
    }
    producerTypes = Set(filter.producerTypes.map { EnumWord.word($0.name, after: "PRODUCER_TYPE_") })
    guard !producerTypes.contains("") else {
      throw fault("producer_types", "unknown", "one of the types is not known")
    }
    productGroups = Set(filter.productGroups.map { EnumWord.word($0.name, after: "PRODUCT_GROUP_") })
    guard !productGroups.contains("") else {
      throw fault("product_groups", "unknown", "one of the groups is not known")
    }
    units = filter.unitCode.isEmpty ? nil : try Self.units(filter.unitCode, placer: placer)
    phaseID = filter.phaseID.isEmpty ? nil : filter.phaseID
    if let phaseID, !facts.phases.contains(where: { $0.id == phaseID }) {
      throw fault(
        "phase_id",
        "unknown_phase",
        "phase '\(phaseID)' is not known; there are: \(list(facts.phases.map(\.id)))"
      )
    }
    if let wrong = filter.stars.first(where: { $0 > 5 }) {
      throw fault("stars", "out_of_range", "\(wrong) stars are not awarded; there are 0 (not valid) to 5")
    }
    stars = Set(filter.stars.map(Int.init))
    floorIDs = Set(filter.floorIDs)
    if let unknown = filter.floorIDs.first(where: { id in !facts.floors.contains { $0.id == id } }) {
      throw fault(
        "floor_ids",
        "unknown_floor",
        "floor '\(unknown)' is not known; there are: \(list(facts.floors.map(\.id)))"
      )
    }
    producerID = filter.producerID.isEmpty ? nil : filter.producerID
    if let producerID, !facts.producers.contains(where: { $0.id == producerID }) {
      throw fault(
        "producer_id",
        "unknown_producer",
        "producer '\(producerID)' is not known; look it up in the registry"
      )
    }
    productID = filter.productID.isEmpty ? nil : filter.productID
    if let productID, !facts.products.contains(where: { $0.id == productID }) {
      throw fault("product_id", "unknown_product", "product '\(productID)' is not known; look it up in the registry")
    }
  }

  /// Whether a product on a floor is asked for.
  func admits(_ series: SalesSeries, _ product: ForecastProduct) -> Bool {
    if let units {
      guard case .unit(let key) = product.row.place, units.contains(key) else { return false }
    }
    if let phaseID, product.row.phaseID != phaseID { return false }
    if !producerTypes.isEmpty, !producerTypes.contains(product.producerType) { return false }
    if !productGroups.isEmpty, !productGroups.contains(product.product.group) { return false }
    if !stars.isEmpty, !stars.contains(product.stars) { return false }
    if !floorIDs.isEmpty, !floorIDs.contains(series.floorID) { return false }
    if let producerID, !product.producerIDs.contains(producerID) { return false }
    return productID == nil || productID == product.product.id
  }

  private static func units(
    _ code: String,
    placer: RowPlacer
  ) throws(RequestError) -> Set<UnitKey> {
    let units = placer.editionUnits.filter { placer.isUnit($0, within: code) }
    guard !units.isEmpty else {
      throw RequestError(
        kind: .invalidArgument,
        field: "filter.unit_code",
        reason: "unknown_unit",
        description: "unit '\(code)' has no row on this edition, nor has one below it; there are: "
          + list(placer.editionUnits.map(\.code))
      )
    }
    return Set(units)
  }
}

private func list(_ names: [String]) -> String {
  names.isEmpty ? "none yet" : names.joined(separator: ", ")
}
