public import RPCSocket

/// The keys that several daemons have.
public enum CommonKeys {
  /// Where a daemon listens.
  public static func listen(defaultPort: Int) -> ConfigurationKey<[ListenAddress]> {
    ConfigurationKey(
      name: "listen",
      placeholder: "ENDPOINT",
      defaultText: "tcp:127.0.0.1:\(defaultPort)",
      allowed: "tcp:HOST:PORT, unix:PATH, systemd: or systemd:NAME (sockets that systemd hands over: all, or those "
        + "with that FileDescriptorName=); several separated by commas",
      explanation: "Where to take connections. Port 0 takes a free port; the log says which.",
      example: "tcp:127.0.0.1:\(defaultPort + 100)"
    ) { text throws(InvalidConfigurationValue) in
      do throws(SocketError) {
        return try ListenAddress.list(parsing: text)
      } catch {
        throw InvalidConfigurationValue("is not an endpoint to listen on (\(error))")
      }
    }
  }

  /// Where the processes of another service are.
  public static func addresses(ofService service: String, defaultPort: Int) -> ConfigurationKey<ServiceAddresses> {
    ConfigurationKey(
      name: "\(service)_address",
      placeholder: "ADDRESSES",
      defaultText: "tcp:127.0.0.1:\(defaultPort)",
      allowed: "tcp:HOST:PORT, unix:PATH, dns:NAME:PORT (each address of the name) or file:PATH (a file with an "
        + "address a line, read again when it changes); several separated by commas",
      explanation: "Where the \(service) service listens: its address, or those of several processes of it. They need "
        + "not be up: they are tried again until they answer."
    ) { text throws(InvalidConfigurationValue) in
      do throws(SocketError) {
        return try ServiceAddresses(parsing: text)
      } catch {
        throw InvalidConfigurationValue("is not a list of addresses (\(error))")
      }
    }
  }

  /// Where a service keeps its data.
  public static func storage(service: String) -> ConfigurationKey<StorageLocation> {
    ConfigurationKey(
      name: "storage",
      placeholder: "LOCATION",
      defaultText: "sqlite:data/\(service).db",
      allowed: "sqlite:PATH (PATH is relative to the folder the program is started in, or absolute), or "
        + "postgresql://USER@HOST/DATABASE with what else PostgreSQL's library reads: several hosts, passfile, "
        + "sslmode",
      explanation: "Where the data is kept. SQLite: the file and its folder are made when they are missing; "
        + "only one process can have it open. PostgreSQL 15 or later: the database is there, in UTF8 and with "
        + "locale C; several processes can have it open.",
      example: "sqlite:/tmp/ocop/\(service).db",
      shown: StorageLocation.shown
    ) { text throws(InvalidConfigurationValue) in
      try StorageLocation(parsing: text)
    }
  }

  /// How log lines are written.
  public static let logFormat = ConfigurationKey<LogFormat>.choice(
    name: "log_format",
    default: .text,
    explanation: "How log lines are written to standard error: text for people, json for programs."
  )

  /// Which log lines are written.
  public static let logLevel = ConfigurationKey<LogLevel>.choice(
    name: "log_level",
    default: .info,
    explanation: "The least severe log lines that are written."
  )

  /// How long a stopping daemon waits for running calls.
  public static let drainTimeout = ConfigurationKey<Duration>.duration(
    name: "drain_timeout",
    default: "10s",
    rangeMilliseconds: 0...600_000,
    explanation: "How long a stopping daemon lets running calls finish before it cuts them off."
  )
}
