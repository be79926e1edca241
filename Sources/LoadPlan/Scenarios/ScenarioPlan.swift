import ClientKit
package import Messages
package import RPC

/// A scenario whose calls are methods of a daemon: all that is needed to make the load.
package struct ScenarioPlan: Sendable {
  /// One call.
  package struct Step: Sendable {
    package let step: ScenarioStep
    package let method: MethodDescriptor
    package let request: MessageTemplate

    package var kind: MethodKind { method.callable.kind }
  }

  /// One of the things that an arrival may be.
  package struct Entry: Sendable {
    package let weight: Int
    /// Name of the scenario, or of the only step.
    package let name: String
    /// One call, or the steps of a scenario, which follow one another; not empty.
    package let steps: [Step]
  }

  /// In the order of the mix; not empty.
  package let entries: [Entry]
}

extension LoadScenario {
  /// Finds the methods, and makes the templates fit their requests. Nothing is sent but what the lookup sends.
  ///
  /// - Parameter method: The method with a name, as a daemon knows it.
  /// - Throws: What the lookup throws; ``CommandFailure`` naming the place, the call and the field that does not fit.
  package func resolve(
    method: (_ name: String) async throws -> MethodDescriptor
  ) async throws -> ScenarioPlan {
    var methods: [String: MethodDescriptor] = [:]
    var entries: [ScenarioPlan.Entry] = []
    for entry in mix {
      let scenarioSteps: [ScenarioStep] =
        switch entry.work {
        case .call(let step): [step]
        case .scenario(let name): scenarios[name] ?? []
        }
      var steps: [ScenarioPlan.Step] = []
      for step in scenarioSteps {
        let descriptor: MethodDescriptor
        if let known = methods[step.call] {
          descriptor = known
        } else {
          do {
            descriptor = try await method(step.call)
          } catch let failure as CommandFailure {
            throw CommandFailure(failure.status, place(step.callPosition) + failure.message)
          }
          methods[step.call] = descriptor
        }
        steps.append(try planned(step, descriptor, after: steps))
      }
      entries.append(ScenarioPlan.Entry(weight: entry.weight, name: entry.name, steps: steps))
    }
    return ScenarioPlan(entries: entries)
  }

  private func planned(
    _ step: ScenarioStep,
    _ method: MethodDescriptor,
    after earlier: [ScenarioPlan.Step]
  ) throws(CommandFailure) -> ScenarioPlan.Step {
    func refuse(_ position: PlanPosition?, _ reason: String) -> CommandFailure {
      CommandFailure(.refused, "\(place(position))\(method.path): \(reason)")
    }
    if step.messageCount != nil, !method.isClientStreaming {
      throw refuse(step.callPosition, "it takes one request: leave \"messages\" out")
    }
    if step.streamEnd != nil, !method.isServerStreaming {
      throw refuse(step.callPosition, "it gives one answer: leave \"stop-after\" out")
    }
    for check in step.checks {
      if let fault = check.path.fault(in: method.output) { throw refuse(step.callPosition, "check: \(fault)") }
    }
    do throws(TemplateFault) {
      for reference in step.request.answerReferences {
        let source = earlier.first { $0.step.name == reference.step }
        if let fault = source.flatMap({ reference.path.fault(in: $0.method.output) }) {
          throw TemplateFault(placeholder: reference.placeholder, reason: fault)
        }
      }
      let template = try MessageTemplate(step.request, for: method.input)
      return ScenarioPlan.Step(step: step, method: method, request: template)
    } catch {
      throw refuse(step.requestPosition, "request: \(error)")
    }
  }

  private func place(_ position: PlanPosition?) -> String {
    position.map { "\(source):\($0.line):\($0.column): " } ?? ""
  }
}
