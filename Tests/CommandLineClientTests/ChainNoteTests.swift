import ClientKit
import Foundation
import Messages
import RPC
import RPCInProcess
import Services
import Testing

@testable import CommandLineClient

/// Goal: what was cut off or replaced since a note was written is found by it. Method: notes by hand, compared with
/// places that are given.
@Suite struct ChainNoteTests {
  private static func place(_ position: UInt64, _ byte: UInt8) -> ChainNote.Place {
    ChainNote.Place(
      keeper: .registry,
      chain: .auditLog,
      position: position,
      digest: [UInt8](repeating: byte, count: 32)
    )
  }

  @Test("a note is read as it was written")
  func roundTrip() throws {
    var note = ChainNote()
    note.places = [Self.place(57, 0xAB)]
    let read = try ChainNote(text: note.text, path: "x")
    #expect(read.places == note.places)
    #expect(note.text.hasPrefix("ocop verify note 1\nregistry audit_log 57 abab"))
  }

  @Test(
    "what is no note is refused with its line",
    arguments: [
      "", "something else\n", "ocop verify note 1\n", "ocop verify note 1\nregistry audit_log 57 ab\n",
      "ocop verify note 1\nregistry other_log 57 \(String(repeating: "ab", count: 32))\n",
      "ocop verify note 1\nregistry audit_log -1 \(String(repeating: "ab", count: 32))\n",
      "ocop verify note 1\nregistry audit_log 1 \(String(repeating: "zz", count: 32))\n",
    ]
  )
  func refused(text: String) {
    #expect(throws: CommandFailure.self) { try ChainNote(text: text, path: "x") }
  }

  @Test("a chain that goes on is proved; one that is shorter, or another, is wrong; a compacted place says nothing")
  func comparison() {
    func result(_ now: ChainNote.Place, _ digests: [(UInt64, [UInt8])]) -> VerificationFinding.Result {
      InstallationVerifier.finding(Self.place(57, 1), now: now, digests: digests.map { ($0.0, $0.1) }).result
    }
    let same = [UInt8](repeating: 1, count: 32)
    let other = [UInt8](repeating: 2, count: 32)
    #expect(result(Self.place(57, 1), [(57, same)]) == .proved)
    #expect(result(Self.place(90, 3), [(57, same)]) == .proved)
    #expect(result(Self.place(56, 3), []) == .wrong)
    #expect(result(Self.place(90, 3), [(57, other)]) == .wrong)
    #expect(result(Self.place(90, 3), []) == .unproved)
  }

  @Test("a note that is there already is not overwritten, and a file that is no note is refused")
  func files() throws {
    let name = "note-\(UInt64.random(in: 0...UInt64.max))"
    let path = FileManager.default.temporaryDirectory.appending(path: name).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var note = ChainNote()
    note.places = [Self.place(57, 1)]
    try NoteFile.write(note, to: path)
    #expect(try NoteFile.read(path).places == note.places)
    let failure = #expect(throws: CommandFailure.self) { try NoteFile.write(ChainNote(), to: path) }
    #expect(failure?.message.contains("there already") == true)
    #expect(throws: CommandFailure.self) { try NoteFile.read(path + "-none") }
  }
}
