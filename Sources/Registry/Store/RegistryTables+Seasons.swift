import DomainPrimitives
import Feed
import Storage

extension RegistryTables {
  /// Season windows and exceptions of products, in the office's order.
  static let productSeasons = RecordTable<Product>.Lists(
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
    }
  )
}
