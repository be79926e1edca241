import Messages

/// Who has to act, for people.
enum ActorText {
  /// "chủ thể · producer"; "–" for nobody.
  static func text(_ actor: CommonV1.Actor) -> String {
    switch actor {
    case .producer: "chủ thể · producer"
    case .office: "xã/phường · office"
    case .province: "tỉnh · province"
    case .floor: "sàn · floor"
    default: "–"
    }
  }
}
