/// The same in Vietnamese and in English.
struct Words: Hashable, Sendable {
  let vietnamese: String
  let english: String

  init(_ vietnamese: String, _ english: String) {
    self.vietnamese = vietnamese
    self.english = english
  }
}
