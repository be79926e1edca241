/// What indicators break into by themselves, in words: kinds of support requests, subjects of inspections, severities
/// of findings, grounds of revocations. Why a record is left out, the catalogue says.
enum DetailWords {
  private static let known: [String: (vietnamese: String, english: String)] = [
    "open_store": ("mở cửa hàng số", "open a store"),
    "open_payment_account": ("mở tài khoản thanh toán", "open a payment account"),
    "list_product": ("đăng bán sản phẩm", "list a product"), "photos": ("ảnh sản phẩm", "photos"),
    "packaging": ("bao bì", "packaging"), "label": ("nhãn hàng hóa", "label"),
    "traceability_stamp": ("tem truy xuất nguồn gốc", "traceability stamp"), "training": ("tập huấn", "training"),
    "re_evaluation": ("đánh giá lại", "re-evaluation"), "other": ("khác", "other"),
    "production_process": ("quy trình sản xuất", "production process"), "quality": ("chất lượng", "quality"),
    "label_and_packaging": ("nhãn và bao bì", "label and packaging"),
    "traceability": ("truy xuất nguồn gốc", "traceability"), "use_of_mark": ("sử dụng nhãn OCOP", "use of the mark"),
    "store": ("cửa hàng", "store"), "minor": ("nhẹ", "minor"), "major": ("nặng", "major"),
    "critical": ("nghiêm trọng", "critical"), "dishonest_dossier": ("hồ sơ không trung thực", "dishonest dossier"),
    "criteria_no_longer_met": ("không còn đạt tiêu chí", "criteria no longer met"),
    "breach_of_law": ("vi phạm pháp luật", "breach of law"),
    "misuse_of_mark": ("sử dụng sai nhãn OCOP", "misuse of the mark"),
    "production_stopped": ("ngừng sản xuất", "production stopped"),
    "other_finding": ("vi phạm khác", "other finding"),
  ]

  /// A value in words; nil when there are none for it.
  static func text(_ value: String, _ words: ReportWords) -> String? {
    known[value].map { words($0.vietnamese, $0.english) }
  }
}
