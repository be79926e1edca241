/// What is wrong with one line of a file, and what to do; whoever reads the file adds which line.
struct LineProblem: Error {
  let sentence: String

  init(_ sentence: String) {
    self.sentence = sentence
  }
}
