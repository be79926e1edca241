import ClientKit
import LoadPlan
import Messages
import Testing

/// Templates and descriptors that tests use.
enum TemplateFixtures {
  static let csv = "id,name,unit\nCT-1,Na,06466\nCT-2,\"Lạp sườn, \"\"Bích Trâm\"\"\",06463\nCT-3,Hồng,06467\n"

  /// Sources with one file, "producers.csv".
  static func sources(_ variables: [String: String] = [:]) -> TemplateSources {
    TemplateSources(variables: variables) { name, _ in
      guard name == "producers.csv" else { throw CommandFailure(.usage, "\(name) cannot be read: it is not there") }
      return csv
    }
  }

  static func template(_ text: String, _ variables: [String: String] = [:]) throws -> RequestTemplate {
    var sources = sources(variables)
    return try RequestTemplate(parsing: text, sources: &sources)
  }

  static func message(_ name: String) throws -> MessageDescriptor {
    try #require(SchemaCatalog.message(named: name), "\(name)")
  }

  /// What is wrong with a template, or with its values for a message.
  static func fault(_ text: String, for message: String? = nil, _ variables: [String: String] = [:]) throws -> String {
    try #require(throws: TemplateFault.self, "\(text)") {
      let template = try template(text, variables)
      if let message { _ = try MessageTemplate(template, for: self.message(message)) }
    }.description
  }

  /// The 0.9999 quantile of chi-squared, by Wilson and Hilferty: a right test fails once in 10,000 runs, and a seed
  /// brings the failure back.
  static func chiSquaredBound(degreesOfFreedom: Int) -> Double {
    let k = Double(degreesOfFreedom)
    let root = 1 - 2 / (9 * k) + 3.719 * (2 / (9 * k)).squareRoot()
    return k * root * root * root
  }

  /// Distance of counts from what shares of their sum would be.
  static func chiSquared(_ counts: [Int], shares: [Double]) -> Double {
    let total = Double(counts.reduce(0, +))
    return zip(counts, shares).map { count, share in
      let difference = Double(count) - total * share
      return difference * difference / (total * share)
    }.reduce(0, +)
  }
}
