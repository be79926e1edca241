import Messages
import RPC
import Services
import Testing

@testable import Registry

/// A registry with one producer and its product, and what happens to them line by line.
struct ScenarioPlayer {
  private let registry: RegistryUnderTest
  private let firstRevision: UInt64

  init() async throws {
    registry = try await RegistryUnderTest.withUnits()
    let summary = try await registry.importing([
      Sample.producer("CT-1", on: "2020-01-01"), Sample.product("SP-1", of: "CT-1"),
    ])
    try #require(summary.applied)
    firstRevision = try await registry.revision()
  }

  /// The text with what comes of each line put in place of what it told.
  func play(_ text: String) async throws -> String {
    var played: [String] = []
    var isTold = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if isTold {
        if line.isEmpty {
          isTold = false
          played.append("")
        }
        continue
      }
      played.append(line)
      guard line == "----" else { continue }
      isTold = true
      let command = try #require(played.dropLast().last)
      played += try await outcome(of: command)
    }
    return played.joined(separator: "\n")
  }

  private func outcome(of command: String) async throws -> [String] {
    let words = Self.words(command)
    switch words.first {
    case "set":
      let record = try Self.record(words[1], fields: words.dropFirst(2).map { $0 })
      let faults = try await registry.importing([record]).violations.map { "\($0.field) \($0.reason)" }
      return faults.isEmpty ? ["stored"] : faults
    case "on":
      return try await statuses(on: words[1], revision: 0) + tasks(on: words[1])
    case "at":
      return try await statuses(on: words[3], revision: firstRevision + (try #require(UInt64(words[1]))))
    default:
      Issue.record("no scenario knows \"\(command)\"")
      return []
    }
  }

  private func statuses(on day: String, revision: UInt64) async throws -> [String] {
    var request = RegistryV1.ListRecognitionStatusesRequest()
    request.asOf = day
    request.atRevision = revision
    return try await registry.client.listRecognitionStatuses(request).statuses.map { status in
      var line = "\(status.productID) \(status.recognitionID) \(Self.name(status.state))"
      if !status.reEvaluationFiledOn.isEmpty {
        line += ", filed \(status.reEvaluationFiledOn)\(status.isFiledLate ? " (late)" : "")"
      }
      if !status.reEvaluationDecidedOn.isEmpty { line += ", decided \(status.reEvaluationDecidedOn)" }
      if !status.extensionUntil.isEmpty { line += ", extended to \(status.extensionUntil)" }
      if !status.revokedOn.isEmpty { line += ", revoked \(status.revokedOn)" }
      return line + ", valid to \(status.lastValidDay)"
    }
  }

  private func tasks(on day: String) async throws -> [String] {
    var request = CommonV1.ListTasksRequest()
    request.asOf = day
    return try await registry.client.listTasks(request).tasks.map { task in
      let actor = RegistryTask.Actor(rawValue: Int(task.actor.rawValue)).map { "\($0)" }
      let urgency = RegistryTask.Urgency(rawValue: Int(task.urgency.rawValue)).map { "\($0)" }
      let with = task.assignee.isEmpty ? actor ?? "nobody" : task.assignee
      return "\(task.taskID) \(with) \(urgency ?? "?"), due \(task.dueOn)"
    }
  }

  /// A state as the domain names it.
  static func name(_ state: RegistryV1.RecognitionState) -> String {
    RecognitionState(rawValue: Int(state.rawValue)).map { "\($0)" } ?? String(state.rawValue)
  }

  /// Words of a line; a quoted value may hold blanks.
  private static func words(_ line: String) -> [String] {
    var words = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case " " where !isQuoted: words.append("")
      default: words[words.count - 1].append(character)
      }
    }
    return words
  }

  /// A record of "field=value" texts, made from the schema.
  private static func record(_ kind: String, fields: [String]) throws -> RegistryV1.Record {
    let record = try #require(SchemaCatalog.message(named: "ocop.registry.v1.Record"))
    let field = try #require(record.field(named: kind))
    guard case .message(let descriptor) = field.valueType else { throw RPCError(.invalidArgument, "no kind \(kind)") }
    var contents = DynamicMessage(descriptor)
    for text in fields {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      let field = try #require(descriptor.field(named: parts[0]), "\(text)")
      let texts = field.isRepeated ? parts[1].split(separator: ",").map(String.init) : [parts[1]]
      let values = try texts.map { try value($0, field.valueType) }
      try contents.set(field.isRepeated ? .repeated(values) : values[0], for: field)
    }
    var message = DynamicMessage(record)
    try message.set(.message(contents), for: field)
    return try RegistryV1.Record(decodingBytes: message.encodedBytes())
  }

  private static func value(_ text: String, _ type: FieldDescriptor.ValueType) throws -> DynamicValue {
    switch type {
    case .string: return .string(text)
    case .uint32: return .uint32(try #require(UInt32(text)))
    case .enumeration: return .enumeration(try #require(Int32(text)))
    case .message(let descriptor):
      // "5:90:3": the fields in the order of the schema.
      var message = DynamicMessage(descriptor)
      for (field, part) in zip(descriptor.fields, text.split(separator: ":")) {
        try message.set(try value(String(part), field.valueType), for: field)
      }
      return .message(message)
    default: throw RPCError(.invalidArgument, "no scenario sets a \(type)")
    }
  }
}
