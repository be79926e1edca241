/// What a service offers.
public struct ServiceDescriptor: Sendable, Hashable {
  /// Full name in the schema: "ocop.registry.v1.Registry".
  public let fullName: String
  /// The schema's comment on it; empty when there is none.
  public let documentation: String
  /// Methods in the schema's order.
  public let methods: [MethodDescriptor]

  /// The method with a name ("GetRecord"), or nil.
  public func method(named name: String) -> MethodDescriptor? {
    methods.first { $0.name == name }
  }

  /// The service with those of its methods that a daemon really has.
  public func keepingMethods(where isKept: (MethodDescriptor) -> Bool) -> ServiceDescriptor {
    ServiceDescriptor(fullName: fullName, documentation: documentation, methods: methods.filter(isKept))
  }
}
