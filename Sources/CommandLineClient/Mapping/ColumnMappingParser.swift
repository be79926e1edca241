import ClientKit
import Foundation

/// Reads a mapping file: lines of "key = value", in sections "[column NAME]" and "[helper NAME]"; what begins with # is
/// a remark.
struct ColumnMappingParser {
  /// Largest mapping file, in bytes.
  static let bytesMax = 1_048_576

  private let path: String
  private var mapping: ColumnMapping?
  private var head: [String: (value: String, line: Int)] = [:]
  /// Form of columns that say nothing else.
  private var form = MappedForm()
  private var line = 0

  private enum Section {
    case head
    case column
    case helper
  }

  private var section = Section.head

  /// Reads a file.
  ///
  /// - Throws: ``CommandFailure`` that names the line and says what to do.
  static func mapping(at path: String) throws -> ColumnMapping {
    guard let data = FileManager.default.contents(atPath: path), data.count <= bytesMax else {
      throw CommandFailure(.usage, "\(path): the mapping cannot be read, or is larger than \(bytesMax) bytes")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw CommandFailure(.usage, "\(path): the mapping is not UTF-8")
    }
    return try mapping(of: text, path)
  }

  /// Reads a text.
  static func mapping(of text: String, _ path: String) throws -> ColumnMapping {
    var parser = ColumnMappingParser(path: path)
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      parser.line += 1
      let line = String(line).trimmed
      if !line.isEmpty, !line.hasPrefix("#") { try parser.read(line) }
    }
    return try parser.finish()
  }

  private init(path: String) {
    self.path = path
  }

  private func fault(_ message: String) -> CommandFailure {
    CommandFailure(.usage, "\(path):\(line): \(message)")
  }

  private mutating func read(_ text: String) throws {
    if text.hasPrefix("[") { return try begin(text) }
    guard let equals = text.firstIndex(of: "=") else {
      throw fault("not \"key = value\", nor a section \"[column NAME]\", nor a remark \"# …\"")
    }
    let key = String(text[..<equals]).trimmed
    let value = String(text[text.index(after: equals)...]).trimmed
    switch section {
    case .head: try readHead(key, value)
    case .column: try readColumn(key, value)
    case .helper: try readHelper(key, value)
    }
  }

  private mutating func begin(_ text: String) throws {
    let words = text.dropFirst().dropLast().split(separator: " ").map(String.init)
    guard text.hasSuffix("]"), words.count == 2, ["column", "helper"].contains(words[0]) else {
      throw fault("a section is \"[column NAME]\" or \"[helper NAME]\"")
    }
    guard var mapping = try mapping ?? mappingOfHead() else {
      throw fault("before the first section \"kind = …\" must say what the records are")
    }
    if words[0] == "column" {
      let columns = mapping.collection.columns
      guard let column = columns.first(where: { $0.name == words[1] }) else {
        let names = columns.map(\.name)
        throw fault(
          "\(mapping.collection.pluralName) have no column \(words[1])."
            + Suggestion.clause(for: words[1], among: names)
            + " They have: \(names.joined(separator: ", "))."
        )
      }
      guard !mapping.columns.contains(where: { $0.column.name == words[1] }) else {
        throw fault("the column \(words[1]) stands twice")
      }
      mapping.columns.append(ColumnMapping.Column(column: column, form: form))
      section = .column
    } else {
      mapping.helpers.append(ColumnMapping.Helper(name: words[1]))
      section = .helper
    }
    self.mapping = mapping
  }

  private static let headKeys = [
    "kind", "title", "source", "sheets", "header-rows", "days", "times", "decimal", "thousands", "suffixes", "ignored",
  ]

  private mutating func readHead(_ key: String, _ value: String) throws {
    guard Self.headKeys.contains(key) else { throw unknown(key, Self.headKeys) }
    guard head[key] == nil else { throw fault("\(key) is said twice") }
    head[key] = (value, line)
    switch key {
    case "days": form.dayOrder = try dayOrder(value)
    case "times": form.hasTime = try truth(value)
    case "decimal": form.decimalMark = try mark(value)
    case "thousands": form.thousandsMark = try mark(value)
    case "suffixes": form.suffixes = list(value)
    default: break
    }
  }

  private func mappingOfHead() throws -> ColumnMapping? {
    guard let kind = head["kind"]?.value else { return nil }
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let name = file.hasSuffix(MappingShelf.ending) ? String(file.dropLast(MappingShelf.ending.count)) : file
    var mapping = ColumnMapping(name: name, collection: try RecordCollection.named(kind))
    mapping.title = head["title"]?.value ?? ""
    mapping.source = head["source"]?.value ?? ""
    mapping.sheets = list(head["sheets"]?.value ?? "")
    mapping.ignored = list(head["ignored"]?.value ?? "")
    if let rows = head["header-rows"] {
      guard let count = Int(rows.value), (1...100).contains(count) else {
        throw fault("header-rows is a number from 1 to 100")
      }
      mapping.headerRowsMax = count
    }
    guard form.decimalMark != form.thousandsMark else { throw fault("decimal and thousands are the same") }
    return mapping
  }

  private static let columnKeys = [
    "headers", "constant", "template", "repetitions", "listing-of", "optional", "days", "times", "decimal", "thousands",
    "suffixes", "digits", "word", "skip",
  ]

  private mutating func readColumn(_ key: String, _ value: String) throws {
    guard var mapping, var column = mapping.columns.popLast() else { return }
    switch key {
    case "headers": column.headers = list(value)
    case "constant": column.constant = value
    case "template":
      guard let template = IdentifierTemplate(parsing: value) else { throw fault("a \"{\" is not closed") }
      column.template = template
    case "repetitions":
      guard value == "numbered", column.template != nil else {
        throw fault("repetitions can be \"numbered\", behind a template")
      }
      column.template?.numbersRepetitions = true
    case "listing-of": column.listingFloorID = value
    case "optional": column.isOptional = try truth(value)
    case "days": column.form.dayOrder = try dayOrder(value)
    case "times": column.form.hasTime = try truth(value)
    case "decimal": column.form.decimalMark = try mark(value)
    case "thousands": column.form.thousandsMark = try mark(value)
    case "suffixes": column.form.suffixes = list(value)
    case "digits":
      guard let digits = Int(value), (1...32).contains(digits) else { throw fault("digits is a number from 1 to 32") }
      column.form.digits = digits
    case "skip": column.form.skipped = Set(list(value).map(VietnameseText.folded))
    case let key where key.hasPrefix("word "):
      for word in list(String(key.dropFirst(5))) {
        let folded = VietnameseText.folded(word)
        guard column.form.words[folded] == nil else { throw fault("the word \(word) stands twice") }
        column.form.words[folded] = MappedForm.Word(text: word, value: value)
      }
    default: throw unknown(key, Self.columnKeys)
    }
    mapping.columns.append(column)
    self.mapping = mapping
  }

  private mutating func readHelper(_ key: String, _ value: String) throws {
    guard var mapping, var helper = mapping.helpers.popLast() else { return }
    switch key {
    case "headers": helper.headers = list(value)
    case "optional": helper.isOptional = try truth(value)
    default: throw unknown(key, ["headers", "optional"])
    }
    mapping.helpers.append(helper)
    self.mapping = mapping
  }

  private func finish() throws -> ColumnMapping {
    guard let mapping else { throw fault("there is no \"[column NAME]\" in the mapping") }
    for column in mapping.columns {
      let origins = [
        !column.headers.isEmpty, column.constant != nil, column.template != nil, column.listingFloorID != nil,
      ]
      guard origins.count(where: { $0 }) == 1 else {
        throw fault("the column \(column.column.name) needs one of: headers, constant, template, listing-of")
      }
      try checkTemplate(of: column, in: mapping)
    }
    for helper in mapping.helpers where helper.headers.isEmpty {
      throw fault("the helper \(helper.name) needs headers")
    }
    for name in mapping.collection.identifierNames where !mapping.columns.contains(where: { $0.column.name == name }) {
      throw fault("the column \(name) tells which record a row is, and is missing")
    }
    let headers = (mapping.columns.flatMap(\.headers) + mapping.helpers.flatMap(\.headers)).map(VietnameseText.folded)
    if let index = headers.indices.first(where: { headers[..<$0].contains(headers[$0]) }) {
      throw fault("the header \"\(headers[index])\" belongs to two columns")
    }
    return mapping
  }

  private func checkTemplate(of column: ColumnMapping.Column, in mapping: ColumnMapping) throws {
    let known = mapping.helpers.map(\.name) + mapping.columns.filter { $0.template == nil }.map(\.column.name)
    for name in column.template?.names ?? [] where !known.contains(name) {
      throw fault("the template of \(column.column.name) names {\(name)}, which is no column or helper here")
    }
  }

  private func unknown(_ key: String, _ known: [String]) -> CommandFailure {
    let names = known.map { $0 == "word" ? "word TEXT" : $0 }.joined(separator: ", ")
    return fault("there is no key \(key) here." + Suggestion.clause(for: key, among: known) + " There are: \(names).")
  }

  private func list(_ value: String) -> [String] {
    value.split(separator: "|").map { String($0).trimmed }.filter { !$0.isEmpty }
  }

  private func truth(_ value: String) throws -> Bool {
    guard ["yes", "no"].contains(value) else { throw fault("write yes or no") }
    return value == "yes"
  }

  private func mark(_ value: String) throws -> Character {
    if value == "space" { return " " }
    guard let mark = value.first, value.count == 1, !mark.isNumber, mark != "-" else {
      throw fault("a mark is one character, or \"space\"")
    }
    return mark
  }

  private func dayOrder(_ value: String) throws -> DayOrder {
    guard let order = DayOrder(rawValue: value) else {
      throw fault("days are one of: \(DayOrder.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return order
  }
}
