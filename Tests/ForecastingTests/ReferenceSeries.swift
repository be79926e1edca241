import Foundation

/// Simulated series, each with what a published implementation (statsforecast 2.0.1) forecasts for it. Made by
/// make_reference.py.
struct ReferenceSeries {
  struct Answer {
    let method: String
    let parameters: [Double]
    let months: [Double]
  }

  let name: String
  var values: [Double] = []
  var answers: [Answer] = []

  static func all() throws -> [ReferenceSeries] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "reference.csv")
    var all: [ReferenceSeries] = []
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      let name = "\(cells[0]) \(cells[1])"
      if all.last?.name != name { all.append(ReferenceSeries(name: name)) }
      let numbers = { (text: Substring) in text.split(separator: " ").compactMap { Double($0) } }
      if !cells[7].isEmpty { all[all.count - 1].values = numbers(cells[7]) }
      all[all.count - 1].answers.append(
        Answer(method: String(cells[2]), parameters: numbers(cells[3]), months: cells[4...6].compactMap { Double($0) })
      )
    }
    return all
  }
}
