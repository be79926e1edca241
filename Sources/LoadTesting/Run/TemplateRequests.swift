import ClientKit
import LoadEngine
import LoadPlan
import Messages
import RPC

/// Requests from a template: encoded beforehand where they can be, else when they are sent.
final class TemplateRequests: RequestSource {
  /// What an iteration of a scenario keeps from step to step: its rows, its number, and the answers so far.
  private final class Context {
    var template: TemplateContext

    init(_ template: TemplateContext) {
      self.template = template
    }
  }

  private let plan: [ScenarioPlan.Step]
  /// Place of this step in its scenario.
  private let index: Int
  private let context: TemplateContext
  private var random: SeedableRandom
  private var pool: RequestPool?

  /// - Parameters:
  ///   - plan: The steps of the entry that the request belongs to.
  ///   - index: Which of them it is.
  /// - Throws: ``TemplateFault`` when a value does not fit its field.
  init(_ plan: [ScenarioPlan.Step], index: Int, context: TemplateContext, seed: UInt64) throws {
    self.plan = plan
    self.index = index
    self.context = context
    random = SeedableRandom(seed: seed)
    // The requests of a scenario belong together: each of an iteration's is made for it.
    if plan.count == 1 { pool = try RequestPool(plan[0].request, context: context, random: &random) }
  }

  func withNextRequest(of iteration: LoadIteration?, _ body: (UnsafeRawBufferPointer) -> Void) throws {
    if pool != nil {
      try pool?.takeNext(random: &random).withUnsafeBytes(body)
      return
    }
    guard let iteration else { return }
    let kept = iteration.context as? Context ?? begin(iteration)
    if index > 0, iteration.answers[index - 1] != nil { try note(iteration.answers, in: kept) }
    try plan[index].request.bytes(random: &random, context: &kept.template).withUnsafeBytes(body)
  }

  private func begin(_ iteration: LoadIteration) -> Context {
    let kept = Context(context)
    kept.template.begin(iteration: iteration.number)
    iteration.context = kept
    return kept
  }

  /// Makes the answer of the step before readable for templates.
  private func note(_ answers: [Int: [UInt8]], in kept: Context) throws {
    let step = plan[index - 1]
    guard let bytes = answers[index - 1], kept.template.answers[step.step.name] == nil else { return }
    let answer = try DynamicMessage(step.method.output, decodingBytes: bytes)
    kept.template.answers[step.step.name] = MessageJSON.value(of: answer)
  }
}
