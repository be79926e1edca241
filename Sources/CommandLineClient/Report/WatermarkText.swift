import ClientKit
import Foundation
import Messages

/// How far the sources of a report were followed, as a table.
enum WatermarkText {
  /// One row for each source.
  static func table(_ watermarks: [ReportingV1.Watermark]) -> String {
    var table = TextTable([
      TextTable.Column("Nguồn", "source"), TextTable.Column("Bản", "revision", alignment: .right),
      TextTable.Column("Ghi lúc", "recorded at"), TextTable.Column("Kết nối", "connected"),
    ])
    for watermark in watermarks {
      table.append([
        watermark.source, String(watermark.revision), time(watermark.recordedAtUnixMicroseconds),
        watermark.connected ? "có · yes" : "không, số liệu có thể cũ · no, the figures may be behind",
      ])
    }
    return table.rendered()
  }

  /// "2021-11-05T08:30:00Z" of microseconds since 1970; "–" for 0, which stands for nothing yet.
  static func time(_ unixMicroseconds: Int64) -> String {
    guard unixMicroseconds != 0 else { return "–" }
    let seconds = (Double(unixMicroseconds) / 1_000_000).rounded(.down)
    return Date(timeIntervalSince1970: seconds).formatted(.iso8601)
  }
}
