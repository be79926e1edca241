import TestSupport

/// Rows such as come from the field, of which it is known what is wrong where. A seed gives the same rows always.
struct MessyRows {
  /// A fault that was put in: row of the file, name of the column.
  struct Fault: Hashable {
    let row: Int
    let column: String
  }

  /// A cell as a person types it, and what a workbook may have in its place for the same meaning.
  struct Cell {
    /// What a CSV file has.
    var text: String
    /// What a workbook may have instead; nil when it has the text too.
    var typed: Typed?
  }

  /// What a cell of a workbook holds when it is no text.
  enum Typed {
    case day(year: Int, month: Int, day: Int)
    case number(Double)
    /// A formula that fails, or was never calculated.
    case formulaWithoutValue
  }

  static let headers = ["STT", "Mã ĐH", "Mã ĐB", "Ngày", "SL", "Doanh thu", "Tình trạng", "Người mua"]

  /// How the columns of the rows become those of orders.
  static let mapping = """
    kind = orders
    decimal = ,
    thousands = .
    suffixes = đ | kg
    [column order_id]
    headers = Mã ĐH
    [column product_listing_id]
    headers = Mã ĐB
    [column ordered_on]
    headers = Ngày
    [column quantity]
    headers = SL
    [column revenue_dong]
    headers = Doanh thu
    [column state]
    headers = Tình trạng
    word Hoàn thành | Đã giao = completed
    word Đã hủy | Hủy = cancelled
    """

  /// Titles, a blank row, the header, and the rows below it.
  private(set) var rows: [[Cell]] = []
  /// Every fault that a check of the file has to find.
  private(set) var faults: Set<Fault> = []
  private var generator: SeededGenerator

  /// Makes rows with faults at known cells.
  init(count: Int, seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    rows = [["", "UBND TỈNH LẠNG SƠN"], ["BẢNG KÊ ĐƠN HÀNG"], [], Self.headers].map { $0.map { Cell(text: $0) } }
    // A row with a faulty cell makes no record, so what repeats it is no repetition.
    var stored: Set<String> = []
    for index in 1...count {
      let row = rows.count + 1
      let faultsBefore = faults.count
      var identifier = "DH-\(index)"
      if index > 10, generator.chance(1) { identifier = "DH-\(index - generator.within(1, 9))" }
      let cells = [
        Cell(text: String(index)), Cell(text: identifier), Cell(text: "DB-\(generator.within(1, 900))"), day(row),
        quantity(row), revenue(row), state(row), Cell(text: "Nguyễn Văn A"),
      ]
      if faults.count == faultsBefore, !stored.insert(identifier).inserted {
        faults.insert(Fault(row: row, column: "Mã ĐH"))
      }
      rows.append(cells.map { Cell(text: spaced($0.text), typed: $0.typed) })
    }
  }

  /// Spaces as they get into cells.
  private mutating func spaced(_ text: String) -> String {
    let spaces = ["", "", "", " ", "  ", "\u{A0}", "\t"]
    return generator.pick(spaces) + text + generator.pick(spaces)
  }

  /// A cell that is wrong in three of a hundred rows.
  private mutating func cell(_ row: Int, _ column: String, good: [Cell], bad: [String]) -> Cell {
    guard generator.chance(3) else { return generator.pick(good) }
    faults.insert(Fault(row: row, column: column))
    let text = generator.pick(bad)
    if generator.chance(20) { return Cell(text: text, typed: .formulaWithoutValue) }
    return Cell(text: text, typed: Double(text).flatMap { column == "Ngày" ? .number($0) : nil })
  }

  private mutating func day(_ row: Int) -> Cell {
    let (day, month) = (generator.within(1, 28), generator.within(1, 12))
    let padded = { (number: Int) in number < 10 ? "0\(number)" : String(number) }
    let typed = Typed.day(year: 2021, month: month, day: day)
    return cell(
      row,
      "Ngày",
      good: ["\(day)/\(month)/2021", "\(padded(day))-\(padded(month))-2021", "2021-\(padded(month))-\(padded(day))"]
        .map { Cell(text: $0, typed: typed) },
      bad: ["31/02/2021", "5/11/21", "hôm qua", "2021/13/01", "11/2021", "44505", "0/0/0000"]
    )
  }

  private mutating func quantity(_ row: Int) -> Cell {
    let good = [("1", 1), ("2,5", 2.5), ("1.250", 1250), ("1 000", 1000), ("3 kg", 3), ("1.000,25", 1000.25)]
    return cell(
      row,
      "SL",
      good: good.map { Cell(text: $0, typed: .number($1)) },
      bad: ["2.5", "1,2345", "hai", "1.25", "-"]
    )
  }

  private mutating func revenue(_ row: Int) -> Cell {
    let good = [("85000", 85_000.0), ("1.250.000", 1_250_000), ("1.250.000 đ", 1_250_000), ("0", 0)]
    return cell(
      row,
      "Doanh thu",
      good: good.map { Cell(text: $0, typed: .number($1)) },
      bad: ["85,5", "8.50", "nhiều", "1.0000"]
    )
  }

  private mutating func state(_ row: Int) -> Cell {
    let good = ["Hoàn thành", "hoan  thanh", "ĐÃ GIAO", "Đã huỷ", "completed", ""]
    return cell(row, "Tình trạng", good: good.map { Cell(text: $0) }, bad: ["Hoan thnh", "xong", "?", "completd"])
  }
}
