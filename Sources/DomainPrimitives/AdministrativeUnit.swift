/// An administrative unit as it was in an interval.
public struct AdministrativeUnit: Hashable, Sendable {
  /// Its code with the first day from which it bears it.
  public let key: UnitKey
  /// Full Vietnamese name: "Thị trấn Đồng Mỏ".
  public let name: String
  /// What it is.
  public let kind: UnitKind
  /// Code of the unit above, as in force on the day that one asks about; nil for the province.
  public let parentCode: String?
  /// Day after the last; nil while in force.
  public let validTo: CivilDate?

  /// A unit of these facts.
  public init(key: UnitKey, name: String, kind: UnitKind, parentCode: String?, validTo: CivilDate?) {
    self.key = key
    self.name = name
    self.kind = kind
    self.parentCode = parentCode
    self.validTo = validTo
  }

  /// The days on which it exists; none when it ends before it starts.
  public var interval: DateInterval {
    DateInterval(orderedStart: key.validFrom, end: validTo.map { max($0, key.validFrom) })
  }

  /// Whether it exists on a day.
  public func isInForce(on date: CivilDate) -> Bool {
    interval.contains(date)
  }

  /// The name without the word for its kind: "Đồng Mỏ" of "Thị trấn Đồng Mỏ".
  public var bareName: String {
    let prefixes = ["Tỉnh ", "Thành phố ", "Huyện ", "Phường ", "Thị trấn ", "Xã "]
    for prefix in prefixes where name.hasPrefix(prefix) {
      return String(name.dropFirst(prefix.count))
    }
    return name
  }
}
