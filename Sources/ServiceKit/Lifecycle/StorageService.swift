import ServiceLifecycle
import Storage

/// Keeps a database open until everything else has stopped, then closes it. Ends the daemon when the database takes no
/// more writes: only a restart shows what is on the disk.
struct StorageService: Service {
  let storage: OpenedStorage

  func run() async throws {
    for await error in storage.stops.cancelOnGracefulShutdown() {
      throw StartupFailure(
        "the storage stopped: \(error.message); repair the disk, start again, and repeat what was not acknowledged"
      )
    }
    await storage.database.close()
  }
}
