/// The arguments of a placeholder, read as what its generator takes.
struct PlaceholderArguments {
  private let placeholder: Placeholder

  init(_ placeholder: Placeholder) {
    self.placeholder = placeholder
  }

  /// What is wrong, with how the generator is written.
  func fault(_ reason: String) -> TemplateFault {
    let usage = ValueGenerator.usages[placeholder.name] ?? placeholder.name
    return TemplateFault(placeholder: placeholder.text, reason: "\(reason) (write \(usage))")
  }

  /// - Throws: ``TemplateFault`` when there are more or fewer.
  func texts(count: ClosedRange<Int>) throws(TemplateFault) -> [String] {
    let arguments = placeholder.arguments ?? []
    guard count.contains(arguments.count) else { throw fault("it has \(arguments.count) arguments") }
    return arguments
  }

  /// - Throws: ``TemplateFault`` for what is no whole number of 64 bits.
  func numbers(count: ClosedRange<Int>) throws(TemplateFault) -> [Int64] {
    var numbers: [Int64] = []
    for text in try texts(count: count) {
      guard let number = Int64(text) else { throw fault("\"\(text)\" is not a whole number") }
      numbers.append(number)
    }
    return numbers
  }

  /// A number of characters.
  func length() throws(TemplateFault) -> Int {
    let number = try numbers(count: 1...1)[0]
    guard (0...Int64(ValueGenerator.charactersMax)).contains(number) else {
      throw fault("a length is from 0 to \(ValueGenerator.charactersMax)")
    }
    return Int(number)
  }

  func distribution() throws(TemplateFault) -> ZipfDistribution {
    let texts = try texts(count: 2...2)
    guard let count = Int(texts[0]), (1...ZipfDistribution.rankMax).contains(count) else {
      throw fault("COUNT is a whole number from 1 to \(ZipfDistribution.rankMax)")
    }
    guard let exponent = Double(texts[1]), (0...10).contains(exponent) else {
      throw fault("EXPONENT is a number from 0 to 10")
    }
    return ZipfDistribution(rankCount: count, exponent: exponent)
  }
}
