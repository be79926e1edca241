import ClientKit
import Testing

@testable import CommandLineClient

@Suite("Text for people")
struct TextTests {
  @Test(
    "width counts columns of a terminal",
    arguments: [
      ("", 0), ("abc", 3), ("Lạng Sơn", 8), ("La\u{323}ng So\u{31B}n", 8), ("Thị trấn Đồng Mỏ", 16), ("中文", 4),
      ("🦆", 2),
      ("é", 1), ("e\u{301}", 1), ("a\u{200B}b", 2), ("–", 1), ("\u{301}", 0), ("\n", 0),
    ]
  )
  func width(text: String, columns: Int) {
    #expect(text.displayWidth == columns)
  }

  @Test("cutting never exceeds the width and keeps whole letters")
  func shortened() {
    #expect("Thị trấn Đồng Mỏ".shortened(to: 16) == "Thị trấn Đồng Mỏ")
    #expect("Thị trấn Đồng Mỏ".shortened(to: 10) == "Thị trấn …")
    #expect("中文字".shortened(to: 4) == "中…")
    #expect("abc".shortened(to: 1) == "…")
  }

  @Test("a table aligns cells by their width, on the side of their column")
  func table() {
    var table = TextTable([
      TextTable.Column("Đơn vị", "unit"), TextTable.Column("Số", "count", alignment: .right),
      TextTable.Column("Ghi chú"),
    ])
    table.lines.append(.caption("Giai đoạn 1"))
    table.append(["Huyện Chi Lăng", "11", ""])
    table.append(["Bắc So\u{31B}n", "7", "có\u{1B}[2J"])
    table.lines.append(.rule)
    table.append(["Tổng"])
    let expected = """
      Đơn vị             Số  Ghi chú
      unit            count
      ──────────────  ─────  ───────
      Giai đoạn 1
      Huyện Chi Lăng     11
      Bắc So\u{31B}n             7  có\u{FFFD}[2J
      ──────────────  ─────  ───────
      Tổng

      """
    #expect(table.rendered() == expected)
  }

  @Test("cells are cut only where a table is told to")
  func cutCells() {
    var table = TextTable([TextTable.Column("x")], cellWidthMax: 4)
    table.append(["abcdef"])
    #expect(table.rendered() == "x\n────\nabc…\n")
  }

  @Test(
    "a share never hides its numerator, and rounds to 0 or 100 only when it is that",
    arguments: [
      (8, 11, "8/11 73 %"), (11, 11, "11/11 100 %"), (0, 5, "0/5 0 %"), (0, 0, "0/0 –"), (999, 1000, "999/1000 99 %"),
      (1, 1000, "1/1000 1 %"), (1, 2, "1/2 50 %"), (5, 8, "5/8 63 %"), (2, 3, "2/3 67 %"),
      (UInt64.max - 1, UInt64.max, "18446744073709551614/18446744073709551615 99 %"),
    ] as [(UInt64, UInt64, String)]
  )
  func share(numerator: UInt64, denominator: UInt64, text: String) {
    #expect(VietnameseNumber.share(numerator, of: denominator) == text)
  }

  @Test("numbers are written the Vietnamese way")
  func numbers() {
    #expect(VietnameseNumber.dong(317_856_000) == "317.856.000 đ")
    #expect(VietnameseNumber.grouped(999) == "999")
    #expect(VietnameseNumber.grouped(1000) == "1.000")
    #expect(VietnameseNumber.grouped(Int64.min) == "-9.223.372.036.854.775.808")
    #expect(VietnameseNumber.quantity(thousandths: 1_234_500) == "1.234,5")
    #expect(VietnameseNumber.quantity(thousandths: 104_000) == "104")
    #expect(VietnameseNumber.quantity(thousandths: -1_005) == "-1,005")
  }

  @Test(
    "a decimal text is read exactly and written back",
    arguments: [
      ("0", 0), ("2", 2000), ("2.5", 2500), ("0.001", 1), ("-1.25", -1250), ("1250.5", 1_250_500),
      ("9223372036854775.807", Int64.max), ("-9223372036854775.808", Int64.min),
    ] as [(String, Int64)]
  )
  func quantity(text: String, thousandths: Int64) throws {
    #expect(try DecimalQuantity.thousandths(of: text) == thousandths)
    #expect(DecimalQuantity.text(thousandths: thousandths) == text)
  }

  @Test(
    "what is no decimal number is refused",
    arguments: [
      "", ".", "1.", ".5", "1.2.3", "1,5", "1.2345", "1e3", "٣", "--1", "+1", " 1", "9223372036854775.808", "½",
    ]
  )
  func notAQuantity(text: String) {
    #expect(throws: DecimalQuantity.Fault.self) { try DecimalQuantity.thousandths(of: text) }
  }

  @Test("a slip of the finger gets a suggestion, another word does not")
  func suggestions() {
    let names = ["producers", "products", "recognitions"]
    #expect(Suggestion.nearest(to: "producrs", among: names) == "producers")
    #expect(Suggestion.nearest(to: "Products", among: names) == "products")
    #expect(Suggestion.nearest(to: "weather", among: names) == nil)
    #expect(Suggestion.nearest(to: String(repeating: "x", count: 5000), among: names) == nil)
  }
}
