/// What a task of this service is about, with the numbers of the protocol; they never change. In the order of their
/// names, which is the order of the tasks.
enum NudgeKind: Int, Hashable, Sendable, CaseIterable {
  case listProduct = 1
  case prepareSeason = 2
  case wakeSilentStore = 4

  /// As identifiers of tasks begin.
  var name: String {
    switch self {
    case .listProduct: "list_product"
    case .prepareSeason: "prepare_season"
    case .wakeSilentStore: "wake_silent_store"
    }
  }
}
