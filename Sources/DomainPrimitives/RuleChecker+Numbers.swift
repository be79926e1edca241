extension RuleChecker {
  /// A tax code that may be empty: then nil.
  public mutating func optionalTaxCode(_ text: String, _ field: String) -> TaxCode? {
    guard !text.isEmpty else { return nil }
    do throws(NumberRefusal) {
      return try TaxCode(parsing: text)
    } catch {
      refuse(field, error.reason, "\(field) \(error.description)")
      return nil
    }
  }

  /// The number of a trade item that may be empty: then nil.
  public mutating func optionalTradeItemNumber(_ text: String, _ field: String) -> GlobalTradeItemNumber? {
    guard !text.isEmpty else { return nil }
    do throws(NumberRefusal) {
      return try GlobalTradeItemNumber(parsing: text)
    } catch {
      refuse(field, error.reason, "\(field) \(error.description)")
      return nil
    }
  }

  /// Season exceptions, at most `SeasonException.countMax`; those that were refused are left out.
  ///
  /// - Parameters:
  ///   - exceptions: Months as "YYYY-MM", both inclusive.
  ///   - field: The field that holds them.
  public mutating func seasonExceptions(
    _ exceptions: [(firstMonth: String, lastMonth: String, isInSeason: Bool)],
    _ field: String
  ) -> [SeasonException] {
    if exceptions.count > SeasonException.countMax {
      refuse(
        field,
        "too_many",
        "\(field) has \(exceptions.count) entries; at most \(SeasonException.countMax) are taken"
      )
      return []
    }
    var read: [SeasonException] = []
    for exception in exceptions {
      let first = month(exception.firstMonth, field)
      let last = month(exception.lastMonth, field)
      guard let first, let last else { continue }
      do throws(CalendarError) {
        read.append(try SeasonException(firstMonth: first, lastMonth: last, isInSeason: exception.isInSeason))
      } catch {
        refuse(field, error.code.rawValue, "\(field): \(error.message); correct one of the months")
      }
    }
    return read
  }
}
