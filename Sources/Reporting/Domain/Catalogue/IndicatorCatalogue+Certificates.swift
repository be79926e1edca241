extension IndicatorCatalogue {
  static let certificates: [IndicatorDefinition] =
    [
      expiring(.certificatesExpiringWithin30Days, 30),
      expiring(.certificatesExpiringWithin90Days, 90),
      expiring(.certificatesExpiringWithin120Days, 120),
      expiring(.certificatesExpiringWithin180Days, 180),
    ] + [
      product(
        .productsRecognisedEver,
        14,
        Words("Đã từng được công nhận", "Ever recognised"),
        Words(
          "Sản phẩm có ít nhất một công nhận cấp vào ngày báo cáo hoặc trước đó.",
          "Products with a recognition issued on the day or before it."
        ),
        exclusions: [.notYetRecognised]
      ),
      product(
        .productsExpired,
        14,
        Words("Hết hạn chưa đánh giá lại", "Expired without re-evaluation"),
        Words(
          "Sản phẩm có công nhận mới nhất đã hết hạn, không được gia hạn và không bị thu hồi.",
          "Products whose newest recognition has run out, without an extension and without being revoked."
        ),
        of: .productsRecognisedEver,
        exclusions: [.notYetRecognised, .notExpired]
      ),
      product(
        .productsInExtension,
        14,
        Words("Đang trong thời gian chờ đánh giá lại", "In extension"),
        Words(
          "Sản phẩm đã hết hạn nhưng còn hiệu lực trong khi chờ kết quả đánh giá lại (Quyết định 26/2026/QĐ-TTg).",
          "Products past their last day that stay valid while the re-evaluation has no result (26/2026/QĐ-TTg)."
        ),
        of: .productsRecognised,
        exclusions: recognised + [.notInExtension]
      ),
      product(
        .productsRevoked,
        14,
        Words("Bị thu hồi công nhận", "Revoked"),
        Words(
          "Sản phẩm có công nhận mới nhất bị thu hồi; kèm căn cứ.",
          "Products whose newest recognition was revoked; with the ground."
        ),
        of: .productsRecognisedEver,
        more: [.detail],
        exclusions: [.notYetRecognised, .notRevoked],
        detail: Words("Căn cứ thu hồi", "ground of the revocation")
      ),
    ]

  static let papers: [IndicatorDefinition] = [
    missing(.productsMissingTraceabilityStamp, Words("tem truy xuất nguồn gốc", "traceability stamp")),
    missing(.productsMissingLabel, Words("nhãn hàng hoá", "label")),
    missing(.productsMissingPackaging, Words("bao bì", "packaging")),
    missing(.productsMissingProcess, Words("hồ sơ quy trình sản xuất", "process papers")),
  ]

  private static func expiring(_ id: IndicatorID, _ days: Int) -> IndicatorDefinition {
    product(
      id,
      13,
      Words("Hết hạn trong \(days) ngày", "Expiring within \(days) days"),
      Words(
        "Sản phẩm được công nhận có ngày hiệu lực cuối cùng trong vòng \(days) ngày kể từ ngày báo cáo.",
        "Recognised products whose last valid day is at most \(days) days after the day."
      ),
      of: .productsRecognised,
      exclusions: recognised + [.expiresLater, .inExtension]
    )
  }

  private static func missing(_ id: IndicatorID, _ what: Words) -> IndicatorDefinition {
    product(
      id,
      15,
      Words("Thiếu \(what.vietnamese)", "Without \(what.english)"),
      Words(
        "Sản phẩm được công nhận chưa có \(what.vietnamese) còn hiệu lực vào ngày báo cáo.",
        "Recognised products without a \(what.english) that holds on the day."
      ),
      of: .productsRecognised,
      exclusions: recognised + [.documentHolds]
    )
  }
}
