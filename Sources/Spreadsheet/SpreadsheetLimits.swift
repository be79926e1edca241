/// What a spreadsheet may hold at most. Whatever is larger is refused by name, and never read to its end.
public enum SpreadsheetLimits {
  /// Largest file on disk, in bytes.
  public static let fileBytesMax = 256 * 1024 * 1024
  /// Rows of a sheet: as many as a workbook can have.
  public static let rowsMax = 1_048_576
  /// Columns that are read; a workbook may have 16,384, and those beyond this stay unread.
  public static let columnsMax = 256
  /// Bytes of text in one cell. Spreadsheet programs take 32,767 characters.
  public static let cellBytesMax = 131_072
  /// Bytes of text in one row.
  public static let rowBytesMax = 1_048_576
  /// Sheets of a workbook.
  public static let sheetsMax = 256
  /// Merged areas of a sheet.
  public static let mergedAreasMax = 65_536
  /// Bytes of a workbook's shared texts that are kept in memory.
  public static let sharedTextBytesMax = 64 * 1024 * 1024
  /// Number of a workbook's shared texts.
  public static let sharedTextsMax = 4_194_304
  /// Bytes that one part of a workbook may have once unpacked: a small file that grows without end is refused.
  public static let unpackedPartBytesMax = 2 * 1024 * 1024 * 1024
  /// The same for the small parts: the list of sheets, their places, the formats.
  public static let unpackedSmallPartBytesMax = 16 * 1024 * 1024
  /// Depth of elements within each other in a part of a workbook.
  public static let elementDepthMax = 64
  /// Bytes of a part in which no element begins or ends.
  public static let elementBytesMax = 1_048_576
  /// Number formats of a workbook.
  public static let formatsMax = 65_536
}
