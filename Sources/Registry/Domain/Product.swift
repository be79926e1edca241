import DomainPrimitives

/// A product (sản phẩm OCOP).
struct Product: Hashable, Sendable {
  /// More windows than months would say nothing new.
  static let seasonWindowsMax = 12

  let id: String
  let producerID: String
  let name: String
  let group: ProductGroup
  /// What a quantity of it counts: "kg", "box".
  let unitOfSale: String
  var seasons: SeasonWindows
  /// Number of its bar code; nil when none is known.
  let gtin: GlobalTradeItemNumber?
}

extension Product {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    producerID: String,
    name: String,
    group: Int,
    unitOfSale: String,
    seasonWindows: [(firstMonth: Int, lastMonth: Int)],
    seasonExceptions: [(firstMonth: String, lastMonth: String, isInSeason: Bool)] = [],
    gtin: String = "",
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "product_id")
    rules.identifier(producerID, "producer_id")
    rules.text(name, "name")
    let group = rules.choice(group, "group", of: ProductGroup.self)
    rules.text(unitOfSale, "unit_of_sale", charactersMax: 32)
    if seasonWindows.count > Self.seasonWindowsMax {
      rules.refuse("season_windows", "too_many", "season_windows has more than \(Self.seasonWindowsMax) entries")
      return nil
    }
    var windows: [SeasonWindow] = []
    for window in seasonWindows {
      do {
        windows.append(try SeasonWindow(firstMonth: window.firstMonth, lastMonth: window.lastMonth))
      } catch {
        rules.refuse("season_windows", error.code.rawValue, "season_windows: \(error.message); write it like 7-11")
      }
    }
    let exceptions = rules.seasonExceptions(seasonExceptions, "season_exceptions")
    let gtin = rules.optionalTradeItemNumber(gtin, "gtin")
    guard rules.isClean, let group else { return nil }
    self.init(
      id: id,
      producerID: producerID,
      name: name,
      group: group,
      unitOfSale: unitOfSale,
      seasons: SeasonWindows(windows, exceptions: exceptions),
      gtin: gtin
    )
  }
}
