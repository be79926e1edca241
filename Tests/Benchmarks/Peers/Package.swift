// swift-tools-version: 6.2
import PackageDescription

// What a user would pick instead, with the same method and the same messages. A package of its own: gRPC Swift brings
// BoringSSL and takes minutes to build, which nothing but the comparison needs.
let package = Package(
  name: "peers",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "ocop", path: "../../.."),
    .package(url: "https://github.com/grpc/grpc-swift-2", exact: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport", exact: "2.9.2"),
  ],
  targets: [
    .executableTarget(
      name: "grpc-swift-server",
      dependencies: [
        .product(name: "OCOPClient", package: "ocop"),
        .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
      ]
    )
  ],
  swiftLanguageModes: [.v6]
)
