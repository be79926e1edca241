import CXLSXWriter
import ClientKit
import Foundation
import Messages
import RPC
import RPCInProcess
import Services
import Testing

@testable import CommandLineClient

/// Offices' own columns, and the exports of the floors.
@Suite("Mappings")
struct MappingTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "deploy/mappings").path()
  private static let environment = ["OCOP_MAPPINGS": folder]

  private func withFile(_ name: String, _ text: String = "", _ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ocop-mapping-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    if !text.isEmpty { try Data(text.utf8).write(to: file) }
    try await body(file.path())
  }

  /// Services that know two stores on voso with the same product, and a product that only one store has.
  private static func channel(_ registry: FakeRegistry, _ listing: FakeListing) -> InProcessChannel {
    var router = Router()
    router.register(registry)
    router.register(listing)
    return InProcessChannel(router: router)
  }

  private static func listing() -> FakeListing {
    FakeListing(
      records: [
        store("CH-1", "Na Chi Lăng"), store("CH-2", "Na Hữu Lũng"), listed("DB-1", "CH-1", "SP-1", "V-100"),
        listed("DB-2", "CH-2", "SP-1", ""), listed("DB-3", "CH-1", "SP-2", ""),
      ]
    )
  }

  private static func registry() -> FakeRegistry {
    FakeRegistry(records: [product("SP-1", "Na dai"), product("SP-2", "Mứt na")])
  }

  private static func product(_ id: String, _ name: String) -> RegistryV1.Record {
    var product = RegistryV1.Product()
    product.productID = id
    product.name = name
    var record = RegistryV1.Record()
    record.record = .product(product)
    return record
  }

  private static func store(_ id: String, _ name: String) -> ListingV1.Record {
    var store = ListingV1.Store()
    store.storeID = id
    store.floorID = "voso"
    store.name = name
    var record = ListingV1.Record()
    record.record = .store(store)
    return record
  }

  private static func listed(_ id: String, _ store: String, _ product: String, _ externalID: String) -> ListingV1.Record
  {
    var listing = ListingV1.ProductListing()
    listing.productListingID = id
    listing.storeID = store
    listing.productID = product
    listing.externalID = externalID
    var record = ListingV1.Record()
    record.record = .productListing(listing)
    return record
  }

  @Test("every mapping that is shipped can be read, says where it is from, and is explained")
  func shipped() async throws {
    let all = try MappingShelf.all(Self.environment)
    #expect(all.count == 9)
    for mapping in all {
      #expect(mapping.source.contains("Assumed"), "\(mapping.name)")
      let run = await CommandRun(["mappings", mapping.name], FakeRegistry(), environment: Self.environment)
      #expect(run.status == .success && run.output.contains(mapping.title), "\(run.diagnostics)")
    }
    let list = await CommandRun(["mappings"], FakeRegistry(), environment: Self.environment)
    #expect(list.output.contains("voso-orders") && list.diagnostics.contains("9 mappings"))
  }

  @Test("an office's list below a title, with its own words, dates and spaces, is found by its header and read")
  func officeList() async throws {
    let text = """
      \u{FEFF};UBND HUYỆN CHI LĂNG;;;;;\r
      ;;;;;;\r
      STT;Mã chủ thể;  Tên  chủ thể;LOẠI HÌNH;Mã xã;Ngày đăng ký;Ghi chú\r
      1;CT-1;\u{A0}HTX na Chi Lăng ;Hợp tác xã;6466;5/3/2020;tốt\r
      2;CT-2;"Hộ ""Bích"" Trâm";Hộ  kinh doanh;06463;14/09/2020;\r

      """
    try await withFile("danh-sach-thang-10.csv", text) { file in
      let registry = FakeRegistry()
      let run = await CommandRun(["import", file], registry, environment: Self.environment)
      #expect(run.status == .success, "\(run.diagnostics)")
      #expect(run.diagnostics.contains("read by the mapping office-producers"))
      let producers = registry.imports.flatMap(\.records).compactMap { record in
        if case .producer(let producer) = record.record { producer } else { nil }
      }
      #expect(producers.map(\.producerID) == ["CT-1", "CT-2"])
      #expect(producers.map(\.name) == ["HTX na Chi Lăng", "Hộ \"Bích\" Trâm"])
      #expect(producers.map(\.type) == [.cooperative, .household])
      #expect(producers.map(\.unitCode) == ["06466", "06463"])
      #expect(producers.map(\.registeredOn) == ["2020-03-05", "2020-09-14"])
      let fields = registry.imports.first?.records.first?.updateFields ?? []
      #expect(Set(fields) == ["producer_id", "name", "type", "unit_code", "registered_on"])
    }
  }

  @Test("a workbook with a merged title, real dates and numbers is read, and its faults are at their cells")
  func workbook() async throws {
    try await withFile("x.xlsx") { file in
      let workbook = workbook_new(file)!
      let sheet = workbook_add_worksheet(workbook, "Công nhận")
      let hidden = workbook_add_worksheet(workbook, "Nháp")
      worksheet_hide(hidden)
      let day = workbook_add_format(workbook)
      format_set_num_format(day, "dd/mm/yyyy")
      worksheet_merge_range(sheet, 0, 0, 0, 5, "DANH SÁCH SẢN PHẨM OCOP", nil)
      let header = ["Số giấy chứng nhận", "Mã sản phẩm", "Hạng sao", "Tổng điểm", "Ngày cấp", "Số quyết định"]
      for (column, name) in header.enumerated() { worksheet_write_string(sheet, 2, UInt16(column), name, nil) }
      worksheet_write_string(sheet, 3, 0, "CN-1", nil)
      worksheet_write_string(sheet, 3, 1, "SP-1", nil)
      worksheet_write_string(sheet, 3, 2, "4 sao", nil)
      worksheet_write_number(sheet, 3, 3, 86, nil)
      worksheet_write_number(sheet, 3, 4, 43826, day)
      worksheet_write_string(sheet, 4, 0, "CN-2", nil)
      worksheet_write_string(sheet, 4, 2, "★★★", nil)
      worksheet_write_string(sheet, 4, 3, "64,5", nil)
      worksheet_write_string(sheet, 4, 4, "31/02/2020", nil)
      workbook_close(workbook)
      let registry = FakeRegistry()
      let run = await CommandRun(
        ["import", "--mapping", "office-recognitions", file],
        registry,
        environment: Self.environment
      )
      #expect(run.status == .refused)
      let faults = run.diagnostics.split(separator: "\n").filter { $0.contains("Công nhận!") }
      #expect(faults.count == 2)
      #expect(faults.contains { $0.contains("x.xlsx: Công nhận!D5: Tổng điểm: 64,5: ") })
      #expect(faults.contains { $0.contains("x.xlsx: Công nhận!E5: Ngày cấp: 31/02/2020: not a day that exists") })
      #expect(run.diagnostics.contains("\"Nháp\" (hidden)"))
      let source = ImportSource(
        path: file,
        collection: try RecordCollection.named("recognitions"),
        mapping: try MappingShelf.mapping(named: "office-recognitions", Self.environment)
      )
      let record = try #require(try ImportFile(reading: source).records.first)
      guard case .recognition(let found) = try RegistryV1.Record(decodingBytes: record.encodedBytes()).record else {
        Issue.record("not a recognition")
        return
      }
      #expect((found.stars, found.points, found.issuedOn) == (4, 86, "2019-12-27"))
    }
  }

  private static let orders =
    "Mã đơn hàng,Mã sản phẩm,Tên sản phẩm,Gian hàng,Người mua,Ngày đặt hàng,Số lượng,Thành tiền,Trạng thái\n"

  @Test("a floor's export becomes orders of its listings, the same ones every time, and says nothing of who bought")
  func floorExport() async throws {
    let text =
      Self.orders + """
        24001,V-100,tên khác,,Nguyễn Thị Mua,05/11/2021 14:30,2,"1.250.000 đ",Đã giao
        24001,,mut  na,,Nguyễn Thị Mua,05/11/2021 14:30,"1,5",90.000,Đã huỷ
        24001,,Mứt na,,Nguyễn Thị Mua,05/11/2021 14:30,1,90.000,Trả hàng
        24002,,Na dai,Na Hữu Lũng,Nguyễn Thị Mua,06/11/2021,1,85000,Hoàn thành
        24003,,Na dai,Na Hữu Lũng,Nguyễn Thị Mua,06/11/2021,1,85000,Đang giao hàng

        """
    try await withFile("export.csv", text) { file in
      let listing = Self.listing()
      for _ in 0..<2 {
        let run = await CommandRun(
          ["import", file],
          channel: Self.channel(Self.registry(), listing),
          environment: Self.environment
        )
        #expect(run.status == .success, "\(run.diagnostics)")
        #expect(run.diagnostics.contains("read by the mapping voso-orders"))
        #expect(run.diagnostics.contains("1 row left out"))
        #expect(!(run.output + run.diagnostics).contains("Nguyễn"))
      }
      #expect(listing.imports.count == 2 && Set(listing.imports.map(\.operationID)).count == 1)
      let orders = try #require(listing.imports.first).records.compactMap { record in
        if case .order(let order) = record.record { order } else { nil }
      }
      #expect(orders.map(\.orderID) == ["voso-24001-DB-1", "voso-24001-DB-3", "voso-24001-DB-3-2", "voso-24002-DB-2"])
      #expect(orders.map(\.productListingID) == ["DB-1", "DB-3", "DB-3", "DB-2"])
      #expect(orders.map(\.orderedOn) == ["2021-11-05", "2021-11-05", "2021-11-05", "2021-11-06"])
      #expect(orders.map(\.quantityThousandths) == [2_000, 1_500, 1_000, 1_000])
      #expect(orders.map(\.revenueDong) == [1_250_000, 90_000, 90_000, 85_000])
      #expect(orders.map(\.state) == [.completed, .cancelled, .returned, .completed])
      #expect(orders.allSatisfy { $0.evidence == .floorExport })
      let bytes = listing.imports.flatMap { $0.encodedBytes() }
      #expect(!String(decoding: bytes, as: UTF8.self).contains("Nguyễn"))
    }
  }

  @Test("a product that several stores have is refused with the candidates, and an unknown one with the nearest")
  func ambiguous() async throws {
    let text =
      Self.orders + """
        24001,,Na dai,,x,05/11/2021,2,85000,Đã giao
        24002,,Mứt  ma,,x,05/11/2021,2,85000,Đã giao
        24003,,,,x,05/11/2021,2,85000,Đã giao

        """
    try await withFile("export.csv", text) { file in
      let listing = Self.listing()
      let run = await CommandRun(
        ["import", "--mapping", "voso-orders", file],
        channel: Self.channel(Self.registry(), listing),
        environment: Self.environment
      )
      #expect(run.status == .refused && listing.imports.isEmpty)
      #expect(run.diagnostics.contains("2 listings could be meant: DB-1 (Na Chi Lăng), DB-2 (Na Hữu Lũng)"))
      #expect(run.diagnostics.contains("Did you mean Mứt na?"))
      #expect(run.diagnostics.contains("neither the floor's number"))
    }
  }

  @Test(
    "a mapping that is wrong says its line and what to do",
    arguments: [
      ("title = x\n[column name]\n", "kind = "), ("kind = prodcers\n[column a]\n", "Did you mean producers?"),
      ("kind = floors\n[column nam]\n", "Did you mean name?"), ("kind = floors\nx\n", "not \"key = value\""),
      ("kind = floors\n[column floor_id]\nheader = a\n", "Did you mean headers?"),
      ("kind = floors\n[column floor_id]\n", "needs one of"),
      ("kind = floors\n[column name]\nheaders = a\n", "tells which record a row is"),
      ("kind = floors\n[column floor_id]\nheaders = a\n[column name]\nheaders = Á\n", "belongs to two columns"),
      ("kind = floors\n[column floor_id]\ntemplate = {x}\n", "which is no column or helper here"),
      ("kind = floors\ndays = dd.mm\n[column floor_id]\nheaders = a\n", "days are one of"),
    ]
  )
  func wrongMapping(text: String, message: String) throws {
    let failure = try #require(throws: CommandFailure.self) { try ColumnMappingParser.mapping(of: text, "x.mapping") }
    #expect(failure.message.contains(message), "\(failure.message)")
  }

  @Test("a header that fits two mappings, and one that lacks a column, are refused with the names")
  func headers() async throws {
    let both = "kind = floors\n[column floor_id]\nheaders = Mã sàn\n"
    try await withFile("a.mapping", both) { mapping in
      let folder = URL(filePath: mapping).deletingLastPathComponent()
      try Data(both.utf8).write(to: folder.appending(path: "b.mapping"))
      let file = folder.appending(path: "x.csv").path()
      try Data("Mã sàn\nvoso\n".utf8).write(to: URL(filePath: file))
      let run = await CommandRun(["import", file], FakeRegistry(), environment: ["OCOP_MAPPINGS": folder.path()])
      #expect(run.status == .usage)
      #expect(run.diagnostics.contains("--mapping a, or --mapping b"))
      try Data("Ma so san\nvoso\n".utf8).write(to: URL(filePath: file))
      let wrong = await CommandRun(["import", "--mapping", mapping, file], FakeRegistry())
      #expect(wrong.status == .refused)
      #expect(wrong.diagnostics.contains("Mã sàn"))
    }
  }

  @Test(
    "numbers of offices are read, and what could be read in two ways is not",
    arguments: [
      ("1.250,5", "1250.5"), ("1250,50", "1250.5"), ("1.250.000", "1250000"), ("1 250 000", "1250000"), ("-3", "-3"),
      ("1.25", nil), ("1,250.5", nil), ("12.50.000", nil), ("", nil), (",5", nil), ("1,", nil), ("1..000", nil),
    ] as [(String, String?)]
  )
  func numbers(text: String, number: String?) {
    #expect(VietnameseText.number(text, decimalMark: ",", thousandsMark: ".") == number)
  }

  @Test(
    "days and months of offices are read, and those that do not exist are not",
    arguments: [
      ("5/11/2021", "2021-11-05"), ("05-11-2021", "2021-11-05"), ("5.11.2021", "2021-11-05"),
      ("2021-11-05", "2021-11-05"), ("29/02/2021", nil), ("5/11/21", nil), ("11/2021", nil), ("x", nil),
    ] as [(String, String?)]
  )
  func days(text: String, day: String?) {
    #expect(VietnameseText.day(text, .dayMonthYear) == day)
    let months = ["11/2021", "Tháng 11/2021", "thang 11-2021", "T11/2021", "2021-11", "11 2021"]
    #expect(months.map(VietnameseText.month) == Array(repeating: "2021-11", count: 6))
    #expect(["13/2021", "2021", "11/21", "x/2021"].allSatisfy { VietnameseText.month($0) == nil })
  }

  @Test("an identifier made of others keeps to what an identifier may be, and different ones stay different")
  func templates() throws {
    let template = try #require(IdentifierTemplate(parsing: "voso-{a}-{b}"))
    #expect(template.identifier { $0 == "a" ? "1" : "x" } == "voso-1-x")
    let odd = template.identifier { $0 == "a" ? "1/2 đ" : "x" }
    let other = template.identifier { $0 == "a" ? "1-2 d" : "x" }
    #expect(odd != other && odd.count <= 64 && odd.hasPrefix("voso-1-2---x-"))
    let long = template.identifier { _ in String(repeating: "9", count: 64) }
    #expect(long.count == 64)
    #expect(IdentifierTemplate(parsing: "{a") == nil)
  }
}
