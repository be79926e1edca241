import SwiftProtobufPluginLibrary

/// Which side of a method sends more than one message.
enum CallShape {
  case unary
  case clientStreaming
  case serverStreaming
  case bidirectional

  init(_ method: MethodDescriptor) {
    self =
      switch (method.clientStreaming, method.serverStreaming) {
      case (false, false): .unary
      case (true, false): .clientStreaming
      case (false, true): .serverStreaming
      case (true, true): .bidirectional
      }
  }

  /// The case of RPC's `MethodKind`, and the function of a channel and of a router for it.
  var kind: String {
    switch self {
    case .unary: "unary"
    case .clientStreaming: "clientStreaming"
    case .serverStreaming: "serverStreaming"
    case .bidirectional: "bidirectional"
    }
  }

  var hasRequestStream: Bool { self == .clientStreaming || self == .bidirectional }
  var hasResponseStream: Bool { self == .serverStreaming || self == .bidirectional }
}
