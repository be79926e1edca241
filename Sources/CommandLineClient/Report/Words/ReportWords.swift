import DomainPrimitives

/// The words, numbers and days of a report in the language that its reader wants.
struct ReportWords: Sendable, Hashable {
  /// Which languages the words are in.
  enum Choice: Sendable, Hashable {
    case vietnamese
    case english
    /// Vietnamese with English beside it, numbers as in Vietnamese, days as in ISO 8601: tables on a terminal.
    case both
  }

  let choice: Choice

  static let vietnamese = ReportWords(choice: .vietnamese)
  static let english = ReportWords(choice: .english)
  static let both = ReportWords(choice: .both)

  /// For `lang` in a page: "vi" or "en".
  var languageTag: String { choice == .english ? "en" : "vi" }

  /// What stands for "there is no data", which is not 0.
  static let nothing = "–"

  /// One text of two languages.
  func callAsFunction(_ vietnamese: String, _ english: String) -> String {
    switch choice {
    case .vietnamese: vietnamese.isEmpty ? english : vietnamese
    case .english: english.isEmpty ? vietnamese : english
    case .both:
      vietnamese.isEmpty || english.isEmpty || vietnamese == english
        ? (vietnamese.isEmpty ? english : vietnamese) : "\(vietnamese) · \(english)"
    }
  }

  /// "1.528", in English "1,528".
  func number(_ value: some BinaryInteger) -> String { swapped(VietnameseNumber.grouped(value)) }

  /// Thousandths: "3.000,5", in English "3,000.5".
  func decimal(thousandths: Int64) -> String { swapped(VietnameseNumber.quantity(thousandths: thousandths)) }

  /// Whole đồng: "317.856.000 đ", in English "317,856,000 VND".
  func dong(_ value: Int64) -> String { number(value) + (choice == .english ? " VND" : " đ") }

  /// "76 %", in English "76%"; "–" without a denominator.
  func percent(_ numerator: UInt64, of denominator: UInt64) -> String {
    guard let percent = VietnameseNumber.percent(numerator, of: denominator) else { return Self.nothing }
    return number(percent) + (choice == .english ? "%" : " %")
  }

  /// "29/38 76 %"; "0/0 –" when there is no data.
  func share(_ numerator: UInt64, of denominator: UInt64) -> String {
    "\(number(numerator))/\(number(denominator)) \(percent(numerator, of: denominator))"
  }

  /// Tenths of a percent by which a figure has grown: "+12,5 %"; "–" when there was nothing before.
  func growth(from previous: Int64, to current: Int64) -> String {
    guard let tenths = Self.growthTenths(from: previous, to: current) else { return Self.nothing }
    let text = decimal(thousandths: tenths * 100)
    return (tenths > 0 ? "+" : "") + text + (choice == .english ? "%" : " %")
  }

  /// Growth in tenths of a percent; nil when there was nothing before, or the numbers are too large to tell.
  static func growthTenths(from previous: Int64, to current: Int64) -> Int64? {
    guard previous > 0 else { return nil }
    let (difference, isTooLarge) = current.subtractingReportingOverflow(previous)
    let value = (Double(difference) / Double(previous) * 1000).rounded()
    guard !isTooLarge, value.magnitude < 1e12 else { return nil }
    return Int64(value)
  }

  /// A day: "05/11/2021", in English "5 Nov 2021", in both "2021-11-05". What is no day stays as it is.
  func day(_ text: String) -> String {
    guard let date = try? CivilDate(parsing: text) else { return text }
    let (year, month, day) = date.components
    switch choice {
    case .vietnamese: return "\(Self.twoDigits(day))/\(Self.twoDigits(month))/\(year)"
    case .english: return "\(day) \(Self.shortMonth(month)) \(year)"
    case .both: return text
    }
  }

  /// A moment on Vietnam's clocks, to the minute: "15:00 05/11/2021"; "–" for 0, which stands for nothing yet.
  func time(_ unixMicroseconds: Int64) -> String {
    guard unixMicroseconds != 0 else { return Self.nothing }
    let minutes = Int((unixMicroseconds + 7 * 3_600_000_000) / 60_000_000 % 1_440)
    guard minutes >= 0 else { return Self.nothing }
    let day = day(CivilDate(inVietnamAtUnixMicroseconds: unixMicroseconds).description)
    return "\(Self.twoDigits(minutes / 60)):\(Self.twoDigits(minutes % 60)) \(day)"
  }

  /// A month: "11/2021", in English "Nov 2021", in both "2021-11". What is no month stays as it is.
  func month(_ text: String) -> String {
    guard let month = try? CivilMonth(parsing: text) else { return text }
    switch choice {
    case .vietnamese: return "\(Self.twoDigits(month.month))/\(month.year)"
    case .english: return "\(Self.shortMonth(month.month)) \(month.year)"
    case .both: return text
    }
  }

  /// A quarter: "Quý 4/2021", in English "Q4 2021", in both "2021-Q4".
  func quarter(_ text: String) -> String {
    let parts = text.split(separator: "-Q")
    guard parts.count == 2, choice != .both else { return text }
    return choice == .english ? "Q\(parts[1]) \(parts[0])" : "Quý \(parts[1])/\(parts[0])"
  }

  /// A month of any year, "01" to "12": "tháng 1", in English "January".
  func seasonMonth(_ text: String) -> String {
    guard let number = Int(text), (1...12).contains(number) else { return text }
    return self("tháng \(number)", Self.months[number - 1])
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  private static func shortMonth(_ number: Int) -> String { String(months[number - 1].prefix(3)) }

  private static func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

  /// Vietnamese digits with their marks exchanged where the reader is English.
  private func swapped(_ text: String) -> String {
    guard choice == .english else { return text }
    return String(text.map { $0 == "." ? "," : $0 == "," ? "." : $0 })
  }
}
