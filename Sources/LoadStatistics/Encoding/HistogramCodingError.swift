/// Why bytes are not an encoded histogram that can be read here.
package struct HistogramCodingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The layers of the encoding, outermost first.
  package enum Layer: String, Sendable, Hashable {
    /// The base64 text.
    case base64 = "base64"
    /// Cookie and length in front of the compressed bytes.
    case envelope = "compressed histogram"
    /// What was compressed.
    case payload = "histogram"
  }

  /// The byte at fault within its layer, from 0.
  package let byte: Int
  /// Which layer the byte is in.
  package let layer: Layer
  /// What is wrong.
  package let reason: String

  init(byte: Int, in layer: Layer, reason: String) {
    self.byte = byte
    self.layer = layer
    self.reason = reason
  }

  package var description: String { "\(layer.rawValue), byte \(byte): \(reason)" }
}
