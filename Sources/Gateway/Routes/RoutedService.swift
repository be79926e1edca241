import Messages
import RPC
import RPCSocket
import ServiceKit
import Services

/// One of the services that the gateway knows without a route table: what it is called, which calls go to it, and the
/// key that says where it is.
struct RoutedService: Sendable {
  /// "listing".
  let name: String
  /// Full name of the service whose calls go there: "ocop.listing.v1.Listing".
  let service: String
  /// Where its processes listen.
  let addressKey: ConfigurationKey<ServiceAddresses>

  /// The route to it.
  func route(_ addresses: ServiceAddresses) -> Route {
    Route(name: name, service: service, addresses: addresses)
  }

  /// Every service that the gateway routes to.
  static let all = [
    RoutedService(
      name: "registry",
      service: RegistryV1.RegistryMethods.importRecords.service,
      addressKey: CommonKeys.addresses(ofService: "registry", defaultPort: 7401)
    ),
    RoutedService(
      name: "listing",
      service: ListingV1.ListingMethods.importRecords.service,
      addressKey: CommonKeys.addresses(ofService: "listing", defaultPort: 7402)
    ),
    RoutedService(
      name: "reporting",
      service: ReportingV1.ReportingMethods.getProgressReport.service,
      addressKey: CommonKeys.addresses(ofService: "reporting", defaultPort: 7403)
    ),
  ]
}
