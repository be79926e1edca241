import Reporting
import ServiceKit

/// ocop-reporting: the reporting service as a daemon.
enum ReportingApplication: ServiceApplication {
  static let name = "reporting"
  static let summary =
    "Counts the campaign's figures from its copy of the registry's and the listing service's records."
  static let migrations = ReportingService.migrations
  static let defaultPort = 7403
  static let keys = [registryAddress.definition, listingAddress.definition, liveAddress.definition]
  static let canRebuild = true

  private static let registryAddress = CommonKeys.addresses(ofService: "registry", defaultPort: 7401)
  private static let listingAddress = CommonKeys.addresses(ofService: "listing", defaultPort: 7402)

  /// Used by `rebuild` alone.
  private static let liveAddress = CommonKeys.addresses(ofService: "live", defaultPort: defaultPort)

  static func rebuild(
    _ environment: ServiceEnvironment,
    say: @escaping @Sendable (String) -> Void
  ) async throws -> Bool {
    let database = try environment.openDatabase(migrations: migrations)
    let service = ReportingService(
      database: database,
      registry: try environment.channel(to: registryAddress),
      listing: try environment.channel(to: listingAddress),
      logger: environment.logger
    )
    return try await service.rebuild(comparedWith: try environment.channel(to: liveAddress), say: say)
  }

  static func make(_ environment: ServiceEnvironment) async throws -> ServiceParts {
    let database = try environment.openDatabase(migrations: migrations)
    let service = ReportingService(
      database: database,
      registry: try environment.channel(to: registryAddress),
      listing: try environment.channel(to: listingAddress),
      logger: environment.logger
    )
    return ServiceParts(
      register: service.register(in:),
      followerStatuses: { service.followerStatuses },
      follow: service.run
    )
  }
}

await ServiceMain.run(ReportingApplication.self)
