/// A name of a JSON object with its value.
package struct JSONMember: Sendable, Hashable {
  package let name: String
  package let value: JSONValue

  package init(name: String, value: JSONValue) {
    self.name = name
    self.value = value
  }
}
