import Foundation
import Logging
import RPC
import RPCSocket
import Testing

@testable import ServiceKit

/// Goal: systemd knows when a daemon is ready, stops, reads its files again, and that its loop is alive. Method: the
/// built daemons as processes, whose service manager is the test; and a real loop in this process that is held up.
@Suite("Notifications to the service manager", .timeLimit(.minutes(2)))
struct ServiceManagerTests {
  static let daemons = ["ocop-registry", "ocop-listing", "ocop-reporting", "ocop-gateway"]
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private func start(
    _ daemon: String,
    _ folder: TemporaryFolder,
    _ environment: [String: String]
  ) throws -> DaemonProcess {
    var flags = ["--listen", "unix:\(folder.path)/a.sock"]
    if daemon != "ocop-gateway" { flags += ["--storage", "sqlite:\(folder.path)/a.db"] }
    return try DaemonProcess(daemon, flags, environment: environment)
  }

  @Test("a daemon tells that it is ready, alive, reads files again, and stops", arguments: daemons)
  func wholeLife(daemon: String) async throws {
    let folder = try TemporaryFolder()
    let manager = try NotificationReceiver(at: "\(folder.path)/notify")
    let process = try start(daemon, folder, ["NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "200000"])
    let ready = "READY=1\nSTATUS=serving at unix:\(folder.path)/a.sock"
    #expect(await manager.nextChange() == ready)
    for _ in 1...3 { #expect(await manager.next() == "WATCHDOG=1") }
    process.signal(SIGHUP)
    let reloading = try #require(await manager.nextChange())
    #expect(reloading.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=[0-9]+/) != nil, "\(reloading)")
    #expect(await manager.nextChange() == ready)
    process.signal(SIGTERM)
    #expect(await manager.nextChange() == "STOPPING=1\nSTATUS=finishing running calls")
    #expect(await process.outcome().exitCode == 0)
  }

  @Test("a process that is stopped shows no life, and does again when it goes on")
  func stoppedProcess() async throws {
    let folder = try TemporaryFolder()
    // A name without file, as containers get it.
    let manager = try NotificationReceiver(at: "@ocop-test-\(folder.url.lastPathComponent)")
    let process = try start("ocop-registry", folder, ["NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "100000"])
    _ = try #require(await manager.nextChange())
    #expect(await manager.next() == "WATCHDOG=1")
    process.signal(SIGSTOP)
    while try !String(contentsOfFile: "/proc/\(process.processID)/stat", encoding: .utf8).contains(") T ") {
      await Task.yield()
    }
    manager.drain()
    #expect(await manager.next(withinSeconds: 1) == nil, "ten times the watchdog's time without a sign of life")
    process.signal(SIGCONT)
    #expect(await manager.next() == "WATCHDOG=1")
  }

  @Test("a loop that hangs shows no life while the rest of the process goes on")
  func hangingLoop() async throws {
    let folder = try TemporaryFolder()
    let receiver = try NotificationReceiver(at: "\(folder.path)/notify")
    let manager = ServiceManager(
      socketText: receiver.address,
      watchdogText: "100000",
      watchdogProcessText: nil,
      processID: getpid()
    )
    let loop = SocketLoop()
    manager.keepWatchdog(on: loop.runQueue.driver, logger: logger)
    #expect(await receiver.next() == "WATCHDOG=1")
    let (hangs, mayGoOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    loop.runQueue.driver.execute {
      hangs.signal()
      mayGoOn.wait()
    }
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        hangs.wait()
        continuation.resume()
      }
    }
    receiver.drain()
    #expect(await receiver.next(withinSeconds: 1) == nil)
    mayGoOn.signal()
    #expect(await receiver.next() == "WATCHDOG=1")
  }

  @Test("a watchdog that is meant for another process is left to that one")
  func foreignWatchdog() async throws {
    let folder = try TemporaryFolder()
    let manager = try NotificationReceiver(at: "\(folder.path)/notify")
    let process = try start(
      "ocop-registry",
      folder,
      ["NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "100000", "WATCHDOG_PID": "1"]
    )
    #expect(await manager.next()?.hasPrefix("READY=1") == true)
    #expect(await manager.next(withinSeconds: 1) == nil)
    process.signal(SIGTERM)
    #expect(await process.outcome().exitCode == 0)
  }

  @Test(
    "variables that make no sense are named, and cost nothing else",
    arguments: [
      (["NOTIFY_SOCKET": "relative"], "NOTIFY_SOCKET=relative is neither an absolute path nor a name"),
      (["NOTIFY_SOCKET": "/" + String(repeating: "x", count: 107)], "NOTIFY_SOCKET has 108 bytes, at most 107"),
      (["NOTIFY_SOCKET": "/nowhere/notify"], "the service manager cannot be notified: No such file or directory"),
      (["NOTIFY_SOCKET": "/nowhere/notify", "WATCHDOG_USEC": "soon"], "WATCHDOG_USEC=soon is not a time"),
    ]
  )
  func wrongVariables(variables: [String: String], problem: String) async throws {
    let folder = try TemporaryFolder()
    let process = try start("ocop-registry", folder, variables)
    _ = try #require(await process.line(containing: "listening on"))
    process.signal(SIGTERM)
    let outcome = await process.outcome()
    #expect(outcome.exitCode == 0)
    #expect(outcome.errorLines.filter { $0.contains(problem) }.count == 1, "\(outcome)")
  }
}
