import DomainPrimitives

extension ProgressCount {
  /// The report: by phase, then unit code; what cannot be placed after a phase's units, then the phase's total; then
  /// what belongs to no phase; the total last. Units of a phase without any record have a row too.
  func rows() throws(FigureOverflow) -> [ProgressRow] {
    var rows: [ProgressRow] = []
    try forEachRow { rows.append($0) }
    return rows
  }

  /// Hands over the report's rows.
  func forEachRow(_ body: (ProgressRow) -> Void) throws(FigureOverflow) {
    let figures = try figuresByPlace()
    let nothing = Figures(floorCount: facts.floors.count)
    var total = nothing
    for part in layout.parts {
      var sum = nothing
      for unit in part.units {
        let own = unit.place.map { figures[$0] } ?? nothing
        guard unit.isAlwaysShown || !own.isEmpty else { continue }
        body(ProgressRow(selector: .unit(phaseID: part.phaseID, key: unit.key), unitName: unit.name, figures: own))
        try sum.add(own)
      }
      if let place = part.undetermined, !figures[place].isEmpty {
        body(ProgressRow(selector: .undetermined(phaseID: part.phaseID), figures: figures[place]))
        try sum.add(figures[place])
      }
      if let phaseID = part.phaseID {
        body(ProgressRow(selector: .phaseTotal(phaseID: phaseID), figures: sum))
      }
      try total.add(sum)
    }
    body(ProgressRow(selector: .total, figures: total))
  }

  /// The figures of phases, and of everything.
  func totals() throws(FigureOverflow) -> [RowSelector: Figures] {
    var totals: [RowSelector: Figures] = [:]
    try forEachRow { row in
      switch row.selector {
      case .phaseTotal, .total: totals[row.selector] = row.figures
      case .unit, .undetermined: break
      }
    }
    return totals
  }

  /// The indicator's figure in one of the totals: of sales the orders, the quantity in whole units of one unit of sale,
  /// or đồng.
  func value(of indicator: Indicator, in row: RowSelector, _ totals: [RowSelector: Figures]) -> UInt64 {
    let figures = totals[row] ?? Figures(floorCount: facts.floors.count)
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
      let thousandths = quantities.entries.count == 1 ? quantities.entries.first?.thousandths : quantities["kg"]
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

  /// Figures of every row of the index. Each record is in one row of a unit (or of what cannot be placed), so totals
  /// are sums of rows and count no record twice.
  private func figuresByPlace() throws(FigureOverflow) -> [Figures] {
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
    try addSums(to: &parts)
    return parts
  }

  /// What listings sold, of which many are in one row and sold by one unit.
  private func addSums(to parts: inout [Figures]) throws(FigureOverflow) {
    var sumsByGroup = [SalesSums](repeating: SalesSums(), count: rowIndex.saleGroups.count)
    for (listing, sums) in (sums ?? []).enumerated() {
      let group = rowIndex.saleGroupOfListing[listing]
      if group >= 0 { sumsByGroup[Int(group)].add(sums) }
    }
    for (group, sums) in zip(rowIndex.saleGroups, sumsByGroup) where sums != SalesSums() {
      try parts[group.row].sales.add(sums, unitOfSale: links.unitsOfSale[Int(group.unitOfSale)])
    }
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
}
