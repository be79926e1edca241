import ClientKit
import Messages

/// Names of tasks' kinds, actors and urgencies, for people and on the command line.
enum TaskWords {
  /// A kind in two languages.
  static func text(_ kind: CommonV1.TaskKind) -> String {
    switch kind {
    case .listProduct: "đăng bán sản phẩm · list product"
    case .prepareSeason: "chuẩn bị mùa vụ · prepare season"
    case .renewRecognition: "đánh giá lại · renew recognition"
    case .wakeSilentStore: "cửa hàng im lặng · silent store"
    case .finishSupportRequest: "đề nghị hỗ trợ · support request"
    case .followUpFinding: "khắc phục giám sát · follow-up"
    case .placeProducer: "xếp vào đơn vị mới · place producer"
    default: String(kind.rawValue)
    }
  }

  /// Who has to act, in two languages.
  static func text(_ actor: CommonV1.Actor) -> String {
    switch actor {
    case .producer: "chủ thể · producer"
    case .office: "xã/huyện · office"
    case .province: "tỉnh · province"
    case .floor: "sàn · floor"
    default: String(actor.rawValue)
    }
  }

  /// An urgency in two languages.
  static func text(_ urgency: CommonV1.TaskUrgency) -> String {
    switch urgency {
    case .overdue: "QUÁ HẠN · OVERDUE"
    case .dueSoon: "TRONG 30 NGÀY · WITHIN 30 DAYS"
    default: "CÒN THỜI GIAN · OPEN"
    }
  }

  /// The actor that a word on the command line means.
  static func actor(_ text: String) throws(CommandFailure) -> CommonV1.Actor {
    let number = try number(text, in: "ocop.common.v1.Actor", option: "--actor")
    return CommonV1.Actor(rawValue: number)
  }

  /// The kind that a word on the command line means.
  static func kind(_ text: String) throws(CommandFailure) -> CommonV1.TaskKind {
    let number = try number(text, in: "ocop.common.v1.TaskKind", option: "--kind")
    return CommonV1.TaskKind(rawValue: number)
  }

  private static func number(_ text: String, in name: String, option: String) throws(CommandFailure) -> Int32 {
    guard let descriptor = SchemaCatalog.enumeration(named: name) else {
      throw CommandFailure(.failure, "the schema lacks \(name)")
    }
    let wanted = text.lowercased().replacing("-", with: "_")
    if let number = descriptor.number(ofShortName: wanted) { return number }
    let names = descriptor.shortNames
    throw CommandFailure(
      .usage,
      "\(option) \(text) is not known." + Suggestion.clause(for: wanted, among: names)
        + " Use one of: \(names.joined(separator: ", "))."
    )
  }
}
