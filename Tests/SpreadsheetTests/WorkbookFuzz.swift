import CXLSXWriter

/// A workbook with something of everything, to be changed.
enum WorkbookFuzz {
  static func fill(_ workbook: UnsafeMutablePointer<lxw_workbook>) {
    let sheet = workbook_add_worksheet(workbook, "Đơn hàng")
    worksheet_merge_range(sheet, 0, 0, 0, 3, "Bảng kê", nil)
    for row in 1..<40 as Range<UInt32> {
      worksheet_write_string(sheet, row, 0, "DH-\(row)", nil)
      worksheet_write_number(sheet, row, 1, Double(row) * 1.5, nil)
      worksheet_write_string(sheet, row, 2, "Hoàn thành", nil)
    }
    worksheet_merge_range(sheet, 50, 0, 60, 0, "Chung", nil)
  }
}
