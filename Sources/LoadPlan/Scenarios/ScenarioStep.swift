package import RPC

/// One call of a scenario, or of the mix.
package struct ScenarioStep: Sendable {
  /// Its name in figures, and for `${answer(NAME, …)}`.
  package let name: String
  /// The method, as `ocop call` takes it: "Registry/GetRecord".
  package let call: String
  package let request: RequestTemplate
  package let metadata: Metadata
  /// The codes with which the call may end; with any other it has failed.
  package let expected: [StatusCode]
  /// What the answer must hold, of a stream the last one; with anything else the call has failed.
  package let checks: [AnswerCheck]
  /// What is waited before the next step.
  package let pause: Duration
  /// Time that the call may take; nil = what is said for all.
  package let timeout: Duration?
  /// How many requests are sent; nil = one, or nothing is said.
  package let messageCount: Int?
  /// When the answers are cut off; nil = when they end.
  package let streamEnd: StreamEnd?
  /// Where its method and its request stand; nil when they are not from a file.
  let callPosition: PlanPosition?
  let requestPosition: PlanPosition?
}
