/// What to do about a listing that is not seen live: the catalogue of reasons, each with who has to act.
enum ListingAdvice {
  /// Nil where nobody has to do anything.
  static func advice(for standing: ListingStanding) -> Advice? {
    if standing.isStoreClosed {
      return Advice(
        .producer,
        "Cửa hàng đã đóng: mở lại, hoặc đăng sản phẩm ở cửa hàng khác",
        "the store has closed: open it again, or list the product in another one"
      )
    }
    switch standing.state {
    case .live: return nil
    case .planned where standing.reason == .planned && standing.isPlanOverdue:
      return Advice(
        .producer,
        "Đã quá ngày dự kiến: đăng sản phẩm, hoặc ghi ngày dự kiến mới",
        "the planned day has passed: list the product, or give a new day"
      )
    case .unverified:
      return Advice(
        .office,
        "Đã lâu chưa ai thấy trên sàn: mở sàn kiểm tra và ghi lại",
        "nobody has seen it for long: look on the floor and record what is there"
      )
    case .declared where standing.reason == nil:
      return Advice(
        .office,
        "Chủ thể báo đã đăng nhưng chưa ai thấy: mở sàn kiểm tra và ghi lại",
        "the producer says it is listed, and nobody has seen it: look on the floor and record what is there"
      )
    case .accepted where standing.reason == nil:
      return Advice(
        .office,
        "Sàn đã duyệt nhưng chưa ai thấy: mở sàn kiểm tra và ghi lại",
        "the floor accepted it, and nobody has seen it: look on the floor and record what is there"
      )
    case .notFound where standing.reason == nil:
      return Advice(
        .producer,
        "Không tìm thấy trên sàn: đăng lại, hoặc ghi lý do",
        "it was not found on the floor: list it again, or say why it is not there"
      )
    case .paused where standing.reason == nil:
      return Advice(
        .producer,
        "Đang tạm ngừng bán: bán lại, hoặc ghi lý do",
        "it is off sale: sell it again, or say why it is not sold"
      )
    case .ended where standing.reason == nil:
      return Advice(
        .producer,
        "Đã gỡ khỏi sàn: đăng lại, hoặc ghi lý do",
        "it was taken off: list it again, or say why it was"
      )
    default: return standing.reason.map(advice(for:))
    }
  }

  /// Who has to do what about a reason.
  static func advice(for reason: NotLiveReason) -> Advice {
    switch reason {
    case .outOfSeason:
      Advice(
        .producer,
        "Ngoài mùa vụ: chuẩn bị đăng lại khi vào mùa",
        "out of season: prepare to list it when the season opens"
      )
    case .planned:
      Advice(.producer, "Đã có kế hoạch: đăng đúng ngày dự kiến", "planned: list it on the planned day")
    case .soldOut:
      Advice(.producer, "Hết hàng: bán lại khi có hàng", "sold out: sell it again when there is stock")
    case .rejectedByFloor:
      Advice(
        .producer,
        "Sàn từ chối: sửa theo yêu cầu của sàn rồi gửi lại",
        "the floor refused it: correct what the floor asks for, and hand it in again"
      )
    case .withdrawn:
      Advice(
        .producer,
        "Chủ thể đã gỡ: đăng lại nếu còn bán",
        "the producer withdrew it: list it again if it is still sold"
      )
    case .missingDocument:
      Advice(.producer, "Thiếu giấy tờ: bổ sung giấy tờ còn thiếu", "a paper is missing: hand in what is missing")
    case .noPaymentAccount:
      Advice(
        .office,
        "Chưa có tài khoản thanh toán: giúp chủ thể mở tài khoản",
        "there is no e-payment account: help the producer to open one"
      )
    case .waitingForFloor:
      Advice(.floor, "Chờ sàn duyệt", "the floor has to decide on it")
    case .recognitionExpired:
      Advice(
        .producer,
        "Công nhận đã hết hạn: nộp hồ sơ đánh giá lại",
        "the recognition has run out: hand in the dossier for re-evaluation"
      )
    case .productionStopped:
      Advice(
        .office,
        "Ngừng sản xuất: xác nhận với chủ thể và ghi vào sổ đăng ký",
        "production has stopped: confirm it with the producer and record it in the register"
      )
    }
  }
}
