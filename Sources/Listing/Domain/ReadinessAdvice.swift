/// What to do about a line of the checklist that is not satisfied, and who has to.
enum ReadinessAdvice {
  /// It is not there.
  static func missing(_ kind: ReadinessKind) -> Advice {
    switch kind {
    case .recognition:
      Advice(
        .producer,
        "Chưa được công nhận OCOP: nộp hồ sơ đánh giá",
        "it is not recognised yet: hand in the dossier for evaluation"
      )
    case .season:
      Advice(
        .producer,
        "Ngoài mùa vụ: chuẩn bị để đăng khi vào mùa",
        "out of season: prepare to list it when the season opens"
      )
    case .store:
      Advice(
        .office,
        "Chưa có cửa hàng trên sàn này: giúp chủ thể mở cửa hàng",
        "there is no open store on this floor: help the producer to open one"
      )
    case .paymentAccount:
      Advice(
        .office,
        "Chưa có tài khoản thanh toán điện tử: giúp chủ thể mở tài khoản",
        "there is no e-payment account: help the producer to open one"
      )
    case .gtin:
      Advice(.producer, "Chưa có mã GTIN: đăng ký mã vạch", "there is no GTIN: register a bar code")
    case .traceabilityStamp:
      Advice(.producer, "Chưa có tem truy xuất nguồn gốc: làm tem", "there is no traceability stamp: have one made")
    case .label: Advice(.producer, "Chưa có nhãn hàng hóa: làm nhãn", "there is no label: have one made")
    case .packaging: Advice(.producer, "Chưa có bao bì: làm bao bì", "there is no packaging: have it made")
    case .process:
      Advice(
        .producer,
        "Chưa có quy trình sản xuất: lập quy trình và nộp",
        "there is no description of the process: write it and hand it in"
      )
    case .foodSafety:
      Advice(
        .producer,
        "Chưa có giấy an toàn thực phẩm: làm thủ tục chứng nhận hoặc cam kết",
        "there is no paper of food safety: have it certified, or sign the commitment"
      )
    case .testReport:
      Advice(
        .producer,
        "Chưa có phiếu kiểm nghiệm: gửi mẫu kiểm nghiệm",
        "there is no test report: have a sample tested"
      )
    case .photos:
      Advice(
        .office,
        "Chưa có ảnh sản phẩm: giúp chủ thể chụp ảnh",
        "there are no photos: help the producer to take some"
      )
    }
  }

  /// It was there, and holds no longer.
  static func lapsed(_ kind: ReadinessKind) -> Advice {
    switch kind {
    case .recognition:
      Advice(
        .producer,
        "Công nhận đã hết hiệu lực: nộp hồ sơ đánh giá lại",
        "the recognition holds no longer: hand in the dossier for re-evaluation"
      )
    default:
      Advice(
        .producer,
        "Giấy tờ đã hết hiệu lực: làm lại và nộp",
        "the paper holds no longer: renew it and hand it in"
      )
    }
  }
}
