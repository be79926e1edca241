internal import ClientKit

extension LoadComparison {
  /// The comparison for a terminal.
  package var text: String {
    var text = "Before: \(beforeTitle.printable)\nAfter:  \(afterTitle.printable)\n"
    for group in groups {
      text += "\n\(group.method?.printable ?? "All calls")\n"
      if group.measures.isEmpty {
        text += "no call ended in one of the runs\n"
        continue
      }
      var table = TextTable(
        [TextTable.Column("")]
          + ["Before", "After", "Difference", "Ratio", "95 % interval"].map { TextTable.Column($0, alignment: .right) }
          + [TextTable.Column("Verdict")]
      )
      for measure in group.measures { table.append(measure.cells) }
      text += table.rendered()
    }
    if !unmatchedMethods.isEmpty {
      text += "\nIn one of the runs only: \(unmatchedMethods.joined(separator: ", ").printable)\n"
    }
    return text + "\nIntervals: \(resampleCount) resamples of whole intervals of each run, seed \(seed)\n"
  }
}

extension LoadComparedMeasure {
  /// Name, both values, difference, ratio with its interval, and verdict, for tables.
  var cells: [String] {
    let sign = difference > 0 ? "+" : ""
    let interval = ratioInterval.map { interval in
      [interval.lowerBound, interval.upperBound].map { DecimalText.fixed($0, decimals: 3) }.joined(separator: " to ")
    }
    return [
      measure.rawValue, measure.text(before), measure.text(after), sign + measure.text(difference),
      DecimalText.fixed(ratio, decimals: 3), interval ?? "–", verdictText,
    ]
  }

  /// "12.3 % higher", "no difference can be told".
  private var verdictText: String {
    switch verdict {
    case .noDifference, .unknown: verdict.rawValue
    case .lower, .higher: "\(DecimalText.percent((ratio - 1).magnitude)) \(verdict.rawValue)"
    }
  }
}
