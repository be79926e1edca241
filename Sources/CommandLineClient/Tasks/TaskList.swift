import ClientKit
import Messages

/// Tasks of all services, and which of them told none.
struct TaskList: Sendable {
  /// A service that did not tell its tasks.
  struct Silent: Sendable, Hashable {
    let service: String
    let reason: String
  }

  /// How far a service's facts go that its tasks come from.
  struct Revision: Sendable, Hashable {
    let service: String
    let revision: UInt64
  }

  var tasks: [CommonV1.Task] = []
  var silent: [Silent] = []
  var revisions: [Revision] = []

  /// Most pressing first: by urgency, then by the day they are due.
  private var sorted: [CommonV1.Task] {
    tasks.sorted { left, right in
      if left.urgency != right.urgency { return left.urgency.rawValue > right.urgency.rawValue }
      return (left.dueOn, left.taskID) < (right.dueOn, right.taskID)
    }
  }

  /// One document: the tasks, and how complete they are.
  func json() throws -> JSONValue {
    .members(
      ("tasks", .array(try sorted.map { try MessageJSON.value(of: $0) })),
      (
        "revisions",
        .array(
          revisions.map {
            .members(("service", .string($0.service)), ("revision", .string(String($0.revision))))
          }
        )
      ),
      (
        "without_answer",
        .array(silent.map { .members(("service", .string($0.service)), ("reason", .string($0.reason))) })
      )
    )
  }

  /// A table for each urgency, and a line that counts.
  func rendered() -> String {
    var result = ""
    for urgency in [CommonV1.TaskUrgency.overdue, .dueSoon, .open] {
      let group = sorted.filter { $0.urgency == urgency }
      if group.isEmpty { continue }
      result += "\(TaskWords.text(urgency)): \(group.count)\n"
      var table = TextTable([
        TextTable.Column("Hạn", "due on"), TextTable.Column("Việc", "kind"), TextTable.Column("Ai làm", "actor"),
        TextTable.Column("Chủ thể", "producer"), TextTable.Column("Đơn vị", "unit"),
        TextTable.Column("Nội dung", "what to do"),
      ])
      for task in group {
        let who = task.assignee.isEmpty ? TaskWords.text(task.actor) : task.assignee
        table.append([
          task.dueOn, TaskWords.text(task.kind), who, task.producerID, task.unitCode, task.whatVietnamese,
        ])
        table.append(["", "", "", "", "", task.whatEnglish])
      }
      result += table.rendered() + "\n"
    }
    let overdue = tasks.count { $0.urgency == .overdue }
    return result + "\(tasks.count) việc, \(overdue) quá hạn · \(tasks.count) tasks, \(overdue) overdue\n"
  }
}
