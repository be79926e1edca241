/// What to measure, from the command line.
struct LoadOptions {
  var address = ""
  var connections = 1
  var inFlight = 1
  var seconds = 3.0
  var warmUpSeconds = 1.0
  var method = "LookUp"
  /// Identifier of the producer that `GetRecord` asks the registry for.
  var producer = "CT-1"
  var serverProcess: Int32?
  var idleConnections = 0
  var chunkBytes = 1024
  var carriesMetadata = false
  /// Whom to believe: with it the load speaks TLS 1.3.
  var authorities = ""
  /// What to show to a server that asks for a certificate.
  var certificate = ""
  var key = ""

  /// Calls a second on a fixed schedule; 0 = closed loop.
  var callsPerSecond = 0.0
  var timeoutMilliseconds = 60_000
  /// A method by its whole name, and its request; instead of `method`.
  var path = ""
  var request: [UInt8] = []

  static let usage = """
    usage: benchmark-load --server tcp:HOST:PORT|unix:PATH [--pid PID] [--connections N] [--in-flight N] [--seconds S]
      [--method LookUp|LookUpNow|Download|RawCopy|GetRecord|Connect] [--chunk-bytes N] [--metadata]
      [--idle-connections N] [--producer ID] [--rate CALLS_PER_SECOND] [--timeout MILLISECONDS] [--warm-up S]
      [--path SERVICE/METHOD --request HEX] [--tls-ca FILE [--tls-certificate FILE --tls-key FILE]]
    GetRecord asks a registry for the producer; the other methods are benchmark-server's. --path names any unary method,
    and --request holds its request's bytes.
    Connect makes a connection for each call, one after the other. TLS needs a build with --traits TLS.
    With --rate the calls are sent on a fixed schedule, and their latency counts from when they were due. Those that
    find --in-flight calls open on their connection are not sent, and counted.
    One line of key=value: calls per second, server CPU per call (user and system, of --pid), latency percentiles.
    """

  init?(_ arguments: [String]) {
    var rest = arguments[...]
    while let flag = rest.popFirst() {
      if flag == "--metadata" {
        carriesMetadata = true
        continue
      }
      guard let value = rest.popFirst() else { return nil }
      switch flag {
      case "--server": address = value
      case "--connections": connections = Int(value) ?? 0
      case "--in-flight": inFlight = Int(value) ?? 0
      case "--seconds": seconds = Double(value) ?? 0
      case "--method": method = value
      case "--producer": producer = value
      case "--pid": serverProcess = Int32(value)
      case "--rate": callsPerSecond = Double(value) ?? -1
      case "--timeout": timeoutMilliseconds = Int(value) ?? 0
      case "--path": path = value
      case "--request":
        guard let bytes = LoadOptions.bytes(ofHexadecimal: value) else { return nil }
        request = bytes
      case "--warm-up": warmUpSeconds = Double(value) ?? -1
      case "--idle-connections": idleConnections = Int(value) ?? 0
      case "--chunk-bytes": chunkBytes = Int(value) ?? 0
      case "--tls-ca": authorities = value
      case "--tls-certificate": certificate = value
      case "--tls-key": key = value
      default: return nil
      }
    }
    guard !address.isEmpty || method == "RawCopy", seconds > 0, seconds <= 600,
      (1...1024).contains(connections), (1...1024).contains(inFlight), (0...10_000).contains(idleConnections),
      (1...1_048_576).contains(chunkBytes), (0...10_000_000).contains(callsPerSecond),
      (1...600_000).contains(timeoutMilliseconds), (0...60).contains(warmUpSeconds),
      certificate.isEmpty == key.isEmpty, certificate.isEmpty || !authorities.isEmpty
    else { return nil }
  }
  /// Nil unless it is pairs of hexadecimal digits.
  private static func bytes(ofHexadecimal text: String) -> [UInt8]? {
    let digits = Array(text)
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(digits[index...index + 1]), radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
