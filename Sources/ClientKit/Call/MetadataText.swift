import Foundation
package import RPC

/// Metadata as people write and read it.
package enum MetadataText {
  /// Metadata from arguments of the form "KEY=VALUE"; the value of a key that ends in "-bin" is base64.
  ///
  /// - Throws: ``CommandFailure`` for what has another form. Whether keys and values may be sent, the call says.
  package static func metadata(_ arguments: [String]) throws(CommandFailure) -> Metadata {
    var metadata = Metadata()
    for argument in arguments {
      guard let separator = argument.firstIndex(of: "=") else {
        throw CommandFailure(.usage, "--metadata \(argument): write KEY=VALUE")
      }
      let key = String(argument[..<separator])
      let value = String(argument[argument.index(after: separator)...])
      if key.hasSuffix("-bin") {
        guard let data = Data(base64Encoded: value) else {
          throw CommandFailure(.usage, "--metadata \(argument): the value of a key that ends in \"-bin\" is base64")
        }
        metadata.append(binary: [UInt8](data), forKey: key)
      } else {
        metadata.append(value, forKey: key)
      }
    }
    return metadata
  }

  /// The title, then a line for each value, in order; bytes in base64.
  package static func lines(_ metadata: Metadata, title: String) -> String {
    if metadata.isEmpty { return "\(title): none" }
    let lines = metadata.map { entry in
      switch entry.content {
      case .text(let text): "  \(entry.key): \(text)".printable
      case .binary(let bytes): "  \(entry.key): \(Data(bytes).base64EncodedString())".printable
      }
    }
    return ([title + ":"] + lines).joined(separator: "\n")
  }
}
