import Messages
import RPC
import Services
import TestSupport
import Testing

@testable import Registry

/// Goal: what was known at a revision is what was answered when that revision was the log's head. Method: a random
/// history; after each change every question is asked and its answer kept, and at the end all are asked again.
@Suite("What was known of recognitions, over random histories")
struct RecognitionPastPropertyTests {
  /// What a question is answered, over all its pages.
  private struct Answer: Equatable {
    var statuses: [RegistryV1.RecognitionStatus] = []
    var counts: [UInt32] = Array(repeating: 0, count: 6)
    /// Reason of a refusal.
    var refusal = ""
  }

  @Test("an answer at a revision is the answer that was given when it was the head", arguments: 1...3)
  func answers(seed: UInt64) async throws {
    let registry = try await RegistryUnderTest.withUnits()
    var history = RecognitionHistory(seed: seed)
    let questions = Self.questions()
    var kept: [(revision: UInt64, answers: [Answer])] = []
    for _ in 0..<40 {
      guard try await registry.importing(history.next()).applied else { continue }
      var answers: [Answer] = []
      for question in questions { answers.append(try await Self.ask(question, registry)) }
      kept.append((try await registry.revision(), answers))
    }
    #expect(kept.count > 20, "seed \(seed): too much was refused")
    #expect(Set(kept.map(\.answers.count)) == [questions.count])
    var generator = SeededGenerator(seed: seed)
    for (revision, answers) in kept {
      for (question, answer) in zip(questions, answers) {
        var question = question
        question.atRevision = revision
        let size = UInt32(generator.pick([0, 2, 5]))
        let again = try await Self.ask(question, size: size, registry)
        #expect(again == answer, "seed \(seed), revision \(revision), \(question)")
      }
    }
  }

  /// All products, and those of units on the maps before and after the reform, with each of the narrowings.
  private static func questions() -> [RegistryV1.ListRecognitionStatusesRequest] {
    var questions: [RegistryV1.ListRecognitionStatusesRequest] = []
    let places = [
      ("2021-11-05", ""), ("2021-11-05", "187"), ("2023-03-01", "182"), ("2023-03-01", "189"), ("2025-08-01", "06613"),
      ("2025-08-01", "06463"), ("2025-08-01", "20"), ("2025-08-01", "187"),
    ]
    for (index, place) in places.enumerated() {
      var question = RegistryV1.ListRecognitionStatusesRequest()
      question.asOf = place.0
      question.unitCode = place.1
      question.everyRecognition = index.isMultiple(of: 2)
      questions.append(question)
    }
    var question = RegistryV1.ListRecognitionStatusesRequest()
    question.asOf = "2023-09-01"
    question.states = [.expired, .inExtension, .revoked]
    questions.append(question)
    question.states = []
    question.expiringWithinDays = 200
    questions.append(question)
    return questions
  }

  private static func ask(
    _ question: RegistryV1.ListRecognitionStatusesRequest,
    size: UInt32 = 0,
    _ registry: RegistryUnderTest
  ) async throws -> Answer {
    var request = question
    var page = CommonV1.PageRequest()
    page.pageSize = size
    var answer = Answer()
    do {
      repeat {
        request.page = page
        let found = try await registry.client.listRecognitionStatuses(request)
        answer.statuses += found.statuses
        if let counts = found.counts {
          let more = [
            counts.recognisedEver, counts.valid, counts.inExtension, counts.expired, counts.revoked, counts.notYet,
          ]
          answer.counts = zip(answer.counts, more).map { $0 + $1 }
        }
        page.pageToken = found.nextPageToken
      } while !page.pageToken.isEmpty
    } catch {
      guard error.code == .invalidArgument else { throw error }
      answer.refusal = error.message
    }
    return answer
  }
}
