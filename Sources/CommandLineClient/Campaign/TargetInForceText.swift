import ClientKit
import Messages

/// Targets that hold on a day, as a table.
enum TargetInForceText {
  /// Widest cell on a terminal.
  private static let cellWidthMax = 40

  /// One row for each target.
  static func table(_ targets: [RegistryV1.TargetInForce], isTerminal: Bool) -> String {
    var table = TextTable(
      [
        TextTable.Column("Giai đoạn", "phase"), TextTable.Column("Đơn vị", "unit"),
        TextTable.Column("Chỉ tiêu", "indicator"), TextTable.Column("Mục tiêu", "target", alignment: .right),
        TextTable.Column("Từ ngày", "holds from"), TextTable.Column("Đặt cho", "set for"),
        TextTable.Column("Căn cứ", "source"),
      ],
      cellWidthMax: isTerminal ? cellWidthMax : nil
    )
    for holding in targets {
      let target = holding.target ?? RegistryV1.CampaignTarget()
      table.append([
        holding.phaseID, holding.unitCode, FigureArgument.name(of: holding.indicator), "\(target.targetPercent) %",
        holding.holdsFrom, target.unitCode.isEmpty ? "cả giai đoạn · every unit" : "đơn vị · the unit", target.source,
      ])
    }
    return table.rendered()
  }
}
