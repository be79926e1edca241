public import RPC
internal import Synchronization

/// A resolver that reads addresses from a file and sees when it changes. A file that is wrong changes nothing: it is
/// told once, with its line, and the addresses told before stay.
public final class FileResolver: AddressResolver {
  /// How often the file is looked at.
  public static let intervalDefault = Duration.seconds(1)

  private let resolver: LookingResolver

  /// A resolver for a file with lines `ENDPOINT [weight=N]` and comments after `#`. Replace it in one go (rename(2)),
  /// so that no half of it is ever read.
  /// - Parameter interval: how often it is looked at for changes; a look that finds none costs one system call.
  public convenience init(path: String, interval: Duration = intervalDefault, loop: SocketLoop = .shared) {
    self.init(
      path: path,
      schedule: ResolverSchedule(interval: interval, intervalMin: interval),
      driver: loop.runQueue.driver
    )
  }

  init(
    path: String,
    schedule: ResolverSchedule,
    driver: any LoopDriver,
    run: (@Sendable (@escaping @Sendable () -> Void) -> Void)? = nil
  ) {
    // A file that is missing from the start has to be told, so it differs from «not looked at yet».
    let seen = Mutex<FileSignature??>(nil)
    resolver = LookingResolver(schedule: schedule, driver: driver, run: run) {
      // Before it is read: what changes while it is read is seen the next time.
      let signature = FileSignature(path: path)
      let isUnchanged = seen.withLock { seen in
        if let before = seen, before == signature { return true }
        seen = .some(signature)
        return false
      }
      if isUnchanged { return .unchanged }
      do throws(SocketError) {
        let bytes = try FileContents.read(path, bytesMax: AddressFile.bytesMax)
        return .found(try AddressFile(path: path, bytes: bytes).addresses)
      } catch {
        return .failed(
          RPCError(.unavailable, "the addresses cannot be read: \(error.message)", isNotProcessed: true)
        )
      }
    }
  }

  /// See `AddressResolver`.
  public func start(_ update: @escaping @Sendable (Result<[PoolAddress], RPCError>) -> Void) {
    resolver.start(update)
  }

  /// See `AddressResolver`.
  public func refresh() { resolver.refresh() }

  /// See `AddressResolver`.
  public func stop() { resolver.stop() }
}
