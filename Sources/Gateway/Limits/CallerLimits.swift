import RPC

/// How often which callers may call which methods: classes of methods, and for each class limits of callers.
struct CallerLimits: Sendable {
  struct Rule: Sendable {
    let methodClass: Int
    let callers: CallerPattern
    let limit: RateLimit
  }

  /// The class of methods that are in no other.
  static let otherClassName = "other"
  /// Most classes, `other` among them.
  static let classesMax = 32
  /// Most methods and services that are in classes.
  static let methodsMax = 1_024
  /// Most rules.
  static let rulesMax = 1_000

  /// Names of the classes; `other` first.
  private(set) var classNames = [otherClassName]
  private(set) var rules: [Rule] = []
  private var numbers = PathTable(countMax: methodsMax)
  private var classOfNumber: [Int] = []

  /// Everybody as often as they like.
  init() {}

  /// Adds a class and tells its number.
  mutating func addClass(_ name: String) -> Int {
    classNames.append(name)
    return classNames.count - 1
  }

  /// Puts a method ("ocop.registry.v1.Registry/GetRecord"), or those of a service that stand in no class by themselves,
  /// into a class.
  /// - Returns: the class that has it already; nil when none had.
  mutating func add(_ path: String, toClass number: Int) -> Int? {
    guard let place = numbers.number(adding: path) else { return nil }
    if place < classOfNumber.count { return classOfNumber[place] }
    classOfNumber.append(number)
    return nil
  }

  mutating func add(_ rule: Rule) {
    rules.append(rule)
  }

  /// Whether anything is limited.
  var isEmpty: Bool { rules.isEmpty }

  /// The class of a method.
  func methodClass(method: UnsafeRawBufferPointer, service: UnsafeRawBufferPointer?) -> Int {
    if classOfNumber.isEmpty { return 0 }
    if let number = numbers.number(of: method) { return classOfNumber[number] }
    if let service, let number = numbers.number(of: service) { return classOfNumber[number] }
    return 0
  }

  /// The limit of a caller for a class.
  func limit(_ key: String, methodClass: Int) -> RateLimit {
    let matching = rules.filter { $0.methodClass == methodClass && $0.callers.matches(key) }
    return matching.max { $0.callers.specificity < $1.callers.specificity }?.limit ?? .none
  }
}
