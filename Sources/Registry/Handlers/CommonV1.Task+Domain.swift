import DomainPrimitives
import Messages

extension CommonV1.Task {
  /// The message of a task on a day.
  init(_ task: RegistryTask, unitCode: String, on date: CivilDate) {
    self.init()
    taskID = task.id
    kind = CommonV1.TaskKind(rawValue: Int32(task.kind.rawValue))
    actor = CommonV1.Actor(rawValue: Int32(task.actor.rawValue))
    assignee = task.assignee
    producerID = task.producerID
    productID = task.productID ?? ""
    self.unitCode = unitCode
    openedOn = task.openedOn.description
    dueOn = task.dueOn.description
    urgency = CommonV1.TaskUrgency(rawValue: Int32(task.urgency(on: date).rawValue))
    whatVietnamese = task.what.vietnamese
    whatEnglish = task.what.english
  }
}
