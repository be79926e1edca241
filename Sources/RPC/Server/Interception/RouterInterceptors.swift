/// The interceptors of a router, in the order in which they were added.
struct RouterInterceptors: Sendable {
  var admission: [(scope: InterceptionScope, interceptor: any AdmissionInterceptor)] = []
  var wrapping: [(scope: InterceptionScope, interceptor: any ServerInterceptor)] = []

  /// Those that decide about a method's calls.
  func admission(service: String, path: String) -> [any AdmissionInterceptor] {
    admission.filter { $0.scope.contains(service: service, path: path) }.map(\.interceptor)
  }

  /// Those around a method's handler.
  func wrapping(_ method: RegisteredMethod) -> [any ServerInterceptor] {
    wrapping.filter { $0.scope.contains(service: method.service, path: method.path) }.map(\.interceptor)
  }
}
