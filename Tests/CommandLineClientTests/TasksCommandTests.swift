import ClientKit
import Foundation
import Messages
import Testing

@testable import CommandLineClient

/// `ocop recognitions`, `ocop targets` and `ocop tasks`: all pages, of every service that tells them.
@Suite("Recognitions and tasks on the command line")
struct TasksCommandTests {
  @Test("recognitions are read page by page, and the summary counts them all")
  func recognitions() async {
    let run = await CommandRun(["recognitions", "--status", "expired", "--as-of", "2025-11-20"], FakeRegistry())
    #expect(run.status == .success)
    #expect(!run.output.contains("SP-1"))
    #expect(run.output.contains("SP-2"))
    #expect(run.output.contains("hết hạn · expired"))
    #expect(
      run.output.contains("2025-11-20: recognised ever 2 · valid 1 · in extension 0 · expired 1 · revoked 0")
    )
  }

  @Test("a status that is not known is refused with the ones that are")
  func unknownStatus() async {
    let run = await CommandRun(["recognitions", "--status", "expird"], FakeRegistry())
    #expect(run.status == .usage)
    #expect(run.diagnostics.contains("Did you mean expired?"))
  }

  @Test("recognitions are shown as they were known at a revision, and what was erased of it is said")
  func recognitionsOfThePast() async {
    let run = await CommandRun(["recognitions", "--at-revision", "12"], FakeRegistry())
    #expect(run.status == .success)
    #expect(run.output.contains("(registry revision 12)"))
    #expect(!run.diagnostics.contains("erased"))
    let unit = await CommandRun(["recognitions", "--at-revision", "12", "--unit", "187"], FakeRegistry())
    #expect(unit.diagnostics.contains("where the producers of 2 products lay at revision 12 was erased"))
    let json = await CommandRun(["recognitions", "--at-revision", "12", "--unit", "187", "--json"], FakeRegistry())
    #expect(json.output.contains(#""products_of_erased_unit": 2"#))
  }

  @Test("targets in force are read page by page, with whom they were set for")
  func targets() async {
    let run = await CommandRun(["targets", "--as-of", "2021-11-05"], FakeRegistry())
    #expect(run.status == .success)
    let lines = run.output.split(separator: "\n")
    #expect(lines.contains { $0.contains("  187  ") && $0.contains("100 %") && $0.contains("the unit") })
    #expect(lines.contains { $0.contains("  188  ") && $0.contains("80 %") && $0.contains("every unit") })
    #expect(run.diagnostics.contains("2 targets in force on 2021-11-05; registry revision 77"))
    let unit = await CommandRun(["targets", "--unit", "188", "--json"], FakeRegistry())
    #expect(unit.output.contains(#""unit_code": "188""#) && !unit.output.contains(#""unit_code": "187""#))
    let none = await CommandRun(["targets", "--indicator", "revenue"], FakeRegistry())
    #expect(none.diagnostics.contains("0 targets in force"))
  }

  @Test("an indicator that is not known is refused with the ones that are")
  func unknownIndicator() async {
    let run = await CommandRun(["targets", "--indicator", "revenu"], FakeRegistry())
    #expect(run.status == .usage)
    #expect(run.diagnostics.contains("Did you mean revenue?"))
  }

  @Test("tasks come most pressing first, in both languages")
  func tasks() async throws {
    let run = await CommandRun(["tasks", "--unit", "187"], FakeRegistry())
    #expect(run.status == .success)
    let overdue = try #require(run.output.range(of: "QUÁ HẠN · OVERDUE: 1"))
    let soon = try #require(run.output.range(of: "TRONG 30 NGÀY · WITHIN 30 DAYS: 1"))
    #expect(overdue.lowerBound < soon.lowerBound)
    #expect(run.output.contains("Phòng Kinh tế xã Chi Lăng"))
    #expect(run.output.contains("Hand in the dossier"))
    #expect(run.output.hasSuffix("2 việc, 1 quá hạn · 2 tasks, 1 overdue\n"))
  }

  @Test("producers to place can be asked for alone, and are told in both languages as the province's work")
  func placing() async {
    let run = await CommandRun(["tasks", "--kind", "place_producer", "--as-of", "2025-07-01"], FakeRegistry())
    #expect(run.status == .success)
    #expect(run.output.contains("xếp vào đơn vị mới · place producer"))
    #expect(run.output.contains("tỉnh · province"))
    #expect(run.output.contains("Xếp chủ thể CT-1 vào đơn vị mới"))
    #expect(run.output.contains("Place producer CT-1 in a new unit"))
    #expect(run.output.hasSuffix("1 việc, 0 quá hạn · 1 tasks, 0 overdue\n"))
  }

  @Test("every kind and actor has words of its own in both languages")
  func words() {
    let kinds = CommonV1.TaskKind.allCases.filter { $0 != .unspecified }.map { TaskWords.text($0) }
    let actors = CommonV1.Actor.allCases.filter { $0 != .unspecified }.map { TaskWords.text($0) }
    for words in kinds + actors { #expect(words.contains(" · "), "\(words)") }
    #expect(Set(kinds).count == kinds.count && Set(actors).count == actors.count)
  }

  @Test("for programs there is one document that says how complete it is")
  func json() async {
    let run = await CommandRun(["tasks", "--json"], FakeRegistry())
    #expect(run.output.contains(#""task_id": "finish_support_request/DN-1""#))
    #expect(run.output.contains(#""service": "registry""#))
    #expect(run.output.contains(#""without_answer""#))
  }

  @Test("kinds and actors that are not known are refused with the ones that are")
  func unknownWords() async {
    let kind = await CommandRun(["tasks", "--kind", "renew"], FakeRegistry())
    #expect(kind.status == .usage)
    #expect(kind.diagnostics.contains("renew_recognition"))
    let actor = await CommandRun(["tasks", "--actor", "ministry"], FakeRegistry())
    #expect(actor.status == .usage)
    #expect(actor.diagnostics.contains("producer, office, province, floor"))
  }
}
