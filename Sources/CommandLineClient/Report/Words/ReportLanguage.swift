import ArgumentParser

/// The language of a report, as `--language` names it.
enum ReportLanguage: String, ExpressibleByArgument, CaseIterable {
  case vietnamese = "vi"
  case english = "en"

  var words: ReportWords { self == .english ? .english : .vietnamese }
}
