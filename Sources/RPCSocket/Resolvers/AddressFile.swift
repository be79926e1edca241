internal import RPC

/// The text of a file of addresses: one a line, `ENDPOINT [weight=N]`; what follows `#` is a comment.
///
///     # the listing service
///     tcp:10.0.0.7:7402
///     tcp:10.0.0.8:7402 weight=3   # three times the machine
struct AddressFile {
  /// Largest file that is read, in bytes.
  static let bytesMax = 1 << 20
  /// Most addresses a file may have.
  static let addressesMax = 1_000

  let addresses: [PoolAddress]

  /// Reads the text as a whole: one wrong line, and nothing of it is used.
  /// - Throws: `SocketError` that starts with "PATH:LINE: ".
  init(path: String, bytes: [UInt8]) throws(SocketError) {
    var found: [PoolAddress] = []
    var lineOfEndpoint: [String: Int] = [:]
    var number = 0
    for lineBytes in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      let line = "\(path):\(number)"
      guard let text = String(validating: lineBytes, as: UTF8.self) else {
        throw SocketError("\(line): is not UTF-8 text")
      }
      let words = text.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
      guard let first = words.first else { continue }
      let address = try AddressFile.address(first, words.dropFirst(), line)
      if let firstLine = lineOfEndpoint.updateValue(number, forKey: address.endpoint) {
        throw SocketError("\(line): \(address.endpoint) stands on line \(firstLine) already")
      }
      found.append(address)
      guard found.count <= AddressFile.addressesMax else {
        throw SocketError("\(line): more than \(AddressFile.addressesMax) addresses")
      }
    }
    guard !found.isEmpty else { throw SocketError("\(path): holds no address; write one a line: tcp:HOST:PORT") }
    addresses = found
  }

  private static func address(
    _ endpointText: Substring,
    _ options: ArraySlice<Substring>,
    _ line: String
  ) throws(SocketError) -> PoolAddress {
    let endpoint: Endpoint
    do throws(SocketError) {
      endpoint = try Endpoint(parsing: String(endpointText))
    } catch {
      // A file of another kind may have been named by mistake, one of passwords even: then nothing of it is shown.
      let isMeant = ["tcp:", "unix:"].contains { endpointText.hasPrefix($0) }
      throw SocketError("\(line): \(isMeant ? error.message : "no address; write tcp:HOST:PORT or unix:PATH")")
    }
    if case .tcp(_, 0) = endpoint { throw SocketError("\(line): port 0 cannot be connected to") }
    guard let option = options.first else { return PoolAddress(endpoint: "\(endpoint)") }
    let name = "weight="
    guard options.count == 1, option.hasPrefix(name) else {
      throw SocketError("\(line): \"\(options.joined(separator: " "))\" is not understood; write weight=N or nothing")
    }
    let range = PoolAddress.weightRange
    guard let weight = Int(option.dropFirst(name.count)),
      let address = try? PoolAddress(endpoint: "\(endpoint)", weight: weight)
    else {
      throw SocketError("\(line): \(option) is not a weight from \(range.lowerBound) to \(range.upperBound)")
    }
    return address
  }
}
