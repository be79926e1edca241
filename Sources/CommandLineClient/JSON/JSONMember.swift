/// A name of a JSON object with its value.
struct JSONMember: Sendable, Hashable {
  let name: String
  let value: JSONValue
}
