import DomainPrimitives
import Feed
import Storage

extension RegistryTables {
  /// Season windows and exceptions of products, in the office's order.
  ///
  /// They are in the product's own row too, for look-ups. A program from before those columns stores a product without
  /// them, so `seasons_revision` stays behind the row's revision: then the tables say what the seasons are.
  static let productSeasons = RecordTable<Product>.Lists(
    areInRow: seasonsAreIn,
    load: { product, transaction in
      let windows = try transaction.query(
        "SELECT first_month, last_month FROM product_season WHERE product_id = ?1 ORDER BY position",
        [.text(product.id)]
      ) { row in
        try SeasonWindow(firstMonth: Int(row.integer(0)), lastMonth: Int(row.integer(1)))
      }
      let exceptions = try transaction.query(
        """
        SELECT first_month_first_day, last_month_first_day, in_season FROM product_season_exception \
        WHERE product_id = ?1 ORDER BY position
        """,
        [.text(product.id)]
      ) { row in
        try SeasonException(
          firstMonth: CivilMonth(containing: row.day(0)),
          lastMonth: CivilMonth(containing: row.day(1)),
          isInSeason: row.boolean(2)
        )
      }
      product.seasons = SeasonWindows(windows, exceptions: exceptions)
    },
    save: { product, transaction in
      try transaction.execute("DELETE FROM product_season WHERE product_id = ?1", [.text(product.id)])
      for (position, window) in product.seasons.windows.enumerated() {
        try transaction.execute(
          "INSERT INTO product_season (product_id, position, first_month, last_month) VALUES (?1, ?2, ?3, ?4)",
          [
            .text(product.id), .integer(Int64(position)), .integer(Int64(window.firstMonth)),
            .integer(Int64(window.lastMonth)),
          ]
        )
      }
      try transaction.execute("DELETE FROM product_season_exception WHERE product_id = ?1", [.text(product.id)])
      for (position, exception) in product.seasons.exceptions.enumerated() {
        try transaction.execute(
          """
          INSERT INTO product_season_exception (product_id, position, first_month_first_day, last_month_first_day, \
          in_season) VALUES (?1, ?2, ?3, ?4, ?5)
          """,
          [
            .text(product.id), .integer(Int64(position)), .day(exception.firstMonth.firstDay),
            .day(exception.lastMonth.firstDay), .boolean(exception.isInSeason),
          ]
        )
      }
      try transaction.execute(
        "UPDATE product SET seasons_revision = revision WHERE product_id = ?1",
        [.text(product.id)]
      )
    }
  )

  /// The bar code in a product's row. Throws `DatabaseError` (`corrupt`) for a text that was never one.
  static func tradeItemNumber(_ row: any Row) throws -> GlobalTradeItemNumber? {
    guard let text = row.optionalText(5) else { return nil }
    guard let number = GlobalTradeItemNumber(stored: text) else {
      throw DatabaseError(.corrupt, message: "gtin of a product holds no bar code")
    }
    return number
  }

  /// Whether a product's row holds the seasons of its revision.
  static func seasonsAreIn(_ row: any Row) -> Bool {
    row.optionalInteger(9) == row.integer(10)
  }

  /// The seasons in a product's row. Throws `DatabaseError` (`corrupt`) for columns that hold something else.
  static func seasons(in row: any Row) throws -> SeasonWindows {
    guard let seasons = SeasonColumns.seasons(windows: row.text(7), exceptions: row.optionalText(8)) else {
      throw DatabaseError(.corrupt, message: "season_windows or season_exceptions of a product hold no seasons")
    }
    return seasons
  }
}
