/// Every indicator there is, by number. The rule book with all the edges is INDICATORS.md.
enum IndicatorCatalogue {
  /// In the order in which they are shown.
  static let all: [IndicatorDefinition] =
    (producers + products + sales + stores + certificates + papers + office + quality)
    .enumerated().sorted { ($0.element.number, $0.offset) < ($1.element.number, $1.offset) }.map(\.element)

  private static let byIdentifier = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

  /// The definition of an indicator. Each has one: a test holds that.
  static func definition(of indicator: IndicatorID) -> IndicatorDefinition {
    byIdentifier[indicator] ?? all[0]
  }

  static let producers: [IndicatorDefinition] = [
    IndicatorDefinition(
      id: .producers,
      number: 1,
      name: Words("Chủ thể", "Producers"),
      words: Words(
        "Chủ thể đã đăng ký và còn hoạt động vào ngày báo cáo; chủ thể trùng đã gộp chỉ tính một lần.",
        "Producers registered and active on the day; a duplicate that was merged counts once."
      ),
      subject: "producer",
      dimensions: Dimension.ofProducers,
      exclusions: registered
    ),
    IndicatorDefinition(
      id: .producersWithStore,
      number: 2,
      name: Words("Có cửa hàng số", "With a digital store"),
      words: Words(
        "Chủ thể có ít nhất một cửa hàng đang mở trên sàn bất kỳ vào ngày báo cáo.",
        "Producers with a store, on any floor, that is open on the day."
      ),
      subject: "producer",
      unit: .share,
      denominator: .producers,
      dimensions: Dimension.ofProducers + [.floor],
      exclusions: registered + [.noStore, .storeClosed]
    ),
    IndicatorDefinition(
      id: .producersWithPaymentAccount,
      number: 3,
      name: Words("Có tài khoản thanh toán điện tử", "With an e-payment account"),
      words: Words(
        "Chủ thể có tài khoản thanh toán điện tử đang mở vào ngày báo cáo.",
        "Producers with an e-payment account that is open on the day."
      ),
      subject: "producer",
      unit: .share,
      denominator: .producers,
      dimensions: Dimension.ofProducers,
      exclusions: registered + [.noAccount, .accountClosed]
    ),
    IndicatorDefinition(
      id: .producersWithStoreAndPaymentAccount,
      number: 4,
      name: Words("Có cả cửa hàng và tài khoản", "With store and account"),
      words: Words(
        "Chủ thể có cả cửa hàng và tài khoản thanh toán đang mở vào ngày báo cáo.",
        "Producers with both, an open store and an open payment account, on the day."
      ),
      subject: "producer",
      unit: .share,
      denominator: .producers,
      dimensions: Dimension.ofProducers,
      exclusions: registered + [.noStore, .storeClosed, .noAccount, .accountClosed]
    ),
  ]

  static let registered: [Reason] = [.notYetRegistered, .ended, .merged]
  static let recognised: [Reason] = [.notYetRecognised, .expired, .revoked]
  static let notListed: [Reason] = [
    .outOfSeason, .declaredNotSeen, .planned, .ended, .storeClosed, .storeWithoutListing, .noStore, .afterAsOf,
  ]
}
