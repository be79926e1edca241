import Listing
import ServiceKit

/// ocop-listing: the listing service as a daemon.
enum ListingApplication: ServiceApplication {
  static let name = "listing"
  static let summary = "Keeps stores, payment accounts, listings and orders, and publishes their changes."
  static let migrations = ListingService.migrations
  static let defaultPort = 7402
  static let keys = [registryAddress.definition] + RetentionKeys.definitions

  private static let registryAddress = CommonKeys.addresses(ofService: "registry", defaultPort: 7401)

  static func make(_ environment: ServiceEnvironment) async throws -> ServiceParts {
    let database = try environment.openDatabase(migrations: migrations)
    let service = ListingService(
      database: database,
      registry: try environment.channel(to: registryAddress),
      retention: try RetentionKeys.retention(in: environment.configuration),
      logger: environment.logger
    )
    return ServiceParts(
      register: service.register(in:),
      logHead: service.head,
      refusals: service.refusals,
      followerStatuses: { service.followerStatuses },
      follow: service.run
    )
  }
}

await ServiceMain.run(ListingApplication.self)
