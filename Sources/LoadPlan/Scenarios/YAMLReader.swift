import Yams

/// Reads YAML into nodes with their places. Aliases are not taken: a few of them make a file of a thousand bytes a
/// value of a thousand million. Nesting is bounded by libyaml, at 1,000.
enum YAMLReader {
  /// The value of a document.
  ///
  /// - Throws: ``PlanFault`` at what is not YAML, or is not taken.
  static func node(of text: String) throws(PlanFault) -> PlanNode {
    try refuseAliases(in: text)
    let root: Node?
    do {
      // Without rules, every value stays the text that it is.
      root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
    } catch let error as YamlError {
      throw fault(error, in: text)
    } catch {
      throw PlanFault(position: PlanPosition(line: 1, column: 1), reason: "\(error)")
    }
    guard let root else { throw PlanFault(position: PlanPosition(line: 1, column: 1), reason: "the file is empty") }
    return try node(root)
  }

  /// Looks for a `*` with a name behind it that may be an alias, without knowing what is quoted. Afterwards it would be
  /// too late: the parser follows aliases, and hashes what stands as a name in a mapping.
  private static func refuseAliases(in text: String) throws(PlanFault) {
    func isNamePart(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
    }
    let star = UInt8(ascii: "*")
    var position = (line: 1, column: 1)
    var previous = UInt8(ascii: "\n")
    var starPosition: PlanPosition?
    for byte in text.utf8 {
      if let place = starPosition, isNamePart(byte) || byte == UInt8(ascii: "-") {
        throw PlanFault(
          position: place,
          reason: "aliases (*name) are not taken; where it is only text, or a comment, put a space behind the *"
        )
      }
      let canBegin = byte == star && !isNamePart(previous) && previous != star
      starPosition = canBegin ? PlanPosition(line: position.line, column: position.column) : nil
      if byte == UInt8(ascii: "\n") {
        position = (position.line + 1, 1)
      } else if byte & 0xC0 != 0x80 {
        position.column += 1
      }
      previous = byte
    }
  }

  private static func node(_ node: Node) throws(PlanFault) -> PlanNode {
    let position = PlanPosition(node.mark)
    switch node {
    case .scalar(let scalar):
      try refuseTag(node.tag, but: .str, at: position)
      return PlanNode(position: position, content: .scalar(scalar.string, isPlain: scalar.style == .plain))
    case .sequence(let sequence):
      try refuseTag(node.tag, but: .seq, at: position)
      var nodes: [PlanNode] = []
      for element in sequence { nodes.append(try self.node(element)) }
      return PlanNode(position: position, content: .sequence(nodes))
    case .mapping(let mapping):
      try refuseTag(node.tag, but: .map, at: position)
      var members: [PlanNode.Member] = []
      for (key, value) in mapping {
        let keyPosition = PlanPosition(key.mark)
        guard case .scalar(let name) = key else {
          throw PlanFault(position: keyPosition, reason: "a name is a text, and nothing larger")
        }
        members.append(PlanNode.Member(name: name.string, position: keyPosition, value: try self.node(value)))
      }
      return PlanNode(position: position, content: .mapping(members))
    case .alias: throw PlanFault(position: position, reason: "aliases are not taken")
    }
  }

  private static func refuseTag(_ tag: Tag, but name: Tag.Name, at position: PlanPosition) throws(PlanFault) {
    if tag.rawValue != name.rawValue {
      throw PlanFault(position: position, reason: "tags (\(tag.rawValue)) are not taken; quotes make a number a text")
    }
  }

  private static func fault(_ error: YamlError, in text: String) -> PlanFault {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let start = context.map { "\($0.text) (\(PlanPosition($0.mark))): " } ?? ""
      return PlanFault(position: PlanPosition(mark), reason: "this is not YAML: \(start)\(problem)")
    case .duplicatedKeysInMapping(let names, let context):
      return PlanFault(
        position: PlanPosition(context.mark),
        reason: "stands twice: \(names.map { "\"\($0)\"" }.joined(separator: ", "))"
      )
    case .reader(let problem, let offset, _, _):
      let line = text.utf8.prefix(offset ?? 0).count { $0 == UInt8(ascii: "\n") } + 1
      return PlanFault(position: PlanPosition(line: line, column: 1), reason: "this is not YAML: \(problem)")
    default: return PlanFault(position: PlanPosition(line: 1, column: 1), reason: "this is not YAML: \(error)")
    }
  }
}

extension PlanPosition {
  fileprivate init(_ mark: Mark?) {
    self.init(line: mark?.line ?? 1, column: mark?.column ?? 1)
  }
}
