internal import Glibc

/// A router as connections use it: finds a method by the bytes of its path, without making a string of them.
public final class MethodTable: Sendable {
  private struct Entry: Sendable {
    let hash: UInt64
    let pathBytes: [UInt8]
    let method: RegisteredMethod
  }

  /// Open addressing with linear probing, at most half full. Filled by the program itself: nobody can make paths
  /// collide.
  private let entries: [Entry?]
  /// Asked also about calls of methods that are not here.
  let interceptors: RouterInterceptors
  /// Those that decide about every call, whatever its method, when there are no others; else nil.
  let admissionOfAll: [any AdmissionInterceptor]?

  /// The methods of a router, made once for all connections of a server.
  public init(_ router: Router) {
    var bucketCount = 16
    while bucketCount < router.methods.count * 2 { bucketCount *= 2 }
    var entries = [Entry?](repeating: nil, count: bucketCount)
    interceptors = router.interceptors
    let admission = interceptors.admission
    admissionOfAll = admission.allSatisfy { $0.scope == .all } ? admission.map(\.interceptor) : nil
    for registered in router.methods.values {
      let method = registered.intercepted(
        admission: interceptors.admission(service: registered.service, path: registered.path),
        wrapping: interceptors.wrapping(registered)
      )
      let pathBytes = Array(method.path.utf8)
      let hash = pathBytes.withUnsafeBytes { PathHash.hash($0) }
      var index = Int(truncatingIfNeeded: hash) & (bucketCount - 1)
      while entries[index] != nil { index = (index + 1) & (bucketCount - 1) }
      entries[index] = Entry(hash: hash, pathBytes: pathBytes, method: method)
    }
    self.entries = entries
  }

  func method(_ path: UnsafeRawBufferPointer) -> RegisteredMethod? {
    let hash = PathHash.hash(path)
    let mask = entries.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while let entry = entries[index] {
      if entry.hash == hash && entry.pathBytes.count == path.count {
        let isSame = entry.pathBytes.withUnsafeBytes { bytes in
          guard let left = bytes.baseAddress, let right = path.baseAddress else { return path.count == 0 }
          return memcmp(left, right, path.count) == 0
        }
        if isSame { return entry.method }
      }
      index = (index + 1) & mask
    }
    return nil
  }
}
