/// Who has to do what, for people; one line in each language.
struct Advice: Hashable, Sendable {
  let party: ActingParty
  let vietnamese: String
  let english: String

  init(_ party: ActingParty, _ vietnamese: String, _ english: String) {
    self.party = party
    self.vietnamese = vietnamese
    self.english = english
  }
}
