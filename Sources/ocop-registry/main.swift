import Registry
import ServiceKit

/// ocop-registry: the producer registry as a daemon.
enum RegistryApplication: ServiceApplication {
  static let name = "registry"
  static let summary = "Keeps producers, products, recognitions and the campaign, and publishes their changes."
  static let migrations = RegistryService.migrations
  static let defaultPort = 7401
  static let keys = RetentionKeys.definitions

  static func make(_ environment: ServiceEnvironment) async throws -> ServiceParts {
    let database = try environment.openDatabase(migrations: migrations)
    let service = RegistryService(
      database: database,
      retention: try RetentionKeys.retention(in: environment.configuration),
      logger: environment.logger
    )
    return ServiceParts(
      register: service.register(in:),
      logHead: service.head,
      refusals: service.refusals,
      follow: service.run
    )
  }
}

await ServiceMain.run(RegistryApplication.self)
