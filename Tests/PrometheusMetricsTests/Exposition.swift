import Foundation

/// Prometheus text as Prometheus's own Python library reads it: an independent judge of what is written.
struct Exposition {
  struct Sample: Hashable {
    let name: String
    let labels: [String: String]

    init(_ name: String, _ labels: [String: String] = [:]) {
      self.name = name
      self.labels = labels
    }
  }

  struct Family: Equatable {
    let name: String
    let type: String
    let help: String
  }

  let families: [Family]
  let values: [Sample: Double]

  struct Malformed: Error {
    let reason: String
  }

  init(reading text: [UInt8]) throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "read_exposition.py"
    )
    let process = Process()
    // The system's Python: the one that has the library from the Debian package.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-B", script.path]
    let input = Pipe()
    let output = Pipe()
    let errors = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // It reads everything before it writes, so writing first cannot block both.
    try input.fileHandleForWriting.write(contentsOf: Data(text))
    try input.fileHandleForWriting.close()
    let json = output.fileHandleForReading.readDataToEndOfFile()
    let reason = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Malformed(reason: reason) }
    var families: [Family] = []
    var values: [Sample: Double] = [:]
    for case let family as [Any] in try JSONSerialization.jsonObject(with: json) as? [Any] ?? [] {
      families.append(
        Family(name: family[0] as? String ?? "", type: family[1] as? String ?? "", help: family[2] as? String ?? "")
      )
      for case let sample as [Any] in family[3] as? [Any] ?? [] {
        let key = Sample(sample[0] as? String ?? "", sample[1] as? [String: String] ?? [:])
        values[key] = Double(sample[2] as? String ?? "")
      }
    }
    self.families = families
    self.values = values
  }

  subscript(name: String, labels: [String: String]) -> Double? { values[Sample(name, labels)] }

  subscript(name: String) -> Double? { values[Sample(name)] }
}
