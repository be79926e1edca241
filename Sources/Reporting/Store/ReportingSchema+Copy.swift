extension ReportingSchema {
  /// Tables filled from the registry's feed, and those filled from the listing service's, with the kinds of fact that
  /// each has in `fact` and `fact_version`; emptied when a feed is to be read anew.
  static let salesTables = ["sales_listing", "sales_order", "sales_order_version", "sales_month"]

  /// The copy as one table of records by kind, with what each was before, and orders with their sums by month. Columns
  /// `…_day` hold days since 1970-01-01, `month_index` years × 12 + months from 0. Both feeds are read once more.
  ///
  /// - `fact` and `fact_version`: a record as its feed brought it. A version holds from its revision until, not
  ///   including, the revision that took its place; names of producers are not kept in it: they are personal, and no
  ///   figure needs them.
  /// - `sales_listing`: numbers of listings, since orders and their indexes name them by the million.
  /// - `sales_order`: by day first, since orders arrive day by day: what is written together then lies together,
  ///   where by listing every order would be a page of its own.
  /// - `sales_month`: sums of a listing's orders in a month. They change in the transaction that stores an order:
  ///   what it was is taken out of its month, what it is now is added to its month, so a late sale changes exactly
  ///   its month. `first_day` and `last_day` lie on or outside the orders' days. A sum that is too large is held as
  ///   the largest number and makes reports refuse it.
  /// - `source_day`: the last revision of each day, in Vietnam, on which a source recorded something.
  static let completeCopy = """
    DROP TABLE administrative_unit;
    DROP TABLE unit_succession;
    DROP TABLE producer;
    DROP TABLE product;
    DROP TABLE recognition;
    DROP TABLE campaign_phase;
    DROP TABLE campaign_phase_unit;
    DROP TABLE published_claim;
    DROP TABLE unit_placement;
    DROP TABLE floor;
    DROP TABLE store;
    DROP TABLE payment_account;
    DROP TABLE product_listing;
    DROP TABLE sales_order;
    DROP TABLE monthly_sales;
    CREATE TABLE fact (
      kind INTEGER NOT NULL,
      record_id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      change BLOB NOT NULL,
      PRIMARY KEY (kind, record_id)
    ) WITHOUT ROWID;
    CREATE INDEX fact_by_revision ON fact (revision, kind);
    CREATE TABLE fact_version (
      kind INTEGER NOT NULL,
      record_id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      superseded_revision INTEGER NOT NULL,
      change BLOB NOT NULL,
      PRIMARY KEY (kind, record_id, revision)
    ) WITHOUT ROWID;
    CREATE TABLE sales_listing (
      listing_number INTEGER PRIMARY KEY,
      product_listing_id TEXT NOT NULL UNIQUE
    );
    CREATE TABLE sales_order (
      ordered_day INTEGER NOT NULL,
      listing_number INTEGER NOT NULL,
      order_id TEXT NOT NULL,
      state INTEGER NOT NULL,
      evidence INTEGER NOT NULL,
      quantity_thousandths INTEGER NOT NULL,
      revenue_dong INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      PRIMARY KEY (ordered_day, listing_number, order_id)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX sales_order_by_identifier ON sales_order (order_id);
    CREATE INDEX sales_order_by_revision ON sales_order (revision);
    CREATE TABLE sales_order_version (
      order_id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      superseded_revision INTEGER NOT NULL,
      listing_number INTEGER NOT NULL,
      ordered_day INTEGER NOT NULL,
      state INTEGER NOT NULL,
      evidence INTEGER NOT NULL,
      quantity_thousandths INTEGER NOT NULL,
      revenue_dong INTEGER NOT NULL,
      PRIMARY KEY (order_id, revision)
    ) WITHOUT ROWID;
    CREATE INDEX sales_order_version_by_superseding ON sales_order_version (superseded_revision);
    CREATE INDEX sales_order_version_by_day ON sales_order_version (ordered_day, listing_number);
    CREATE TABLE sales_month (
      month_index INTEGER NOT NULL,
      listing_number INTEGER NOT NULL,
      completed_count INTEGER NOT NULL,
      evidenced_count INTEGER NOT NULL,
      declared_count INTEGER NOT NULL,
      estimated_count INTEGER NOT NULL,
      cancelled_count INTEGER NOT NULL,
      returned_count INTEGER NOT NULL,
      other_count INTEGER NOT NULL,
      quantity_thousandths INTEGER NOT NULL,
      revenue_dong INTEGER NOT NULL,
      first_day INTEGER NOT NULL,
      last_day INTEGER NOT NULL,
      changed_revision INTEGER NOT NULL,
      PRIMARY KEY (month_index, listing_number)
    ) WITHOUT ROWID;
    CREATE INDEX sales_month_by_change ON sales_month (changed_revision);
    CREATE TABLE source_day (
      source TEXT NOT NULL,
      recorded_day INTEGER NOT NULL,
      last_revision INTEGER NOT NULL,
      PRIMARY KEY (source, recorded_day)
    ) WITHOUT ROWID;
    DELETE FROM follower_cursor;
    DELETE FROM source_progress;
    """

  /// What was sold on each day beside the sums of months (`MonthDays`), so that a report of a day within a month reads
  /// a row of each listing instead of every order. The listing service's feed is read once more to fill it.
  static let daysOfMonths = """
    DROP TABLE sales_month;
    CREATE TABLE sales_month (
      month_index INTEGER NOT NULL,
      listing_number INTEGER NOT NULL,
      completed_count INTEGER NOT NULL,
      evidenced_count INTEGER NOT NULL,
      declared_count INTEGER NOT NULL,
      estimated_count INTEGER NOT NULL,
      cancelled_count INTEGER NOT NULL,
      returned_count INTEGER NOT NULL,
      other_count INTEGER NOT NULL,
      quantity_thousandths INTEGER NOT NULL,
      revenue_dong INTEGER NOT NULL,
      first_day INTEGER NOT NULL,
      last_day INTEGER NOT NULL,
      changed_revision INTEGER NOT NULL,
      days BLOB NOT NULL,
      PRIMARY KEY (month_index, listing_number)
    ) WITHOUT ROWID;
    CREATE INDEX sales_month_by_change ON sales_month (changed_revision);

    """ + salesAnew

  /// Days of months hold what was sold through each of them, where they held what was sold on each. The listing
  /// service's feed is read once more.
  static let sumsThroughDays = "DELETE FROM sales_month;\n" + salesAnew

  /// A month of a listing is its days alone, of which its sums are the last, and fewer bytes: they all lie in memory,
  /// too. The listing service's feed is read once more.
  static let daysAlone = """
    DROP TABLE sales_month;
    CREATE TABLE sales_month (
      month_index INTEGER NOT NULL,
      listing_number INTEGER NOT NULL,
      changed_revision INTEGER NOT NULL,
      days BLOB NOT NULL,
      PRIMARY KEY (month_index, listing_number)
    ) WITHOUT ROWID;
    CREATE INDEX sales_month_by_change ON sales_month (changed_revision);

    """ + salesAnew

  private static let salesAnew = """
    DELETE FROM sales_listing;
    DELETE FROM sales_order;
    DELETE FROM sales_order_version;
    DELETE FROM source_day WHERE source = 'listing';
    DELETE FROM follower_cursor WHERE source = 'listing';
    DELETE FROM source_progress WHERE source = 'listing';
    """
}
