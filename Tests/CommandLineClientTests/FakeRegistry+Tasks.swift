import Messages
import RPC
import Services

extension FakeRegistry {
  /// Two products, a page each: one valid, one that ran out.
  func listRecognitionStatuses(
    _ request: RegistryV1.ListRecognitionStatusesRequest,
    context: CallContext
  ) async throws -> RegistryV1.ListRecognitionStatusesResponse {
    let isFirst = request.page?.pageToken.isEmpty ?? true
    var status = RegistryV1.RecognitionStatus()
    status.recognitionID = isFirst ? "CN-1" : "CN-2"
    status.productID = isFirst ? "SP-1" : "SP-2"
    status.producerID = "CT-1"
    status.state = isFirst ? .valid : .expired
    status.stars = 4
    status.issuedOn = isFirst ? "2023-06-25" : "2020-12-30"
    status.lastValidDay = isFirst ? "2026-06-25" : "2023-12-30"
    var response = RegistryV1.ListRecognitionStatusesResponse()
    response.statuses = request.states.isEmpty || request.states.contains(status.state) ? [status] : []
    response.asOf = request.asOf.isEmpty ? "2025-11-20" : request.asOf
    response.nextPageToken = isFirst ? "more" : ""
    response.revision = request.atRevision > 0 ? request.atRevision : 77
    response.productsOfErasedUnit = request.atRevision > 0 && request.unitCode == "187" ? 1 : 0
    var counts = RegistryV1.RecognitionCounts()
    counts.recognisedEver = 1
    counts.valid = isFirst ? 1 : 0
    counts.expired = isFirst ? 0 : 1
    response.counts = counts
    return response
  }

  /// A target for a unit itself and, on the next page, one for every unit of the phase.
  func listTargetsInForce(
    _ request: RegistryV1.ListTargetsInForceRequest,
    context: CallContext
  ) async throws -> RegistryV1.ListTargetsInForceResponse {
    let isFirst = request.page?.pageToken.isEmpty ?? true
    var target = RegistryV1.CampaignTarget()
    target.targetID = isFirst ? "MT-2" : "MT-1"
    target.phaseID = "phase-1"
    target.unitCode = isFirst ? "187" : ""
    target.indicator = .productsListedBothFloors
    target.targetPercent = isFirst ? 100 : 80
    target.source = "Kế hoạch 1034"
    var holding = RegistryV1.TargetInForce()
    holding.phaseID = "phase-1"
    holding.unitCode = isFirst ? "187" : "188"
    holding.indicator = .productsListedBothFloors
    holding.holdsFrom = "2021-07-20"
    holding.target = target
    var response = RegistryV1.ListTargetsInForceResponse()
    let isAsked = request.unitCode.isEmpty || request.unitCode == holding.unitCode
    response.targets = isAsked && [.unspecified, holding.indicator].contains(request.indicator) ? [holding] : []
    response.asOf = request.asOf.isEmpty ? "2025-11-20" : request.asOf
    response.nextPageToken = isFirst ? "more" : ""
    response.revision = 77
    return response
  }

  /// An overdue task and, on the next page, one that is due soon; when it alone is asked for, one of the province's.
  func listTasks(
    _ request: CommonV1.ListTasksRequest,
    context: CallContext
  ) async throws -> CommonV1.ListTasksResponse {
    if request.kinds == [.placeProducer] { return Self.placing }
    let isFirst = request.page?.pageToken.isEmpty ?? true
    var task = CommonV1.Task()
    task.taskID = isFirst ? "finish_support_request/DN-1" : "renew_recognition/CN-1"
    task.kind = isFirst ? .finishSupportRequest : .renewRecognition
    task.actor = isFirst ? .office : .producer
    task.assignee = isFirst ? "Phòng Kinh tế xã Chi Lăng" : ""
    task.producerID = "CT-1"
    task.unitCode = "06463"
    task.dueOn = isFirst ? "2021-10-01" : "2021-11-20"
    task.urgency = isFirst ? .overdue : .dueSoon
    task.whatVietnamese = isFirst ? "Giải quyết đề nghị hỗ trợ DN-1" : "Nộp hồ sơ đánh giá lại"
    task.whatEnglish = isFirst ? "Finish support request DN-1" : "Hand in the dossier"
    var response = CommonV1.ListTasksResponse()
    response.tasks = [task]
    response.nextPageToken = isFirst ? "more" : ""
    response.revision = 77
    return response
  }

  private static var placing: CommonV1.ListTasksResponse {
    var task = CommonV1.Task()
    task.taskID = "place_producer/CT-1/2025-07-01"
    task.kind = .placeProducer
    task.actor = .province
    task.producerID = "CT-1"
    task.unitCode = "06622"
    task.dueOn = "2025-07-31"
    task.urgency = .dueSoon
    task.whatVietnamese = "Xếp chủ thể CT-1 vào đơn vị mới"
    task.whatEnglish = "Place producer CT-1 in a new unit"
    var response = CommonV1.ListTasksResponse()
    response.tasks = [task]
    response.revision = 77
    return response
  }
}
