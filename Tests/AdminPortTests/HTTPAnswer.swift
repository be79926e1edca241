/// An HTTP answer, taken apart just far enough for tests.
struct HTTPAnswer {
  let status: Int?
  let headers: [String: String]
  let body: String

  init(_ text: String) {
    var lines: [Substring] = []
    var rest = text[...]
    while let end = rest.firstIndex(of: "\r\n") {
      let line = rest[..<end]
      rest = rest[rest.index(after: end)...]
      if line.isEmpty { break }
      lines.append(line)
    }
    let first = lines.first?.split(separator: " ") ?? []
    status = first.count > 1 && first[0] == "HTTP/1.1" ? Int(first[1]) : nil
    headers = Dictionary(
      lines.dropFirst().compactMap { line in
        guard let colon = line.firstIndex(of: ":") else { return nil }
        return (line[..<colon].lowercased(), line[line.index(after: colon)...].drop { $0 == " " }.description)
      }
    ) { first, _ in first }
    body = String(rest)
  }
}
