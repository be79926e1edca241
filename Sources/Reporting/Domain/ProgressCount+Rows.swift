import DomainPrimitives

extension ProgressCount {
  /// The report: by phase, then unit code; what cannot be placed after a phase's units, then the phase's total; then
  /// what belongs to no phase; the total last. Units of a phase without any record have a row too.
  func rows() throws(FigureOverflow) -> [ProgressRow] {
    let counted = try figuresByRow()
    let floorCount = facts.floors.count
    func figures(_ selector: RowSelector) -> Figures { counted[selector] ?? Figures(floorCount: floorCount) }
    var rows: [ProgressRow] = []
    for phaseID in placer.phases.map({ Optional($0.id) }) + [nil] {
      for selector in unitSelectors(of: phaseID, counted: counted) {
        rows.append(ProgressRow(selector: selector, figures: figures(selector)))
      }
      let undetermined = RowSelector.undetermined(phaseID: phaseID)
      if !figures(undetermined).isEmpty {
        rows.append(ProgressRow(selector: undetermined, figures: figures(undetermined)))
      }
      if let phaseID {
        let total = RowSelector.phaseTotal(phaseID: phaseID)
        rows.append(ProgressRow(selector: total, figures: figures(total)))
      }
    }
    rows.append(ProgressRow(selector: .total, figures: figures(.total)))
    return rows
  }

  /// The indicator's figure in a row: of sales the orders, the quantity in whole units of one unit of sale, or đồng.
  func value(of indicator: Indicator, in row: RowSelector) throws(FigureOverflow) -> UInt64 {
    guard indicator.isOfSales else {
      return UInt64(memberships(of: indicator).count { row.contains($0.row) && $0.verdict.isCounted })
    }
    var figures = SalesFigures()
    for (key, sales) in try salesFiguresByRow() where row.contains(key) { try figures.add(sales) }
    switch indicator {
    case .orders: return figures.orderCount
    case .revenue: return UInt64(clamping: figures.revenueDong)
    default:
      // A claim names one number: of the only unit of sale there is, else of the kilograms.
      let thousandths = figures.quantities.count == 1 ? figures.quantities.first?.value : figures.quantities["kg"]
      return UInt64(clamping: (thousandths ?? 0) / 1000)
    }
  }

  /// Sums of these sales, as they were decided.
  func salesFigures(_ members: [Membership]) throws(FigureOverflow) -> SalesFigures {
    var figures = SalesFigures()
    for member in members {
      guard case .sale(let index) = member.subject else { continue }
      try figures.add(sales[index], member.verdict, unitOfSale: unitOfSale(ofSaleAt: index))
    }
    return figures
  }

  private func unitSelectors(of phaseID: String?, counted: [RowSelector: Figures]) -> [RowSelector] {
    var units = Set(phaseID.map(placer.units(of:)) ?? [])
    for (selector, figures) in counted where !figures.isEmpty {
      if case .unit(phaseID, let key) = selector { units.insert(key) }
    }
    return units.sorted().map { .unit(phaseID: phaseID, key: $0) }
  }

  /// Figures of every row. Each record is in one row of a unit (or of what cannot be placed), so totals are sums of
  /// rows and count no record twice.
  private func figuresByRow() throws(FigureOverflow) -> [RowSelector: Figures] {
    var parts: [RowKey: Figures] = [:]
    let empty = Figures(floorCount: facts.floors.count)
    func count(_ indicator: Indicator, _ figure: WritableKeyPath<Figures, UInt64>) {
      for member in memberships(of: indicator) where member.verdict.isCounted {
        parts[member.row, default: empty][keyPath: figure] += 1
      }
    }
    count(.productsRecognised, \.productsRecognised)
    count(.producers, \.producers)
    count(.producersWithStore, \.producersWithStore)
    count(.producersWithPaymentAccount, \.producersWithPaymentAccount)
    count(.productsListedAnyFloor, \.productsListedAnyFloor)
    count(.productsListedOnEveryFloor, \.productsListedOnEveryFloor)
    for (index, floor) in facts.floors.enumerated() {
      count(.productsListed(floorID: floor.id), \.productsListedByFloor[index])
    }
    for member in memberships(of: .productsListedAnyFloor) where member.verdict.reason == .outOfSeason {
      parts[member.row, default: empty].productsOutOfSeason += 1
    }
    for (row, figures) in try salesFiguresByRow() { parts[row, default: empty].sales = figures }

    var rows: [RowSelector: Figures] = [:]
    for (row, figures) in parts {
      for selector in Self.selectors(of: row) { try rows[selector, default: empty].add(figures) }
    }
    return rows
  }

  /// The rows that a record is counted in: its own, its phase's total, the total.
  private static func selectors(of row: RowKey) -> [RowSelector] {
    var selectors: [RowSelector] = []
    switch row.place {
    case .unit(let key): selectors.append(.unit(phaseID: row.phaseID, key: key))
    case .undetermined: selectors.append(.undetermined(phaseID: row.phaseID))
    }
    if let phaseID = row.phaseID { selectors.append(.phaseTotal(phaseID: phaseID)) }
    return selectors + [.total]
  }
}
