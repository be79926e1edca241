import ClientKit
import Messages

/// A rank of a rule set within a cell: "5:90:ministry" is five stars from 90 points, certified by the ministry.
enum StarRankCell {
  /// The rank that a text stands for. Throws ``RecordColumn/Fault`` saying how to write it.
  static func value(_ text: String, _ descriptor: MessageDescriptor) throws(RecordColumn.Fault) -> DynamicValue {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { String($0).trimmed }
    guard parts.count == 3, let stars = UInt32(parts[0]), let points = UInt32(parts[1]),
      let starsField = descriptor.field(named: "stars"), let pointsField = descriptor.field(named: "points_min"),
      let authorityField = descriptor.field(named: "authority"),
      case .enumeration(let authorities) = authorityField.valueType,
      let authority = authorities.number(ofShortName: parts[2])
    else {
      throw RecordColumn.Fault(
        reason: "not stars:points:authority (write 5:90:ministry;4:70:province;3:50:district, best first)"
      )
    }
    var rank = DynamicMessage(descriptor)
    do throws(DynamicMessageError) {
      try rank.set(.uint32(stars), for: starsField)
      try rank.set(.uint32(points), for: pointsField)
      try rank.set(.enumeration(authority), for: authorityField)
    } catch {
      throw RecordColumn.Fault(reason: error.message)
    }
    return .message(rank)
  }

  /// "5:90:ministry".
  static func text(_ value: DynamicValue) -> String {
    guard case .message(let rank) = value else { return "" }
    let number = { (name: String) -> UInt32 in
      if case .uint32(let number) = rank[named: name] { return number }
      return 0
    }
    var authority = ""
    if case .enumeration(let value) = rank[named: "authority"],
      case .enumeration(let names) = rank.descriptor.field(named: "authority")?.valueType
    {
      authority = names.shortName(of: value)
    }
    return "\(number("stars")):\(number("points_min")):\(authority)"
  }
}
