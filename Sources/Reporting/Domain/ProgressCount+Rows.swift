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
  func value(of indicator: Indicator, in row: RowSelector, _ counted: [RowSelector: Figures]) -> UInt64 {
    let figures = counted[row] ?? Figures(floorCount: facts.floors.count)
    switch indicator {
    case .producers: return figures.producers
    case .producersWithStore: return figures.producersWithStore
    case .producersWithPaymentAccount: return figures.producersWithPaymentAccount
    case .productsRecognised: return figures.productsRecognised
    case .productsListedAnyFloor: return figures.productsListedAnyFloor
    case .productsListed(let floorID): return floorIndex(floorID).map { figures.productsListedByFloor[$0] } ?? 0
    case .productsListedOnEveryFloor: return figures.productsListedOnEveryFloor
    case .orders: return figures.sales.orderCount
    case .revenue: return UInt64(clamping: figures.sales.revenueDong)
    case .quantity:
      // A claim names one number: of the only unit of sale there is, else of the kilograms.
      let quantities = figures.sales.quantities
      let thousandths = quantities.count == 1 ? quantities.sorted.first?.thousandths : quantities["kg"]
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
  func figuresByRow() throws(FigureOverflow) -> [RowSelector: Figures] {
    var parts = [Figures](repeating: Figures(floorCount: facts.floors.count), count: rowIndex.keys.count)
    for (index, producer) in status.producers.enumerated() where producer.registered == nil {
      let row = rowIndex.producers[index]
      parts[row].producers += 1
      if producer.store == nil { parts[row].producersWithStore += 1 }
      if producer.account == nil { parts[row].producersWithPaymentAccount += 1 }
    }
    for (index, product) in status.products.enumerated() where product.recognised == nil {
      count(index, product, in: &parts[rowIndex.products[index]])
    }
    for (sale, status) in zip(sales, saleStatuses) {
      guard let product = status.productIndex else { continue }
      let unitOfSale = facts.products[product].unitOfSale
      try parts[rowIndex.products[product]].sales.add(sale, status.verdict, unitOfSale: unitOfSale)
    }
    for (listing, sums) in (sums ?? []).enumerated() where sums != SalesSums() {
      let product = links.productOfListing[listing]
      guard product >= 0 else { continue }
      try parts[rowIndex.products[product]].sales.add(sums, unitOfSale: facts.products[product].unitOfSale)
    }

    var figures: [RowSelector: Figures] = [:]
    for (row, part) in zip(rowIndex.keys, parts) {
      for selector in Self.selectors(of: row) {
        try figures[selector, default: Figures(floorCount: facts.floors.count)].add(part)
      }
    }
    return figures
  }

  private func count(_ index: Int, _ product: DayStatus.ProductStatus, in figures: inout Figures) {
    figures.productsRecognised += 1
    if product.anyFloor == nil { figures.productsListedAnyFloor += 1 }
    if product.everyFloor == nil { figures.productsListedOnEveryFloor += 1 }
    for floor in facts.floors.indices where status.reason(ofProduct: index, onFloor: floor) == nil {
      figures.productsListedByFloor[floor] += 1
    }
    if product.anyFloor == .outOfSeason { figures.productsOutOfSeason += 1 }
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
