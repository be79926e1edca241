extension IndicatorCatalogue {
  static let office: [IndicatorDefinition] = [
    event(
      .trainings,
      16,
      Words("Lớp tập huấn", "Trainings"),
      Words("Lớp tập huấn, buổi phổ biến trong kỳ.", "Trainings and information sessions held in the period."),
      "training",
      [.unit, .province] + Dimension.time
    ),
    event(
      .trainingAttendances,
      16,
      Words("Lượt tham dự", "Attendances"),
      Words("Lượt chủ thể tham dự tập huấn trong kỳ.", "Producers attending trainings, each training counted."),
      "attendance",
      Dimension.ofProducers
    ),
    IndicatorDefinition(
      id: .producersTrained,
      number: 16,
      name: Words("Chủ thể đã được tập huấn", "Producers trained"),
      words: Words(
        "Chủ thể tham dự ít nhất một lớp tập huấn trong kỳ.",
        "Producers that attended at least one training of the period."
      ),
      subject: "producer",
      unit: .share,
      denominator: .producers,
      isOfPeriod: true,
      dimensions: Dimension.ofProducers,
      exclusions: registered + [.notTrained]
    ),
    request(
      .supportRequestsOpen,
      Words("Đề nghị hỗ trợ đang mở", "Open support requests"),
      Words("Đề nghị hỗ trợ chưa xong vào ngày báo cáo.", "Support requests that are not done on the day."),
      exclusions: [.afterAsOf, .done]
    ),
    request(
      .supportRequestsOverdue,
      Words("Đề nghị hỗ trợ quá hạn", "Overdue support requests"),
      Words("Đề nghị đang mở đã quá hạn xử lý.", "Open support requests past the day they were due."),
      of: .supportRequestsOpen,
      exclusions: [.afterAsOf, .done, .notOverdue]
    ),
    request(
      .supportRequestsDone,
      Words("Đề nghị hỗ trợ đã xong", "Support requests done"),
      Words("Đề nghị hỗ trợ được giải quyết xong trong kỳ.", "Support requests that were done in the period."),
      isOfPeriod: true,
      exclusions: [.beforePeriod, .afterPeriod]
    ),
    event(
      .inspections,
      18,
      Words("Lượt giám sát", "Inspections"),
      Words("Lượt giám sát trong kỳ.", "Inspections held in the period."),
      "inspection",
      Dimension.ofProducers + [.detail],
      detail: Words("Nội dung giám sát", "what was inspected")
    ),
    event(
      .findings,
      18,
      Words("Phát hiện", "Findings"),
      Words("Phát hiện từ các lượt giám sát trong kỳ.", "Findings of inspections held in the period."),
      "finding",
      Dimension.ofProducers + [.detail],
      detail: severity
    ),
    finding(
      .findingsOpen,
      Words("Phát hiện chưa khắc phục", "Open findings"),
      Words("Phát hiện chưa được khắc phục vào ngày báo cáo.", "Findings that were not followed up by the day."),
      exclusions: [.afterAsOf, .followedUp]
    ),
    finding(
      .findingsOverdue,
      Words("Phát hiện quá hạn khắc phục", "Overdue findings"),
      Words("Phát hiện chưa khắc phục đã quá hạn.", "Open findings past the day for following up."),
      of: .findingsOpen,
      exclusions: [.afterAsOf, .followedUp, .notOverdue]
    ),
    event(
      .findingsFollowedUp,
      18,
      Words("Phát hiện đã khắc phục", "Findings followed up"),
      Words("Phát hiện được khắc phục trong kỳ.", "Findings that were followed up in the period."),
      "finding",
      Dimension.ofProducers + [.detail],
      detail: severity
    ),
  ]

  private static let severity = Words("Mức độ", "severity")

  private static func event(
    _ id: IndicatorID,
    _ number: UInt32,
    _ name: Words,
    _ words: Words,
    _ subject: String,
    _ dimensions: [Dimension],
    detail: Words? = nil
  ) -> IndicatorDefinition {
    IndicatorDefinition(
      id: id,
      number: number,
      name: name,
      words: words,
      subject: subject,
      isOfPeriod: true,
      dimensions: dimensions,
      exclusions: [.beforePeriod, .afterPeriod],
      detail: detail
    )
  }

  private static func request(
    _ id: IndicatorID,
    _ name: Words,
    _ words: Words,
    of denominator: IndicatorID? = nil,
    isOfPeriod: Bool = false,
    exclusions: [Reason]
  ) -> IndicatorDefinition {
    IndicatorDefinition(
      id: id,
      number: 17,
      name: name,
      words: words,
      subject: "support_request",
      unit: denominator == nil ? .count : .share,
      denominator: denominator,
      isOfPeriod: isOfPeriod,
      dimensions: Dimension.ofProducers + [.detail],
      exclusions: exclusions,
      detail: Words("Loại hỗ trợ", "kind of help")
    )
  }

  private static func finding(
    _ id: IndicatorID,
    _ name: Words,
    _ words: Words,
    of denominator: IndicatorID? = nil,
    exclusions: [Reason]
  ) -> IndicatorDefinition {
    IndicatorDefinition(
      id: id,
      number: 18,
      name: name,
      words: words,
      subject: "finding",
      unit: denominator == nil ? .count : .share,
      denominator: denominator,
      dimensions: Dimension.ofProducers + [.detail],
      exclusions: exclusions,
      detail: severity
    )
  }
}
