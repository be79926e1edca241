import ClientKit
import Messages

extension RecordReader {
  /// Every record of a kind, by identifier, a page at a time.
  func records(of collection: RecordCollection) -> RecordSequence {
    RecordSequence(reader: self, collection: collection)
  }
}

/// The records of a kind, read a page at a time.
struct RecordSequence: AsyncSequence {
  typealias Element = ShownRecord

  let reader: RecordReader
  let collection: RecordCollection

  /// Walks over the pages.
  struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let sequence: RecordSequence
    private var waiting: ArraySlice<ShownRecord> = []
    private var token: String? = ""

    fileprivate init(_ sequence: RecordSequence) {
      self.sequence = sequence
    }

    /// The next record; nil behind the last.
    mutating func next() async throws -> ShownRecord? {
      while waiting.isEmpty {
        guard let asked = token else { return nil }
        let page = try await sequence.reader.page(of: sequence.collection, token: asked)
        guard page.nextPageToken.isEmpty || page.nextPageToken != asked else {
          throw CommandFailure(.failure, "\(sequence.collection.keeper) answers with the same page again and again")
        }
        waiting = page.records[...]
        token = page.nextPageToken.isEmpty ? nil : page.nextPageToken
      }
      return waiting.popFirst()
    }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

extension ShownRecord {
  /// Text of a field; empty when it is absent, masked or no text.
  func text(_ fieldName: String) -> String {
    if case .string(let text) = contents[named: fieldName] { return text }
    return ""
  }
}
