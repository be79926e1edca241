internal import Messages
public import RPC

extension Router {
  /// Serves `ocop.rpc.v1.Reflection` for everything that is registered so far, and for itself: register it last.
  public mutating func registerReflection() {
    register(ReflectionService(paths: paths + ReflectionService.ownPaths))
  }
}

extension ReflectionService {
  /// Paths of reflection's own methods, which it describes too.
  public static let ownPaths = [
    RpcV1.ReflectionMethods.listServices.path, RpcV1.ReflectionMethods.getServiceSchema.path,
  ]
}
