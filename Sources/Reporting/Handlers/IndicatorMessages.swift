import Messages

/// Definitions of indicators as messages.
enum IndicatorMessages {
  static func definition(_ definition: IndicatorDefinition) -> ReportingV1.IndicatorDefinition {
    var message = ReportingV1.IndicatorDefinition()
    message.indicatorID = definition.id.rawValue
    message.version = definition.version
    message.number = definition.number
    message.nameVietnamese = definition.name.vietnamese
    message.nameEnglish = definition.name.english
    message.definitionVietnamese = definition.words.vietnamese
    message.definitionEnglish = definition.words.english
    message.subject = definition.subject
    message.unit = ReportingV1.FigureUnit(rawValue: definition.unit.rawValue)
    message.denominatorIndicatorID = definition.denominator?.rawValue ?? ""
    message.isOfPeriod = definition.isOfPeriod
    message.dimensions = definition.dimensions.map { ReportingV1.Dimension(rawValue: $0.rawValue) }
    message.exclusions = definition.exclusions.map { reason in
      var exclusion = ReportingV1.ExclusionReason()
      exclusion.reason = reason.rawValue
      exclusion.wordsVietnamese = reason.words.vietnamese
      exclusion.wordsEnglish = reason.words.english
      return exclusion
    }
    message.detailVietnamese = definition.detail?.vietnamese ?? ""
    message.detailEnglish = definition.detail?.english ?? ""
    return message
  }
}
