import RPC
import ServiceKit

/// The text of a file of limits; `#` begins a comment. Classes of methods, and how often each caller may call them:
///
///     class imports  ocop.registry.v1.Registry/ImportRecords ocop.listing.v1.Listing/ImportRecords
///     class reports  ocop.reporting.v1.Reporting
///     limit imports  *         rate=30/min burst=5
///     limit imports  uid:1000  rate=none
///     limit reports  tcp:*     rate=50/s
///     limit other    *         rate=500/s burst=1000
struct LimitFile {
  /// Most calls in one unit of time, and most at once.
  static let rateRange = 1...1_000_000

  static let burst = ConfigurationKey<Int>.integer(
    name: "burst",
    unit: "calls",
    default: 1,
    range: rateRange,
    explanation: "Calls that may come at once after a pause."
  )

  private(set) var limits = CallerLimits()
  private var numberOfClass = [CallerLimits.otherClassName: 0]
  private var placeOfRule: [String: String] = [:]

  /// Reads the text as a whole: one wrong line, and nothing of it is used.
  /// - Throws: `ConfigurationError`, each problem beginning with "PATH:LINE: ".
  init(path: String, bytes: [UInt8]) throws(ConfigurationError) {
    var problems: [String] = []
    for line in try WordLine.lines(path: path, bytes: bytes) {
      do throws(LineProblem) {
        switch line.words[0] {
        case "class": try addClass(line)
        case "limit": try addLimit(line)
        default:
          throw LineProblem(
            "\(line.shownBeginning) begins no line; write class NAME METHODS, or limit CLASS CALLER rate=NUMBER/s"
          )
        }
      } catch {
        problems.append("\(line.place): \(error.sentence)")
        if problems.count >= WordLine.problemsMax { break }
      }
    }
    guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
  }

  private mutating func addClass(_ line: WordLine) throws(LineProblem) {
    guard line.words.count > 2 else {
      throw LineProblem("a class has a name and methods; write class NAME SERVICE/METHOD, or SERVICE for all of one")
    }
    let name = String(line.words[1])
    guard numberOfClass[name] == nil else {
      throw LineProblem("there is a class \"\(name)\" already; list all its methods on one line")
    }
    guard limits.classNames.count < CallerLimits.classesMax else {
      throw LineProblem("more than \(CallerLimits.classesMax) classes")
    }
    let number = limits.addClass(name)
    numberOfClass[name] = number
    for path in line.words.dropFirst(2) {
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      guard path.contains("."), parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else {
        throw LineProblem("\"\(path)\" is neither SERVICE/METHOD nor SERVICE, such as ocop.registry.v1.Registry")
      }
      if let other = limits.add(String(path), toClass: number) {
        throw LineProblem("\(path) is in class \"\(limits.classNames[other])\" already")
      }
    }
  }

  private mutating func addLimit(_ line: WordLine) throws(LineProblem) {
    guard line.words.count > 3 else {
      throw LineProblem("a limit has a class, callers and a rate; write limit CLASS CALLER rate=NUMBER/s")
    }
    guard let number = numberOfClass[String(line.words[1])] else {
      throw LineProblem(
        "there is no class \"\(line.words[1])\" above; there are \(limits.classNames.joined(separator: ", "))"
      )
    }
    let callers = CallerPattern(line.words[2])
    if let first = placeOfRule.updateValue(line.place, forKey: "\(number) \(line.words[2])") {
      throw LineProblem("the same class and callers have a limit already (\(first)); remove one of the two")
    }
    guard limits.rules.count < CallerLimits.rulesMax else {
      throw LineProblem("more than \(CallerLimits.rulesMax) limits")
    }
    var rate: (interval: Int64, perSecond: Int64)?
    var burst: Int?
    var isUnlimited = false
    for setting in try line.settings(from: 3, known: ["rate", LimitFile.burst.definition.name]) {
      if setting.name != "rate" {
        burst = try setting.value(LimitFile.burst)
      } else if setting.text == "none" {
        isUnlimited = true
      } else {
        rate = try LimitFile.rate(setting.text)
      }
    }
    if isUnlimited {
      if burst != nil { throw LineProblem("rate=none has no burst") }
      return limits.add(CallerLimits.Rule(methodClass: number, callers: callers, limit: .none))
    }
    guard let rate else { throw LineProblem("the rate is missing; write rate=NUMBER/s, /min or /h, or rate=none") }
    let limit = RateLimit(intervalNanoseconds: rate.interval, burst: burst.map(Int64.init) ?? max(1, rate.perSecond))
    limits.add(CallerLimits.Rule(methodClass: number, callers: callers, limit: limit))
  }

  private static func rate(_ text: String) throws(LineProblem) -> (interval: Int64, perSecond: Int64) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let units: [Substring: Int64] = ["s": 1, "min": 60, "h": 3_600]
    guard parts.count == 2, let number = Int64(parts[0]), let seconds = units[parts[1]],
      rateRange.contains(Int(number))
    else {
      throw LineProblem(
        "rate=\(text) is no rate; allowed: a whole number from \(rateRange.lowerBound) to \(rateRange.upperBound) "
          + "with /s, /min or /h, or none"
      )
    }
    return (max(1, seconds * 1_000_000_000 / number), number / seconds)
  }
}
