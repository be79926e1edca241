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
    let figures = try figuresByRow()[row]?.sales ?? SalesFigures()
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
    var places: [RowKey: Int] = [.unknown: 0]
    let rowOfProducer = producerRows.map { row in
      if let known = places[row] { return known }
      let place = places.count
      places[row] = place
      return place
    }
    func row(ofProduct product: Int) -> Int {
      let producer = links.producerOfProduct[product]
      return producer < 0 ? 0 : rowOfProducer[producer]
    }
    var parts = [Figures](repeating: Figures(floorCount: facts.floors.count), count: places.count)
    for (index, producer) in status.producers.enumerated() where producer.registered.isCounted {
      let row = rowOfProducer[index]
      parts[row].producers += 1
      if producer.store.isCounted { parts[row].producersWithStore += 1 }
      if producer.account.isCounted { parts[row].producersWithPaymentAccount += 1 }
    }
    for (index, product) in status.products.enumerated() where product.listing.recognised.isCounted {
      Self.count(product.listing, in: &parts[row(ofProduct: index)])
    }
    for (sale, status) in zip(sales, saleStatuses) {
      guard let product = status.productIndex else { continue }
      let unitOfSale = facts.products[product].unitOfSale
      try parts[row(ofProduct: product)].sales.add(sale, status.verdict, unitOfSale: unitOfSale)
    }
    for (listing, sums) in (sums ?? []).enumerated() where sums != SalesSums() {
      let product = links.productOfListing[listing]
      guard product >= 0 else { continue }
      try parts[row(ofProduct: product)].sales.add(sums, unitOfSale: facts.products[product].unitOfSale)
    }

    var rows: [RowSelector: Figures] = [:]
    for (row, place) in places {
      for selector in Self.selectors(of: row) {
        try rows[selector, default: Figures(floorCount: facts.floors.count)].add(parts[place])
      }
    }
    return rows
  }

  private static func count(_ listing: ProductListingStatus, in figures: inout Figures) {
    figures.productsRecognised += 1
    if listing.anyFloor.isCounted { figures.productsListedAnyFloor += 1 }
    if listing.everyFloor.isCounted { figures.productsListedOnEveryFloor += 1 }
    for (floor, verdict) in listing.byFloor.enumerated() where verdict.isCounted {
      figures.productsListedByFloor[floor] += 1
    }
    if listing.anyFloor.reason == .outOfSeason { figures.productsOutOfSeason += 1 }
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
