import DomainPrimitives
import Feed

extension ImportFindings {
  /// Adds what the rules found in one record.
  mutating func add(_ violations: [RuleViolation], index: Int) {
    for violation in violations {
      add(index: index, field: violation.field, reason: violation.reason, description: violation.description)
    }
  }
}
