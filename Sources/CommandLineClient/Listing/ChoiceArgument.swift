import ClientKit
import Messages

/// Choices of the schema as people write them: lower-case names, with "-" or "_".
enum ChoiceArgument {
  /// The number that a name stands for.
  ///
  /// - Throws: ``CommandFailure`` with the names there are.
  static func number(
    _ text: String,
    of descriptor: EnumDescriptor,
    called what: String
  ) throws(CommandFailure) -> Int32 {
    let wanted = text.lowercased().replacing("-", with: "_")
    if let number = descriptor.number(ofShortName: wanted) { return number }
    let names = descriptor.shortNames
    throw CommandFailure(
      .usage,
      "there is no \(what) \"\(text)\"." + Suggestion.clause(for: wanted, among: names)
        + " There are: \(names.joined(separator: ", "))."
    )
  }
}
