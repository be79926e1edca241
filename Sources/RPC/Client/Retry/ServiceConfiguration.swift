/// How the methods of the services behind a channel are called. Of a method's own configuration, its service's and the
/// default, the most special one counts as a whole. (In the text form it starts from the others: see `init(parsing:)`.)
public struct ServiceConfiguration: Sendable, Hashable {
  /// For methods that have no other.
  public var standard = MethodConfiguration()
  /// By the service's full name: "ocop.registry.v1.Registry".
  public var services: [String: MethodConfiguration] = [:]
  /// By the method's path: "ocop.registry.v1.Registry/GetRecord".
  public var methods: [String: MethodConfiguration] = [:]
  /// How much may be repeated, over all methods of the channel.
  public var retryBudget = RetryBudgetRule()

  /// The standard configuration for all methods.
  public init() {}

  /// How a method is called.
  public func configuration(of method: AnyMethod) -> MethodConfiguration {
    if !methods.isEmpty, let configuration = methods[method.path] { return configuration }
    if !services.isEmpty, let configuration = services[method.service] { return configuration }
    return standard
  }

  /// What is wrong with this configuration, each as a sentence; empty when it can be used.
  public var contradictions: [String] {
    let named = services.merging(methods) { service, _ in service }
    return retryBudget.contradictions + standard.contradictions
      + named.sorted { $0.key < $1.key }.flatMap { name, configuration in
        configuration.contradictions.map { "\(name): \($0)" }
      }
  }
}
