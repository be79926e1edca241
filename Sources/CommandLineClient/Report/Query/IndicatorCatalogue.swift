import ClientKit
import Messages
import RPC
import Services

/// What the reporting service can count, with its words.
struct IndicatorCatalogue: Sendable {
  let definitions: [ReportingV1.IndicatorDefinition]
  private let positions: [String: Int]

  init(_ definitions: [ReportingV1.IndicatorDefinition]) {
    self.definitions = definitions
    positions = Dictionary(
      definitions.enumerated().map { ($1.indicatorID, $0) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// Asks the service.
  static func load(from channel: any Channel, options: CallOptions) async throws -> IndicatorCatalogue {
    let client = ReportingV1.ReportingClient(channel: channel)
    return IndicatorCatalogue(
      try await client.listIndicators(ReportingV1.ListIndicatorsRequest(), options: options).indicators
    )
  }

  /// The definition of an indicator; one that is not known has its identifier as its name.
  func definition(of id: String) -> ReportingV1.IndicatorDefinition {
    if let position = positions[id] { return definitions[position] }
    var unknown = ReportingV1.IndicatorDefinition()
    unknown.indicatorID = id
    unknown.nameEnglish = id
    return unknown
  }

  /// Identifiers of the indicators that are named: by identifier, or by the number in the list of figures, which
  /// stands for all of that number.
  ///
  /// - Throws: ``CommandFailure`` that names what is not known, with the nearest that is.
  func ids(named names: [String]) throws(CommandFailure) -> [String] {
    var ids: [String] = []
    for name in names.flatMap(CommaList.parts) {
      let found = try self.ids(named: name)
      ids += found.filter { !ids.contains($0) }
    }
    return ids
  }

  private func ids(named name: String) throws(CommandFailure) -> [String] {
    let wanted = name.lowercased().replacing("-", with: "_")
    if positions[wanted] != nil { return [wanted] }
    let numbered = UInt32(name).map { number in definitions.filter { $0.number == number }.map(\.indicatorID) } ?? []
    if !numbered.isEmpty { return numbered }
    throw CommandFailure(
      .usage,
      "there is no indicator \"\(name)\"." + Suggestion.clause(for: wanted, among: definitions.map(\.indicatorID))
        + " All of them: ocop report describe."
    )
  }

  /// Words of a reason, of one indicator or, where that has none, of any.
  func words(of reason: String, in id: String?, _ words: ReportWords) -> String? {
    let own = id.map { definition(of: $0).exclusions } ?? []
    let found = (own + definitions.lazy.flatMap(\.exclusions)).first { $0.reason == reason }
    return found.map { words($0.wordsVietnamese, $0.wordsEnglish) }
  }

  /// An indicator's name.
  func name(of id: String, _ words: ReportWords) -> String {
    let definition = definition(of: id)
    return words(definition.nameVietnamese, definition.nameEnglish)
  }
}
