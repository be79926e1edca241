import ClientKit
import Messages

/// Definitions of indicators for people.
struct IndicatorText {
  private let words: ReportWords

  init(_ words: ReportWords) {
    self.words = words
  }

  /// A line for each.
  func table(_ definitions: [ReportingV1.IndicatorDefinition]) -> String {
    var table = TextTable([
      TextTable.Column(words("Số", "no."), alignment: .right), TextTable.Column(words("Mã", "identifier")),
      TextTable.Column(words("Đơn vị tính", "unit")), TextTable.Column(words("Tên", "name")),
    ])
    for definition in definitions {
      table.append([
        String(definition.number), definition.indicatorID, unit(definition.unit),
        words(definition.nameVietnamese, definition.nameEnglish),
      ])
    }
    return table.rendered()
  }

  /// All about one.
  func description(_ definition: ReportingV1.IndicatorDefinition) -> String {
    var rows = [
      (words("Số", "number"), String(definition.number)), (words("Phiên bản", "version"), String(definition.version)),
      (words("Đơn vị tính", "unit"), unit(definition.unit)),
    ]
    if !definition.denominatorIndicatorID.isEmpty {
      rows.append((words("Mẫu số", "denominator"), definition.denominatorIndicatorID))
    }
    rows += [
      (words("Đối tượng", "subject"), definition.subject),
      (
        words("Thời gian", "time"),
        definition.isOfPeriod ? words("trong thời kỳ", "over a period") : words("tại một ngày", "as of a day")
      ),
      (words("Phân tổ", "dimensions"), definition.dimensions.map(DimensionArgument.name).joined(separator: ", ")),
    ]
    if !definition.detailEnglish.isEmpty || !definition.detailVietnamese.isEmpty {
      rows.append((words("Chi tiết", "detail"), words(definition.detailVietnamese, definition.detailEnglish)))
    }
    let width = rows.map(\.0.displayWidth).max() ?? 0
    var lines = [
      definition.indicatorID, "  " + words(definition.nameVietnamese, definition.nameEnglish), "",
    ]
    lines += rows.map { "  \($0.0.padded(to: width))  \($0.1)" } + [""]
    lines += paragraphs(definition.definitionVietnamese, definition.definitionEnglish)
    if !definition.exclusions.isEmpty {
      lines += ["", "  " + words("Không tính, và vì sao", "left out, and why") + ":"]
      let reasonWidth = definition.exclusions.map(\.reason.displayWidth).max() ?? 0
      lines += definition.exclusions.map { exclusion in
        "    \(exclusion.reason.padded(to: reasonWidth))  \(words(exclusion.wordsVietnamese, exclusion.wordsEnglish))"
      }
    }
    return lines.map { $0.printable + "\n" }.joined()
  }

  /// What a figure holds.
  func unit(_ unit: ReportingV1.FigureUnit) -> String {
    switch unit {
    case .count: words("số lượng", "count")
    case .share: words("tỷ lệ", "share")
    case .quantity: words("sản lượng", "quantity")
    case .dong: words("đồng", "đồng")
    case .days: words("ngày", "days")
    case .growth: words("tăng trưởng", "growth")
    default: "?"
    }
  }

  private func paragraphs(_ vietnamese: String, _ english: String) -> [String] {
    let texts: [String] =
      switch words.choice {
      case .vietnamese: [words(vietnamese, english)]
      case .english: [words(vietnamese, english)]
      case .both: [vietnamese, english]
      }
    return texts.filter { !$0.isEmpty }.map { "  " + $0 }
  }
}
