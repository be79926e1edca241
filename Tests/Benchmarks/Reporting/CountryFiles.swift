import Messages

#if canImport(Glibc)
  import Glibc
#endif

/// Reads what deploy/generate-country has written, as records of the two services.
struct CountryFiles {
  let folder: String

  struct Missing: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path) cannot be read; make it with deploy/generate-country" }
  }

  func registry() throws -> [RegistryV1.Record] {
    try rows("records/administrative_units") { row in
      var unit = RegistryV1.AdministrativeUnit()
      (unit.code, unit.name, unit.parentCode) = (row["code"], row["name"], row["parent_code"])
      (unit.validFrom, unit.validTo) = (row["valid_from"], row["valid_to"])
      unit.kind = Self.kinds[row["kind"]] ?? .unspecified
      return Self.registry(.administrativeUnit(unit))
    }
      + rows("records/producers") { row in
        var producer = RegistryV1.Producer()
        (producer.producerID, producer.name) = (row["producer_id"], row["name"])
        (producer.unitCode, producer.registeredOn) = (row["unit_code"], row["registered_on"])
        producer.endedOn = row["ended_on"]
        producer.type = Self.types[row["type"]] ?? .unspecified
        return Self.registry(.producer(producer))
      }
      + rows("records/products") { row in
        var product = RegistryV1.Product()
        (product.productID, product.producerID, product.name) = (row["product_id"], row["producer_id"], row["name"])
        product.unitOfSale = row["unit_of_sale"]
        product.group = Self.groups[row["group"]] ?? .unspecified
        product.seasonWindows = row["season_windows"].split(separator: ";").map { text in
          let months = text.split(separator: "-").compactMap { UInt32($0) }
          var window = RegistryV1.SeasonWindow()
          (window.firstMonth, window.lastMonth) = (months.first ?? 1, months.last ?? 12)
          return window
        }
        return Self.registry(.product(product))
      }
      + rows("records/recognitions") { row in
        var recognition = RegistryV1.Recognition()
        (recognition.recognitionID, recognition.productID) = (row["recognition_id"], row["product_id"])
        (recognition.issuedOn, recognition.revokedOn) = (row["issued_on"], row["revoked_on"])
        recognition.stars = UInt32(row["stars"]) ?? 3
        return Self.registry(.recognition(recognition))
      }
  }

  func listing() throws -> [ListingV1.Record] {
    try rows("records/floors") { row in
      var floor = ListingV1.Floor()
      (floor.floorID, floor.name) = (row["floor_id"], row["name"])
      return Self.listing(.floor(floor))
    }
      + rows("records/stores") { row in
        var store = ListingV1.Store()
        (store.storeID, store.producerID, store.floorID) = (row["store_id"], row["producer_id"], row["floor_id"])
        (store.openedOn, store.closedOn) = (row["opened_on"], row["closed_on"])
        return Self.listing(.store(store))
      }
      + rows("records/payment_accounts") { row in
        var account = ListingV1.PaymentAccount()
        (account.paymentAccountID, account.producerID) = (row["payment_account_id"], row["producer_id"])
        (account.provider, account.openedOn, account.closedOn) = (row["provider"], row["opened_on"], row["closed_on"])
        return Self.listing(.paymentAccount(account))
      }
      + rows("records/product_listings") { row in
        var listing = ListingV1.ProductListing()
        listing.productListingID = row["product_listing_id"]
        (listing.storeID, listing.productID) = (row["store_id"], row["product_id"])
        (listing.declaredOn, listing.acceptedOn) = (row["declared_on"], row["accepted_on"])
        (listing.observedOn, listing.endedOn) = (row["observed_on"], row["ended_on"])
        return Self.listing(.productListing(listing))
      }
  }

  /// Hands over the orders, file by file, until `body` says stop.
  func forEachOrder(_ body: (ListingV1.Order) async throws -> Bool) async throws {
    for name in try Self.names(in: "\(folder)/orders") {
      for row in try CountryTable(path: "\(folder)/orders/\(name)") {
        var order = ListingV1.Order()
        (order.orderID, order.productListingID) = (row["order_id"], row["product_listing_id"])
        order.orderedOn = row["ordered_on"]
        order.quantityThousandths = Self.thousandths(row["quantity"])
        order.revenueDong = Int64(row["revenue_dong"]) ?? 0
        order.state = Self.states[row["state"]] ?? .completed
        order.evidence = .floorExport
        guard try await body(order) else { return }
      }
    }
  }

  private func rows<Record>(_ name: String, _ record: (CountryTable.Row) -> Record) throws -> [Record] {
    try CountryTable(path: "\(folder)/\(name).csv").map(record)
  }

  private static func registry(_ content: RegistryV1.Record.RecordChoice) -> RegistryV1.Record {
    var record = RegistryV1.Record()
    record.record = content
    return record
  }

  private static func listing(_ content: ListingV1.Record.RecordChoice) -> ListingV1.Record {
    var record = ListingV1.Record()
    record.record = content
    return record
  }

  private static func thousandths(_ text: String) -> Int64 {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let whole = parts.first.flatMap { Int64($0) } ?? 0
    let digits = parts.count > 1 ? String((parts[1] + "000").prefix(3)) : "000"
    return whole * 1000 + (Int64(digits) ?? 0)
  }

  private static func names(in folder: String) throws -> [String] {
    guard let directory = opendir(folder) else { throw Missing(path: folder) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".csv") { names.append(name) }
    }
    return names.sorted()
  }

  private static let kinds: [String: RegistryV1.UnitKind] = [
    "province": .province, "district": .district, "city": .city, "commune": .commune, "ward": .ward,
    "township": .township,
  ]
  private static let types: [String: RegistryV1.ProducerType] = [
    "cooperative": .cooperative, "cooperative_group": .cooperativeGroup, "enterprise": .enterprise,
    "household": .household, "farm": .farm,
  ]
  private static let groups: [String: RegistryV1.ProductGroup] = [
    "food": .food, "drink": .drink, "medicinal_plants": .medicinalPlants, "handicraft": .handicraft,
  ]
  private static let states: [String: ListingV1.OrderState] = [
    "completed": .completed, "cancelled": .cancelled, "returned": .returned,
  ]
}
