import Messages
import Testing

@testable import CommandLineClient

@Suite("Files to import")
struct ImportFileTests {
  private func file(_ kind: String, _ text: String) throws -> ImportFile {
    let source = ImportSource(path: "x.csv", collection: try RecordCollection.named(kind))
    return ImportFile.parsing(Array(text.utf8), of: source)
  }

  private static let productHeader =
    "product_id,producer_id,name,group,unit_of_sale,season_windows,season_exceptions,gtin\n"
  private static let orderHeader =
    "order_id,product_listing_id,ordered_on,quantity,revenue_dong,state,evidence,source\n"

  @Test("a row becomes the record that its cells describe, whatever the order of the columns")
  func row() throws {
    let text =
      "name,season_windows,producer_id,product_id,unit_of_sale,group,gtin,season_exceptions\n"
      + " Na Chi Lăng ,10-2;5-6,CT-1,SP-1,kg,food,8938505974194,+2022-09;-2023-10..2023-12\n"
    let file = try file("products", text)
    #expect(file.issues == [])
    let record = try RegistryV1.Record(decodingBytes: try #require(file.records.first).encodedBytes())
    var expected = RegistryV1.Product()
    expected.productID = "SP-1"
    expected.producerID = "CT-1"
    expected.name = "Na Chi Lăng"
    expected.group = .food
    expected.unitOfSale = "kg"
    expected.seasonWindows = [(UInt32(10), UInt32(2)), (5, 6)].map { first, last in
      var window = RegistryV1.SeasonWindow()
      window.firstMonth = first
      window.lastMonth = last
      return window
    }
    let exceptions = [("2022-09", "2022-09", true), ("2023-10", "2023-12", false)]
    expected.seasonExceptions = exceptions.map { first, last, isIn in
      var exception = RegistryV1.SeasonException()
      exception.firstMonth = first
      exception.lastMonth = last
      exception.inSeason = isIn
      return exception
    }
    expected.gtin = "8938505974194"
    #expect(record.record == .product(expected))
  }

  @Test("a decimal quantity becomes thousandths, an empty cell stays unset")
  func quantity() throws {
    let file = try file("orders", Self.orderHeader + "DH-1,DB-1,2021-08-05,2.5,550000,completed,,\n")
    let record = try ListingV1.Record(decodingBytes: try #require(file.records.first).encodedBytes())
    guard case .order(let order) = record.record else {
      Issue.record("not an order")
      return
    }
    #expect(order.quantityThousandths == 2500)
    #expect(order.revenueDong == 550_000)
    #expect(order.state == .completed)
    #expect(order.evidence == .unspecified)
  }

  @Test("several texts of a cell are separated by semicolons")
  func texts() throws {
    let file = try file(
      "campaign_phases",
      "phase_id,name,starts_on,ends_before,unit_codes\np,Giai đoạn,2021-07-20,2021-09-20,180; 184;186\n"
    )
    let record = try RegistryV1.Record(decodingBytes: try #require(file.records.first).encodedBytes())
    guard case .campaignPhase(let phase) = record.record else {
      Issue.record("not a phase")
      return
    }
    #expect(phase.unitCodes == ["180", "184", "186"])
  }

  @Test(
    "a cell that does not fit is reported with line, column, value and what to do",
    arguments: [
      ("products", "SP,CT,Na,foood,kg,,,\\n", "group", "foood", "Did you mean food?"),
      ("products", "SP,CT,Na,unspecified,kg,,,\\n", "group", "unspecified", "write one of: food"),
      ("products", "SP,CT,Na,food,kg,9,,\\n", "season_windows", "9", "write 9-12"),
      ("products", "SP,CT,Na,food,kg,9-x,,\\n", "season_windows", "9-x", "write 9-12"),
      ("products", "SP,CT,Na,food,kg,9-12;,,\\n", "season_windows", "9-12;", "between two"),
      ("products", "SP,CT,Na,food,kg,,2022-10,\n", "season_exceptions", "2022-10", "write + before months in season"),
      ("products", "SP,CT,Na,food,kg,,+10-2022,\n", "season_exceptions", "+10-2022", "not months from..to"),
      ("products", "SP,CT,Na,food,kg,,+2022-10-01,\n", "season_exceptions", "+2022-10-01", "not months from..to"),
      ("products", "SP,CT,Na,food,kg,,+2022-1..2022-2,\n", "season_exceptions", "+2022-1..2022-2", "not months"),
      ("products", "SP,CT,Na,food,kg,,+2022-10;,\n", "season_exceptions", "+2022-10;", "between two"),
      ("orders", "D,L,2021-08-05,\"2,5\",1,completed,,\n", "quantity", "2,5", "with a point"),
      ("orders", "D,L,2021-08-05,2.1234,1,completed,,\n", "quantity", "2.1234", "three decimals"),
      ("orders", "D,L,2021-08-05,2 kg,1,completed,,\n", "quantity", "2 kg", "not a number"),
      ("orders", "D,L,2021-08-05,2,1.5,completed,,\n", "revenue_dong", "1.5", "whole number"),
      ("orders", "D,L,2021-08-05,2,+5,completed,,\n", "revenue_dong", "+5", "whole number"),
      ("orders", "D,L,2021-08-05,2,9223372036854775808,completed,,\n", "revenue_dong", "9223372036854775808", "whole"),
    ]
  )
  func badCell(kind: String, row: String, column: String, value: String, advice: String) throws {
    let header = kind == "products" ? Self.productHeader : Self.orderHeader
    let file = try file(kind, header + row)
    #expect(file.records.isEmpty)
    let issue = try #require(file.issues.first)
    #expect(file.issues.count == 1)
    #expect((issue.line, issue.column, issue.value) == (2, column, value))
    #expect(issue.reason.contains(advice), "\(issue.reason)")
    #expect(issue.text.hasPrefix("x.csv:2: \(column): \(value): "))
  }

  @Test("all faults of a file are found in one run, in the order of its lines")
  func allFaults() throws {
    let rows = "SP,CT,\"Na\nto\",food,kg,1,,\nSP2,CT\nSP3,CT,Mận,food,kg,,,\nSP4,CT,x,no,kg,x,,\n"
    let file = try file("products", Self.productHeader + rows)
    #expect(file.issues.map(\.line) == [3, 4, 6, 6])
    #expect(file.issues.map(\.column) == ["season_windows", "", "group", "season_windows"])
    #expect(file.records.count == 1)
    #expect(file.rowCount == 4)
  }

  @Test(
    "a header without the identifier, or with unknown or doubled columns, is refused with their names",
    arguments: [
      ("name,url\n", ["floor_id: header: is missing, and tells which record a row is"]),
      ("floor_id,name,url,name\n", ["name: header: stands twice"]),
      ("floor_id,name,ulr\n", ["ulr: header: floors have no such column. Did you mean url?"]),
      ("floor_id,,name,url\n", ["column 2: header: has no name"]),
      ("FLOOR_ID,name,url\n", ["FLOOR_ID: header: floors have no such column", "floor_id: header: is missing"]),
    ]
  )
  func header(text: String, reasons: [String]) throws {
    let file = try file("floors", text)
    #expect(file.issues.count == reasons.count)
    for (issue, reason) in zip(file.issues, reasons) {
      #expect(issue.text.contains(reason), "\(issue.text)")
      #expect(issue.line == 1)
    }
  }

  @Test("of a column that is missing what is stored stays: the records name the columns that there are")
  func missingColumns() throws {
    let part = try file("producers", "unit_code,producer_id,ended_on\n06463,CT-1,\n")
    #expect(part.issues == [])
    let record = try RegistryV1.Record(decodingBytes: try #require(part.records.first).encodedBytes())
    #expect(Set(record.updateFields) == ["unit_code", "producer_id", "ended_on"])
    let quantity = try file("orders", "order_id,quantity\nDH-1,2.5\n")
    let order = try ListingV1.Record(decodingBytes: try #require(quantity.records.first).encodedBytes())
    #expect(Set(order.updateFields) == ["order_id", "quantity_thousandths"])
    let names = try RecordCollection.named("floors").columns.map(\.name)
    let whole = try file(
      "floors",
      names.joined(separator: ",") + "\nvoso,Voso" + names.dropFirst(2).map { _ in "," }.joined() + "\n"
    )
    #expect(whole.issues == [])
    let floor = try ListingV1.Record(decodingBytes: try #require(whole.records.first).encodedBytes())
    #expect(floor.updateFields.isEmpty)
  }

  @Test(
    "a file that does not say which record a row is is refused",
    arguments: [
      ("administrative_units", "code,name\n", ["valid_from"]),
      ("unit_successions", "from_code,to_code,change\n", ["from_valid_from", "to_valid_from"]),
      ("orders", "revenue_dong\n", ["order_id"]),
    ]
  )
  func missingIdentifier(kind: String, text: String, missing: [String]) throws {
    #expect(try file(kind, text).issues.map(\.column) == missing)
  }

  @Test("a file with another separator, or without a header, says what to do")
  func wrongShape() throws {
    #expect(
      try file("floors", "floor_id;name;url\na;b;c\n").issues.first?.reason.contains("save the file with commas")
        == true
    )
    #expect(try file("floors", "floor_id\tname\n").issues.first?.reason.contains("tabs") == true)
    #expect(try file("floors", "").issues.first?.reason.contains("empty") == true)
  }

  @Test("a fault's text stays on one line and cannot steer the terminal")
  func issueText() {
    let issue = ImportIssue(file: "x.csv", line: 3, column: "name", value: "a\u{1B}[31m\nb", reason: "bad")
    #expect(issue.text == "x.csv:3: name: a\u{FFFD}[31m\u{FFFD}b: bad")
  }

  @Test("stars, points and who certifies are read as one rank, and a rank that is written otherwise says how")
  func starRanks() throws {
    let header = RecordCollection.all.first { $0.singularName == "rule_set" }?.columns.map(\.name) ?? []
    func file(_ ranks: String, _ groups: String) throws -> ImportFile {
      let cells = ["RS-1", "1/QĐ-TTg", "2027-01-01", ranks, groups, "36", "180", "120", "0"]
      return try self.file("rule_sets", header.joined(separator: ",") + "\n" + cells.joined(separator: ",") + "\n")
    }
    #expect(try file("5:90:ministry; 3:50:district", "food; drink").issues == [])
    for ranks in ["5:90", "5:90:council", "five:90:ministry", "5:90:ministry;"] {
      #expect(try file(ranks, "food").issues.map(\.column) == ["star_ranks"], "\(ranks)")
    }
    #expect(try file("5:90:ministry", "food;dirnk").issues.first?.reason.contains("Did you mean drink?") == true)
  }

  @Test("every kind of record can be written to a row and read back, all columns at once")
  func everyKind() throws {
    let kinds = RegistryV1.RecordKind.allCases.count + ListingV1.RecordKind.allCases.count
    #expect(RecordCollection.all.count == kinds - 2)
    for collection in RecordCollection.all {
      let cells = collection.columns.map { column -> String in
        switch column.form {
        case .text: "2021-08"
        case .texts: "a;b"
        case .whole: "7"
        case .quantity: "1.25"
        case .choice(let descriptor): descriptor.shortNames.last ?? ""
        case .choices(let descriptor): descriptor.shortNames.suffix(2).joined(separator: ";")
        case .starRanks: "5:90:ministry;4:70:province;3:50:district"
        case .seasonWindows: "9-12;1-2"
        case .seasonExceptions: "+2022-10..2022-11;-2023-07..2023-07"
        case .other: ""
        }
      }
      let text = collection.columns.map(\.name).joined(separator: ",") + "\n" + cells.joined(separator: ",") + "\n"
      let file = try file(collection.pluralName, text)
      #expect(file.issues == [], "\(collection.pluralName)")
      let record = try #require(file.records.first)
      let contents = try #require(collection.contents(of: record))
      #expect(collection.columns.map { $0.text(of: contents[$0.field]) } == cells, "\(collection.pluralName)")
    }
  }
}
