extension ServiceConfiguration {
  /// Reads a configuration from its text form: lines `key = value`, comments after `#`, and sections. What stands
  /// before the first section holds for all methods; a section holds for a service or a method, and takes over from the
  /// wider ones what it does not say itself.
  ///
  ///     timeout = 5s                  # of the whole call
  ///     retry.attempts = 4            # with the first one; 2 to 5
  ///     retry.pause-min = 20ms
  ///     retry.pause-max = 500ms
  ///     retry.codes = UNAVAILABLE RESOURCE_EXHAUSTED
  ///     budget.tokens = 500           # for the whole channel, so here only
  ///     budget.ratio = 0.1
  ///
  ///     [ocop.reporting.v1.Reporting]
  ///     timeout = 30s
  ///     repetition = none             # or retry, or hedging
  ///
  ///     [ocop.registry.v1.Registry/GetRecord]
  ///     hedging.attempts = 2
  ///     hedging.delay = 20ms
  ///     hedging.codes = UNAVAILABLE
  ///
  /// The other keys: wait-for-ready, compress-requests (true, false), request-bytes-max, response-bytes-max,
  /// replay-bytes-max (4096, 64KiB, 4MiB), retry.factor, retry.jitter.
  /// - Throws: everything that is wrong, with its line.
  public init(parsing text: String) throws(ServiceConfigurationError) {
    self.init()
    let parsed = ServiceConfigurationText(text)
    var problems = parsed.problems
    let wide = parsed.sections[""] ?? [:]
    for (name, entries) in parsed.sections.sorted(by: { $0.key < $1.key }) {
      problems += ServiceConfiguration.keyProblems(name, entries)
      let service = String(name.prefix { $0 != "/" })
      // From narrow to wide.
      var levels = [entries]
      if name.contains("/"), let ofService = parsed.sections[service] { levels.append(ofService) }
      if !name.isEmpty { levels.append(wide) }
      let line = parsed.lines[name] ?? 1
      let method = ServiceConfiguration.method(levels, line: line, &problems)
      if name.isEmpty {
        standard = method
      } else if name.contains("/") {
        methods[name] = method
      } else {
        services[name] = method
      }
    }
    var values = ServiceConfigurationValues(wide)
    retryBudget = values.budget()
    problems += values.problems + retryBudget.contradictions.map { "1: \($0)" }
    if !problems.isEmpty { throw ServiceConfigurationError(problems: ServiceConfiguration.ordered(problems)) }
  }

  private static func keyProblems(_ section: String, _ entries: [String: ServiceConfigurationText.Entry]) -> [String] {
    entries.compactMap { key, entry in
      if ServiceConfigurationValues.methodKeys.contains(key) { return nil }
      guard ServiceConfigurationValues.channelKeys.contains(key) else {
        let known = ServiceConfigurationValues.methodKeys.union(ServiceConfigurationValues.channelKeys).sorted()
        return "\(entry.line): there is no key \"\(key.prefix(100))\"; there are \(known.joined(separator: ", "))"
      }
      return section.isEmpty ? nil : "\(entry.line): \(key) is for all methods: write it before the first section"
    }
  }

  private static func method(
    _ levels: [[String: ServiceConfigurationText.Entry]],
    line: Int,
    _ problems: inout [String]
  ) -> MethodConfiguration {
    var kind: Repetition.Kind?
    for level in levels where kind == nil { kind = self.kind(level, &problems) }
    let merged = levels.reduce(into: [:]) { merged, level in merged.merge(level) { narrow, _ in narrow } }
    var values = ServiceConfigurationValues(merged)
    let method = values.method(repetition: kind)
    problems += values.problems
    // Values that are fine by themselves may contradict each other, or be out of range.
    if values.problems.isEmpty { problems += method.contradictions.map { "\(line): \($0)" } }
    return method
  }

  /// What a level says about repetition; nil = nothing.
  private static func kind(
    _ level: [String: ServiceConfigurationText.Entry],
    _ problems: inout [String]
  ) -> Repetition.Kind? {
    if let entry = level["repetition"] {
      if let kind = Repetition.Kind(rawValue: entry.value) { return kind }
      problems.append("\(entry.line): repetition = \(entry.value.prefix(100)) is not none, retry or hedging")
      return Repetition.Kind.none
    }
    let retry = level.first { $0.key.hasPrefix("retry.") }
    let hedging = level.first { $0.key.hasPrefix("hedging.") }
    if let retry, let hedging {
      problems.append(
        "\(max(retry.value.line, hedging.value.line)): a section has either retry or hedging;"
          + " say which with repetition = retry or repetition = hedging"
      )
    }
    if hedging != nil { return .hedging }
    return retry == nil ? nil : .retry
  }

  /// By line, each problem once: what a wide section gets wrong, the narrower ones that take it over repeat.
  private static func ordered(_ problems: [String]) -> [String] {
    Set(problems).sorted { left, right in
      let (leftLine, rightLine) = (line(left), line(right))
      return leftLine == rightLine ? left < right : leftLine < rightLine
    }
  }

  private static func line(_ problem: String) -> Int { Int(problem.prefix { $0 != ":" }) ?? 0 }
}
