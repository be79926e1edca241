/// Who may import whom: the house's table. A room may use what stands below it, and only what is named here.
enum Layering {
  /// Our own rooms, each with the rooms it may import.
  static let allowed: [String: Set<String>] = [
    "CMessages": [], "CSafeUnpack": [], "CPostgreSQL": [], "CProtobufC": [], "CSQLite": [], "CSodium": [], "CZlib": [],
    "CSHA256": [], "CMinizip": [], "CExpat": [], "CXLSXWriter": [],
    "Messages": ["CMessages", "CSafeUnpack", "CProtobufC"],
    "Wire": ["Messages"],
    "RPC": ["Wire", "Messages", "CZlib"],
    "CResidentMemory": [],
    "CScheduling": [],
    "RPCSocket": ["RPC", "Wire", "Messages", "CScheduling"],
    "RPCTLS": ["RPCSocket", "RPC"],
    "RPCInProcess": ["RPC", "Wire", "Messages"],
    "Services": ["RPC", "Messages"],
    "Identity": ["RPC", "Messages", "CSodium"],
    "Storage": [],
    "StorageEngine": ["Storage"],
    "StorageSQLite": ["Storage", "StorageEngine", "CSQLite"],
    "StoragePostgreSQL": ["Storage", "StorageEngine", "CPostgreSQL"],
    "Feed": ["CSHA256", "Storage", "Messages", "RPC", "Services"],
    "Audit": ["Feed", "Storage", "Messages", "RPC"],
    "PrometheusMetrics": [],
    "Observability": ["RPC", "Services", "Messages", "PrometheusMetrics"],
    "RPCTracing": ["RPC"],
    "AdminPort": ["RPCSocket"],
    "ServiceKit": [
      "CResidentMemory", "Observability", "PrometheusMetrics", "AdminPort", "RPCTracing", "RPC", "RPCSocket", "RPCTLS",
      "Services", "Messages", "Identity", "Storage", "StorageSQLite", "StoragePostgreSQL", "Feed", "Audit",
    ],
    "DomainPrimitives": [],
    "AccessControl": ["DomainPrimitives", "Storage", "Feed", "Messages", "RPC"],
    "Forecasting": ["DomainPrimitives"],
    "Registry": domainService, "Listing": domainService, "Reporting": domainService.union(["Forecasting"]),
    "Gateway": [
      "Wire", "RPC", "RPCSocket", "RPCTracing", "Messages", "Services", "Observability", "ServiceKit",
    ],
    "Spreadsheet": ["DomainPrimitives", "CMinizip", "CExpat", "CXLSXWriter"],
    "ClientKit": ["Identity", "Messages", "RPC", "RPCSocket", "RPCTLS", "Services"],
    "LoadPlan": ["ClientKit", "Messages", "RPC"],
    "CommandLineClient": [
      "ClientKit", "Spreadsheet", "DomainPrimitives", "Identity", "Messages", "RPC", "RPCSocket", "Services",
    ],
    "LoadStatistics": ["ClientKit", "CZlib"],
    "CEventPoll": [],
    "LoadEngine": ["LoadStatistics", "CEventPoll", "CScheduling", "Wire", "RPC", "RPCSocket", "Messages"],
    "ocop-registry": ["Registry", "ServiceKit"],
    "ocop-listing": ["Listing", "ServiceKit"],
    "ocop-reporting": ["Reporting", "ServiceKit"],
    "ocop-gateway": ["Gateway", "ServiceKit"],
    "LoadTesting": [
      "LoadEngine", "LoadPlan", "LoadStatistics", "ClientKit", "Identity", "Services", "RPC", "RPCSocket", "RPCTLS",
      "Messages",
    ],
    "ocop": ["CommandLineClient"],
    "ocop-load": ["LoadTesting"],
    "protoc-gen-ocop-swift": [],
  ]

  private static let clients: Set<String> = [
    "ClientKit", "CommandLineClient", "LoadPlan", "LoadTesting", "ocop", "ocop-load", "protoc-gen-ocop-swift",
  ]

  private static let domainService: Set<String> = [
    "AccessControl", "DomainPrimitives", "Storage", "Feed", "Audit", "Messages", "RPC", "Services",
  ]

  /// Modules that only the named rooms may import: the only rooms that know sockets, SQLite, libpq, or generated C.
  static let reserved: [String: Set<String>] = [
    "NIOTLS": ["RPCTLS"],
    "NIOSSL": ["RPCTLS"],
    "NIOCore": ["RPCSocket", "RPCTLS", "Gateway", "AdminPort", "LoadEngine"],
    "NIOEmbedded": ["LoadEngine"],
    "CEventPoll": ["LoadEngine"],
    "CScheduling": ["RPCSocket", "LoadEngine"],
    "CResidentMemory": ["ServiceKit"],
    "NIOPosix": ["RPCSocket", "Gateway", "AdminPort"],
    "NIOHTTP1": ["AdminPort"],
    "CoreMetrics": ["PrometheusMetrics", "Observability", "ServiceKit"],
    "CPostgreSQL": ["StoragePostgreSQL"],
    "Tracing": ["RPCTracing"],
    "Instrumentation": ["RPCTracing"],
    "CSQLite": ["StorageSQLite"],
    "CSodium": ["Identity"],
    "CSHA256": ["Feed"],
    "CZlib": ["RPC", "LoadStatistics"],
    "Histogram": ["LoadStatistics"],
    "CMinizip": ["Spreadsheet"],
    "CExpat": ["Spreadsheet"],
    "CXLSXWriter": ["Spreadsheet"],
    "CMessages": ["Messages"],
    "CSafeUnpack": ["Messages"],
    "CProtobufC": ["Messages"],
    "ArgumentParser": ["ClientKit", "CommandLineClient", "LoadTesting", "ocop"],
    "ServiceLifecycle": ["ServiceKit", "Gateway"],
    "Yams": ["LoadPlan"],
    // Loading Foundation costs a daemon megabytes and start-up time, and none of them needs it.
    "Foundation": clients,
    "FoundationEssentials": clients,
  ]

  /// What is wrong with a file's imports; empty when nothing is.
  static func violations(in file: SourceTree.File) -> [String] {
    guard let room = file.room else { return [] }
    guard let permitted = allowed[room] else { return ["\(file.path): the room \(room) is not in the layering table"] }
    return file.imports.compactMap { module in
      if allowed[module] != nil, module != room, !permitted.contains(module) {
        return "\(file.path): \(room) may not import \(module)"
      }
      if let rooms = reserved[module], !rooms.contains(room) {
        return "\(file.path): \(module) is for \(rooms.sorted().joined(separator: ", ")) only"
      }
      if file.path.contains("/Domain/"), module != "DomainPrimitives", module != "Glibc" {
        return "\(file.path): a Domain folder holds values and rules, and imports DomainPrimitives only (and the C "
          + "library for its mathematics), not \(module)"
      }
      return nil
    }
  }
}
