// swift-tools-version: 6.2
import PackageDescription

// Every room of the house, from the bottom up. What each may import is held by Tests/ArchitectureTests.
//
// Async functions run where their caller does: a call's handler and all that it calls stay on its connection's loop.
// Otherwise each of them would ask at its begin and after its end where to go on, a tenth of a look-up.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// Of rooms on every call's path whose state belongs to one loop or one thread. That two accesses to a stored property
/// overlap can only come there from calling back into what is in the middle of something. Debug builds look for that at
/// run time, in all tests, in the simulated runs and while fuzzing; release builds do not pay for it: the looking was an
/// eighth of a look-up and a sixth of a call's way through the gateway.
let confinedRooms: Set = ["Wire", "RPC", "RPCSocket", "Gateway", "Observability", "StorageEngine", "StorageSQLite"]
let confinedSettings: [SwiftSetting] = [
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

let cSettings: [CSetting] = [
  .treatAllWarnings(as: .error)
]

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(
  name: "NIOEmbedded",
  package: "swift-nio",
  condition: .when(traits: ["TLS"])
)
let nioEmbeddedAlways: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
// Compiled with the trait only: BoringSSL alone takes longer than all of ours.
let nioSSL: Target.Dependency = .product(
  name: "NIOSSL",
  package: "swift-nio-ssl",
  condition: .when(traits: ["TLS"])
)
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let coreMetrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let tracing: Target.Dependency = .product(name: "Tracing", package: "swift-distributed-tracing")
let inMemoryTracing: Target.Dependency = .product(name: "InMemoryTracing", package: "swift-distributed-tracing")
let collections: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let pluginLibrary: Target.Dependency = .product(name: "SwiftProtobufPluginLibrary", package: "swift-protobuf")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let swiftProtobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")

/// A room: a library target under Sources/.
func room(
  _ name: String,
  _ dependencies: [Target.Dependency],
  exclude: [String] = [],
  resources: [Resource]? = nil
) -> Target {
  .target(
    name: name,
    dependencies: dependencies,
    exclude: exclude,
    resources: resources,
    swiftSettings: settings + (confinedRooms.contains(name) ? confinedSettings : [])
  )
}

/// A program: an executable target under Sources/.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of a room, under Tests/.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let package = Package(
  name: "ocop",
  products: [
    .executable(name: "ocop-registry", targets: ["ocop-registry"]),
    .executable(name: "ocop-listing", targets: ["ocop-listing"]),
    .executable(name: "ocop-reporting", targets: ["ocop-reporting"]),
    .executable(name: "ocop-gateway", targets: ["ocop-gateway"]),
    .executable(name: "ocop", targets: ["ocop"]),
    .executable(name: "ocop-load", targets: ["ocop-load"]),
    .executable(name: "protoc-gen-ocop-swift", targets: ["protoc-gen-ocop-swift"]),
    // For client programs: typed clients, and the transport they use.
    .library(name: "OCOPClient", targets: ["Messages", "RPC", "RPCSocket", "RPCTLS", "Services"]),
    // For client programs that have a tracer.
    .library(name: "OCOPTracing", targets: ["RPCTracing"]),
  ],
  traits: [
    .trait(name: "TLS", description: "TLS 1.3 and mutual TLS between services and clients (swift build --traits TLS).")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", exact: "1.7.3"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // System libraries and C.
    .systemLibrary(name: "CProtobufC", pkgConfig: "libprotobuf-c", providers: [.apt(["libprotobuf-c-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // libpq, loaded when it is first used. Needs its header: libpq-dev.
    .target(name: "CPostgreSQL", publicHeadersPath: ".", cSettings: cSettings),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    // ZIP, XML and the writing of workbooks, for the command line alone.
    .systemLibrary(name: "CMinizip", pkgConfig: "minizip", providers: [.apt(["libminizip-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .target(name: "CMessages", dependencies: ["CProtobufC"], publicHeadersPath: "."),
    .target(name: "CSafeUnpack", dependencies: ["CProtobufC"], cSettings: cSettings),

    // Messages and the wire.
    room("Messages", ["CMessages", "CSafeUnpack", "CProtobufC"]),
    room("Wire", ["Messages"]),
    room("RPC", ["Wire", "Messages", "CZlib", collections, logging], exclude: ["Client/README.md"]),
    .target(name: "CScheduling", publicHeadersPath: ".", cSettings: cSettings),
    room("RPCSocket", ["RPC", "Wire", "Messages", "CScheduling", nioCore, nioPosix, logging]),
    room("RPCTLS", ["RPCSocket", "RPC", nioCore, nioTLS, nioSSL, logging]),
    room("RPCInProcess", ["RPC", "Wire", "Messages", logging]),
    room("Services", ["RPC", "Messages"]),

    room("Identity", ["RPC", "Messages", "CSodium"]),

    // Storage.
    room("Storage", []),
    room("StorageEngine", ["Storage"]),
    room("StorageSQLite", ["Storage", "StorageEngine", "CSQLite"]),
    room("StoragePostgreSQL", ["Storage", "StorageEngine", "CPostgreSQL"]),
    .target(name: "CSHA256", publicHeadersPath: ".", cSettings: cSettings),
    room("Feed", ["CSHA256", "Storage", "Messages", "RPC", "Services", logging], exclude: ["README.md"]),
    room("Audit", ["Feed", "Storage", "Messages", "RPC", logging], exclude: ["README.md"]),

    // What is seen of a running daemon.
    room("PrometheusMetrics", [coreMetrics]),
    room(
      "Observability",
      ["RPC", "Services", "Messages", "PrometheusMetrics", coreMetrics],
      exclude: ["METRICS.md"]
    ),
    room("RPCTracing", ["RPC", tracing]),
    room("AdminPort", ["RPCSocket", nioCore, nioPosix, nioHTTP1, logging]),

    // What every daemon shares, and the domain.
    .target(name: "CResidentMemory", publicHeadersPath: ".", cSettings: cSettings),
    room(
      "ServiceKit",
      [
        "CResidentMemory", "Observability", "PrometheusMetrics", "AdminPort", "RPCTracing", "RPC", "RPCSocket",
        "RPCTLS", "Services", "Messages", "Identity", "Storage", "StorageSQLite", "StoragePostgreSQL", "Feed", "Audit",
        logging, serviceLifecycle,
      ]
    ),
    room("DomainPrimitives", []),
    room("AccessControl", ["DomainPrimitives", "Storage", "Feed", "Messages", "RPC"]),
    room(
      "Registry",
      ["AccessControl", "DomainPrimitives", "Storage", "Feed", "Audit", "Messages", "RPC", "Services", logging]
    ),
    room(
      "Listing",
      ["AccessControl", "DomainPrimitives", "Storage", "Feed", "Audit", "Messages", "RPC", "Services", logging]
    ),
    room("Forecasting", ["DomainPrimitives"], exclude: ["README.md"]),
    room(
      "Reporting",
      ["Forecasting", "AccessControl", "DomainPrimitives", "Storage", "Feed", "Messages", "RPC", "Services", logging],
      exclude: ["README.md", "INDICATORS.md"]
    ),
    room(
      "Gateway",
      [
        "Wire", "RPC", "RPCSocket", "RPCTracing", "Messages", "Services", "Observability", "ServiceKit", nioCore,
        nioPosix, logging, serviceLifecycle,
      ]
    ),

    // The load tester: whom it calls when, and what came of it.
    .target(name: "CEventPoll", publicHeadersPath: ".", cSettings: cSettings),
    room(
      "LoadEngine",
      [
        "LoadStatistics", "CEventPoll", "CScheduling", "Wire", "RPC", "RPCSocket", "Messages", nioCore,
        nioEmbeddedAlways,
      ],
      exclude: ["README.md"]
    ),

    room(
      "LoadTesting",
      [
        "LoadEngine", "LoadPlan", "LoadStatistics", "ClientKit", "Identity", "Services", "RPC", "RPCSocket", "RPCTLS",
        "Messages", argumentParser, logging,
      ]
    ),

    // Programs.
    program("ocop-registry", ["Registry", "ServiceKit"]),
    program("ocop-listing", ["Listing", "ServiceKit"]),
    program("ocop-reporting", ["Reporting", "ServiceKit"]),
    program("ocop-gateway", ["Gateway", "ServiceKit"]),
    room("Spreadsheet", ["DomainPrimitives", "CMinizip", "CExpat", "CXLSXWriter"]),
    room(
      "ClientKit",
      ["Identity", "Messages", "RPC", "RPCSocket", "RPCTLS", "Services", argumentParser, logging]
    ),
    room("LoadPlan", ["ClientKit", "Messages", "RPC", yams], exclude: ["SCENARIOS.md"]),
    room(
      "CommandLineClient",
      [
        "ClientKit", "Spreadsheet", "DomainPrimitives", "Identity", "Messages", "RPC", "RPCSocket", "Services",
        argumentParser, logging,
      ]
    ),
    program("ocop", ["CommandLineClient"]),
    program("ocop-load", ["LoadTesting"]),
    // What a load test has measured: histograms, results, reports, comparisons.
    room("LoadStatistics", ["ClientKit", "CZlib", histogram]),
    program("protoc-gen-ocop-swift", [pluginLibrary, swiftProtobuf]),

    // Tests, and what several of them use.
    .target(name: "TestSupport", path: "Tests/Support/General", swiftSettings: settings),
    .target(
      name: "CallerTestSupport",
      dependencies: ["RPC", "Messages"],
      path: "Tests/Support/Callers",
      swiftSettings: settings
    ),
    .target(
      name: "PostgreSQLTestServer",
      dependencies: ["CPostgreSQL"],
      path: "Tests/Support/PostgreSQLServer",
      swiftSettings: settings
    ),
    .target(
      name: "StorageTestSupport",
      dependencies: ["PostgreSQLTestServer", "Storage", "StorageSQLite", "StoragePostgreSQL"],
      path: "Tests/Support/Storage",
      swiftSettings: settings
    ),
    tests("CSafeUnpackTests", ["TestSupport", "CSafeUnpack", "CMessages", "CProtobufC", "Messages"]),
    tests("MessagesTests", ["TestSupport", "Messages", "CMessages"]),
    tests("GeneratorTests", ["protoc-gen-ocop-swift"]),
    tests("WireTests", ["TestSupport", "Wire", "Messages"]),
    tests("SimulationTests", ["TestSupport", "Wire", "RPC", "Messages", collections, logging]),
    tests(
      "RPCTests",
      ["TestSupport", "RPC", "RPCInProcess", "RPCSocket", "Wire", "Services", "Messages", nioCore, nioPosix, logging]
    ),
    tests("RPCSocketTests", ["TestSupport", "RPCSocket", "RPCTLS", "RPC", "Wire", "Messages", nioCore, logging]),
    tests(
      "RPCClientTests",
      ["TestSupport", "RPC", "RPCInProcess", "RPCSocket", "Wire", "Services", "Messages", logging]
    ),
    tests("ServicesTests", ["Services", "RPC", "RPCInProcess", "Messages"]),
    tests("IdentityTests", ["TestSupport", "Identity", "RPC", "RPCSocket", "Messages", logging]),
    tests(
      "StorageTests",
      ["Storage", "StorageSQLite", "StoragePostgreSQL", "StorageTestSupport", "PostgreSQLTestServer", "CSQLite"]
    ),
    tests(
      "FeedTests",
      [
        "TestSupport", "CSHA256", "Feed", "Storage", "StoragePostgreSQL", "StorageTestSupport",
        "PostgreSQLTestServer", "RPC", "RPCInProcess", "Services", "Messages", logging,
      ]
    ),
    tests(
      "AuditTests",
      [
        "TestSupport", "Audit", "Feed", "Storage", "StorageTestSupport", "RPC", "RPCInProcess", "Services", "Messages",
        logging,
      ]
    ),
    tests(
      "PrometheusMetricsTests",
      ["TestSupport", "PrometheusMetrics", coreMetrics],
      exclude: ["read_exposition.py"]
    ),
    tests(
      "ObservabilityTests",
      [
        "TestSupport", "Observability", "PrometheusMetrics", "RPC", "RPCInProcess", "Services", "Messages", coreMetrics,
        logging,
      ]
    ),
    tests(
      "RPCTracingTests",
      [
        "TestSupport", "RPCTracing", "RPC", "RPCInProcess", "RPCSocket", "Services", "Messages", tracing,
        inMemoryTracing, logging,
      ]
    ),
    tests("AdminPortTests", ["TestSupport", "AdminPort", "RPCSocket", nioCore, nioPosix, logging]),
    tests("DomainPrimitivesTests", ["TestSupport", "DomainPrimitives"]),
    tests(
      "ForecastingTests",
      ["TestSupport", "Forecasting", "DomainPrimitives"],
      exclude: ["make_reference.py", "reference.csv"]
    ),
    tests(
      "AccessControlTests",
      [
        "TestSupport", "CallerTestSupport", "AccessControl", "DomainPrimitives", "Feed", "Storage",
        "StorageTestSupport", "RPC", "Services", "Messages",
      ]
    ),
    tests(
      "RegistryTests",
      [
        "TestSupport", "CallerTestSupport", "Registry", "AccessControl", "DomainPrimitives", "Feed", "Audit",
        "Storage", "StorageTestSupport", "RPC", "RPCInProcess", "Services", "Messages", logging,
      ]
    ),
    tests(
      "ListingTests",
      [
        "TestSupport", "CallerTestSupport", "Listing", "AccessControl", "DomainPrimitives", "Feed", "Audit",
        "Storage", "StorageTestSupport", "RPC", "RPCInProcess", "Services", "Messages", logging,
      ]
    ),
    tests(
      "ReportingTests",
      [
        "TestSupport", "CallerTestSupport", "Reporting", "Forecasting", "AccessControl", "DomainPrimitives", "Feed",
        "Storage",
        "StorageTestSupport", "RPC", "RPCInProcess", "Services", "Messages", logging,
      ]
    ),
    tests(
      "ServiceKitTests",
      [
        "TestSupport", "ServiceKit", "CResidentMemory", "AdminPort", "RPC", "RPCSocket", "RPCTLS", "Services",
        "Messages", "Storage", "StorageSQLite", "StorageTestSupport", "Feed", logging, serviceLifecycle,
      ],
      exclude: ["scrape.py"]
    ),
    tests(
      "GatewayTests",
      [
        "TestSupport", "Gateway", "Observability", "PrometheusMetrics", "ServiceKit", "RPC", "RPCInProcess",
        "RPCSocket", "Wire", "Services", "Messages", nioCore, nioPosix,
      ]
    ),
    tests("ClientKitTests", ["TestSupport", "ClientKit", "Messages"]),
    tests("LoadPlanTests", ["TestSupport", "LoadPlan", "ClientKit", "Messages", "RPC"]),
    tests("SpreadsheetTests", ["TestSupport", "Spreadsheet", "CXLSXWriter"]),
    tests(
      "CommandLineClientTests",
      [
        "TestSupport", "CommandLineClient", "ClientKit", "DomainPrimitives", "Spreadsheet", "CXLSXWriter", "Identity",
        "InteropCases", "Messages", "RPC", "RPCInProcess", "RPCSocket", "Services",
      ]
    ),
    tests(
      "LoadStatisticsTests",
      ["TestSupport", "LoadStatistics", "ClientKit", histogram],
      exclude: ["check_hdr_log.py"]
    ),
    // The pair of programs that implementations of the protocol are tried with, and its tests.
    .target(
      name: "InteropCases",
      dependencies: ["RPC", "Services", "Messages"],
      path: "Tests/Interop/Cases",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "interop-server",
      dependencies: ["InteropCases", "RPC", "RPCSocket", "Services", "Wire", logging],
      path: "Tests/Interop/Server",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "interop-client",
      dependencies: ["InteropCases", "RPC", "RPCSocket", logging],
      path: "Tests/Interop/Client",
      swiftSettings: settings
    ),
    .testTarget(
      name: "InteropTests",
      dependencies: [
        "InteropCases", "RPC", "RPCInProcess", "RPCSocket", "Wire", logging, "interop-server", "interop-client",
      ],
      path: "Tests/Interop/Tests",
      swiftSettings: settings
    ),
    // What the runtime costs: a daemon with next to no work, and a load for it. See Tests/Benchmarks/README.md.
    .executableTarget(
      name: "benchmark-server",
      dependencies: ["ServiceKit", "RPC", "Services", "Messages"],
      path: "Tests/Benchmarks/Server",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "benchmark-load",
      dependencies: ["Wire", "Messages", "RPCSocket", nioCore, nioEmbedded, nioTLS, nioSSL],
      path: "Tests/Benchmarks/Load",
      swiftSettings: settings
    ),
    // What the store costs, alone.
    .executableTarget(
      name: "benchmark-storage",
      dependencies: [
        "Feed", "StorageSQLite", "StoragePostgreSQL", "Storage", "RPC", "RPCSocket", "Services", "Messages", logging,
      ],
      path: "Tests/Benchmarks/Storage",
      swiftSettings: settings
    ),
    // The reporting service as a filter, for the recount in another language. See Tests/Differential/README.md.
    .executableTarget(
      name: "reporting-harness",
      dependencies: [
        "Reporting", "DomainPrimitives", "Feed", "Storage", "StorageTestSupport", "CallerTestSupport", "RPC",
        "RPCInProcess", "Services", "Messages", logging,
      ],
      path: "Tests/Differential/Harness",
      swiftSettings: settings
    ),
    // What reports cost on the data of a country.
    .executableTarget(
      name: "benchmark-reporting",
      dependencies: ["Reporting", "StorageSQLite", "Storage", "DomainPrimitives", "Messages"],
      path: "Tests/Benchmarks/Reporting",
      exclude: ["raw_sql.py"],
      swiftSettings: settings
    ),
    tests(
      "LoadEngineTests",
      [
        "TestSupport", "LoadEngine", "LoadStatistics", "InteropCases", "RPC", "RPCSocket", "Services", "Messages",
        logging,
      ]
    ),
    tests(
      "LoadTestingTests",
      ["LoadTesting", "LoadEngine", "LoadPlan", "LoadStatistics", "ClientKit", argumentParser]
    ),
    tests("DocumentationTests", ["RPC", "RPCSocket", "Services", "Messages", logging]),
    tests("ArchitectureTests", []),
    tests(
      "EndToEndTests",
      ["TestSupport", "PostgreSQLTestServer", "RPC", "RPCSocket", "Messages", logging],
      exclude: ["recompute_progress.py", "roles.txt"]
    ),
  ],
  swiftLanguageModes: [.v6]
)

// deploy/quickstart sets this: the code generator, the tests, and the package that only they need are left out, so
// that one plain build makes what it runs and nothing else. (Product by product, SwiftPM plans six times and compiles
// on one core for most of the time.)
if Context.environment["OCOP_PROGRAMS_ONLY"] != nil {
  package.products.removeAll { $0.name == "protoc-gen-ocop-swift" }
  package.targets.removeAll { $0.isTest || $0.path?.hasPrefix("Tests/") == true || $0.name == "protoc-gen-ocop-swift" }
  package.dependencies.removeAll { dependency in
    guard case .sourceControl(_, let location, _) = dependency.kind else { return false }
    return location.hasSuffix("/swift-protobuf")
  }
}

// deploy/quickstart sets this as well: whoever tries the services does not wait for the load tester to be compiled.
if Context.environment["OCOP_WITHOUT_LOAD_TESTER"] != nil {
  package.products.removeAll { $0.name == "ocop-load" }
  package.targets.removeAll { $0.name.hasPrefix("Load") || $0.name == "ocop-load" || $0.name == "CEventPoll" }
  package.dependencies.removeAll { dependency in
    guard case .sourceControl(_, let location, _) = dependency.kind else { return false }
    return location.hasSuffix("/Yams") || location.hasSuffix("/hdrhistogram-swift")
  }
}

// OCOP_TESTS=RPCTests,WireTests swift build --build-tests: only these tests and what they need, for the inner loop of
// whoever changes a low room: otherwise everything above it is compiled anew each time.
if let wanted = Context.environment["OCOP_TESTS"] {
  var needed: Set<String> = []
  var waiting = wanted.split(separator: ",").map(String.init)
  while let name = waiting.popLast() {
    guard needed.insert(name).inserted, let target = package.targets.first(where: { $0.name == name }) else { continue }
    for dependency in target.dependencies {
      switch dependency {
      case .byNameItem(let name, _), .targetItem(let name, _): waiting.append(name)
      default: break
      }
    }
  }
  package.targets.removeAll { !needed.contains($0.name) }
  package.products.removeAll()
}
