import DomainPrimitives

extension RegistryTask {
  /// A certificate that runs out: from the day on which dossiers are taken, until one was handed in, a newer
  /// recognition was issued, or the certificate was revoked. It stays when the certificate has run out: the product is
  /// without one. Nil where nothing is to be done on the day.
  ///
  /// - Parameters:
  ///   - recognition: The certificate.
  ///   - recognitions: All of its product.
  ///   - product: The product.
  static func renewing(
    _ recognition: Recognition,
    among recognitions: [Recognition],
    of product: Product,
    on date: CivilDate,
    ruleSets: RuleSets
  ) -> RegistryTask? {
    let terms = RecognitionTerms(issuedOn: recognition.issuedOn, ruleSets: ruleSets)
    let isFiled = recognition.reEvaluationFiledOn.map { $0 <= date } ?? false
    guard terms.reEvaluationOpensOn <= date, !isFiled,
      let governing = RecognitionStatus.governing(recognitions, on: date, ruleSets: ruleSets),
      governing.recognition.id == recognition.id, governing.state == .valid || governing.state == .expired
    else { return nil }
    let name = product.name
    let (closes, last) = (terms.reEvaluationClosesOn, terms.lastValidDay)
    return RegistryTask(
      kind: .renewRecognition,
      recordID: recognition.id,
      actor: .producer,
      assignee: "",
      producerID: product.producerID,
      productID: product.id,
      openedOn: terms.reEvaluationOpensOn,
      dueOn: closes,
      what: Text(
        vietnamese: "Nộp hồ sơ đánh giá lại \(name) trước hết ngày \(closes); giấy chứng nhận có giá trị đến \(last)",
        english:
          "Hand in the dossier for the re-evaluation of \(name) by \(closes); its certificate is valid to \(last)"
      )
    )
  }

  /// A request that is past its day, until it is done; nil where it is not on the day.
  static func finishing(_ request: SupportRequest, on date: CivilDate) -> RegistryTask? {
    guard let due = request.dueOn, due < date, request.doneOn.map({ $0 > date }) ?? true else { return nil }
    let isAssigned = request.assignedOn.map { $0 <= date } ?? false
    return RegistryTask(
      kind: .finishSupportRequest,
      recordID: request.id,
      actor: .office,
      assignee: isAssigned ? request.assignee : "",
      producerID: request.producerID,
      productID: nil,
      openedOn: due.adding(days: 1),
      dueOn: due,
      what: Text(
        vietnamese: "Giải quyết đề nghị hỗ trợ \(request.id) (\(request.kind.vietnamese)), đã quá hạn \(due)",
        english: "Finish support request \(request.id) (\(request.kind.english)), which was due on \(due)"
      )
    )
  }

  /// A finding whose follow-up is past its day, until it was seen to be mended; nil where it is not on the day.
  static func followingUp(
    _ finding: InspectionFinding,
    of inspection: Inspection,
    on date: CivilDate
  ) -> RegistryTask? {
    guard let due = finding.followUpDueOn, due < date, inspection.inspectedOn <= date,
      finding.followedUpOn.map({ $0 > date }) ?? true
    else { return nil }
    return RegistryTask(
      kind: .followUpFinding,
      recordID: finding.id,
      actor: .office,
      assignee: "",
      producerID: inspection.producerID,
      productID: inspection.productID,
      openedOn: due.adding(days: 1),
      dueOn: due,
      what: Text(
        vietnamese: "Kiểm tra việc khắc phục \(finding.id): \(finding.description); đã quá hạn \(due)",
        english: "See whether finding \(finding.id) was mended, which was due on \(due): \(finding.description)"
      )
    )
  }
}

extension SupportKind {
  /// What is asked for, as part of a sentence.
  fileprivate var vietnamese: String {
    switch self {
    case .openStore: "mở cửa hàng số"
    case .openPaymentAccount: "mở tài khoản thanh toán"
    case .listProduct: "đăng bán sản phẩm"
    case .photos: "chụp ảnh sản phẩm"
    case .packaging: "bao bì"
    case .label: "nhãn"
    case .traceabilityStamp: "tem truy xuất nguồn gốc"
    case .training: "tập huấn"
    case .reEvaluation: "đánh giá lại"
    case .other: "việc khác"
    }
  }

  /// The same in English.
  fileprivate var english: String {
    switch self {
    case .openStore: "open a store"
    case .openPaymentAccount: "open a payment account"
    case .listProduct: "list a product"
    case .photos: "photos"
    case .packaging: "packaging"
    case .label: "label"
    case .traceabilityStamp: "traceability stamp"
    case .training: "training"
    case .reEvaluation: "re-evaluation"
    case .other: "something else"
    }
  }
}
