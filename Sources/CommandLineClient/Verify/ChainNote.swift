import ClientKit
import Foundation

/// Where every chain stood at some time, as a file that is kept apart from the services: what was cut off at the end of
/// a log since is found out by it.
struct ChainNote: Sendable {
  /// A chain of digests that a service keeps.
  enum Chain: String, Sendable, CaseIterable {
    case changeLog = "change_log"
    case auditLog = "audit_log"
  }

  /// Where one chain stood.
  struct Place: Hashable, Sendable {
    let keeper: RecordKeeper
    let chain: Chain
    let position: UInt64
    let digest: [UInt8]
  }

  var places: [Place] = []

  private static let heading = "ocop verify note 1"

  /// The place of a chain; nil when none is noted.
  func place(of chain: Chain, in keeper: RecordKeeper) -> Place? {
    places.first { $0.chain == chain && $0.keeper == keeper }
  }

  /// The file's text: a heading, and a line "registry change_log 57 DIGEST" for each chain.
  var text: String {
    let lines = places.map { place in
      "\(place.keeper.rawValue) \(place.chain.rawValue) \(place.position) \(Hexadecimal.text(place.digest))"
    }
    return ([Self.heading] + lines).joined(separator: "\n") + "\n"
  }

  init() {}

  /// Reads a file's text.
  ///
  /// - Throws: ``CommandFailure`` that names the line that is wrong.
  init(text: String, path: String) throws(CommandFailure) {
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.first == Self.heading, lines.count <= 100 else {
      throw CommandFailure(.refused, "\(path): this is no file that \"ocop verify --note\" wrote")
    }
    for (index, line) in lines.enumerated().dropFirst() {
      let fields = line.split(separator: " ").map(String.init)
      guard fields.count == 4, let keeper = RecordKeeper(rawValue: fields[0]), let chain = Chain(rawValue: fields[1]),
        let position = UInt64(fields[2]), let digest = Hexadecimal.bytes(fields[3]), digest.count == 32,
        place(of: chain, in: keeper) == nil
      else {
        throw CommandFailure(.refused, "\(path): line \(index + 1) is not \"SERVICE LOG PLACE DIGEST\"")
      }
      places.append(Place(keeper: keeper, chain: chain, position: position, digest: digest))
    }
    guard !places.isEmpty else { throw CommandFailure(.refused, "\(path): nothing is noted in it") }
  }
}
