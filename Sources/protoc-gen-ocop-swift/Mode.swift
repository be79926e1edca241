/// What the plug-in writes.
enum Mode {
  /// Swift for Sources/Messages and Sources/Services, with paths from Sources.
  case swift
  /// inventory.txt, for the check of wire compatibility.
  case inventory

  /// Reads protoc's parameter (`--ocop-swift_opt`).
  init(parameter: String) throws {
    switch parameter {
    case "": self = .swift
    case "inventory": self = .inventory
    default:
      throw GeneratorError(problems: ["unknown parameter \"\(parameter)\": leave it out, or use \"inventory\""])
    }
  }
}
