/// A rule of metadata that was broken, as a sentence.
struct MetadataViolation: Error {
  let sentence: String

  init(_ sentence: String) {
    self.sentence = sentence
  }
}
