/// Tables of the reporting service's copy, step by step. What the copy is now, `completeCopy` makes: one table of
/// records by kind; the steps before it are those of older releases.
enum ReportingSchema {
  static let sql = registrySQL + listingSQL

  /// Whose names are personal data. The registry's feed is read once more from its beginning to fill it; the copy
  /// answers all the while, and until then every producer counts as a person.
  static let persons = """
    ALTER TABLE producer ADD COLUMN is_person INTEGER;
    DELETE FROM follower_cursor WHERE source = 'registry';
    """

  /// What a producer was merged into, and the exceptions from a product's seasons. The registry's feed is read once
  /// more from its beginning to fill them.
  static let merges = """
    ALTER TABLE producer ADD COLUMN merged_into_producer_id TEXT;
    ALTER TABLE product ADD COLUMN season_exceptions TEXT NOT NULL DEFAULT '';
    DELETE FROM follower_cursor WHERE source = 'registry';
    """

  /// Where the province has placed producers of split units. The registry's feed is read once more from its beginning:
  /// placements may stand in it that an older version of this service has passed over.
  static let placements = """
    CREATE TABLE unit_placement (
      placement_id TEXT NOT NULL PRIMARY KEY,
      producer_id TEXT NOT NULL,
      unit_code TEXT NOT NULL,
      unit_valid_from_day INTEGER NOT NULL
    );
    DELETE FROM follower_cursor WHERE source = 'registry';
    """

  private static let registrySQL = """
    CREATE TABLE administrative_unit (
      code TEXT NOT NULL,
      valid_from_day INTEGER NOT NULL,
      name TEXT NOT NULL,
      kind INTEGER NOT NULL,
      parent_code TEXT,
      valid_to_day INTEGER,
      PRIMARY KEY (code, valid_from_day)
    );
    CREATE TABLE unit_succession (
      from_code TEXT NOT NULL,
      from_valid_from_day INTEGER NOT NULL,
      to_code TEXT NOT NULL,
      to_valid_from_day INTEGER NOT NULL,
      is_split INTEGER NOT NULL,
      PRIMARY KEY (from_code, from_valid_from_day, to_code, to_valid_from_day)
    );
    CREATE TABLE producer (
      producer_id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      unit_code TEXT NOT NULL,
      registered_day INTEGER NOT NULL,
      ended_day INTEGER
    );
    CREATE TABLE product (
      product_id TEXT NOT NULL PRIMARY KEY,
      producer_id TEXT NOT NULL,
      name TEXT NOT NULL,
      unit_of_sale TEXT NOT NULL,
      season_windows TEXT NOT NULL
    );
    CREATE TABLE recognition (
      recognition_id TEXT NOT NULL PRIMARY KEY,
      product_id TEXT NOT NULL,
      stars INTEGER NOT NULL,
      issued_day INTEGER NOT NULL,
      revoked_day INTEGER
    );
    CREATE TABLE campaign_phase (
      phase_id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      starts_day INTEGER NOT NULL
    );
    CREATE TABLE campaign_phase_unit (
      phase_id TEXT NOT NULL,
      unit_code TEXT NOT NULL,
      PRIMARY KEY (phase_id, unit_code)
    );
    CREATE TABLE published_claim (
      claim_id TEXT NOT NULL PRIMARY KEY,
      indicator INTEGER NOT NULL,
      phase_id TEXT,
      wording TEXT NOT NULL,
      claimed_value INTEGER NOT NULL,
      as_of_day INTEGER NOT NULL,
      source TEXT NOT NULL
    );

    """

  private static let listingSQL = """
    CREATE TABLE floor (
      floor_id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL
    );
    CREATE TABLE store (
      store_id TEXT NOT NULL PRIMARY KEY,
      producer_id TEXT NOT NULL,
      floor_id TEXT NOT NULL,
      opened_day INTEGER NOT NULL,
      closed_day INTEGER
    );
    CREATE TABLE payment_account (
      payment_account_id TEXT NOT NULL PRIMARY KEY,
      producer_id TEXT NOT NULL,
      provider TEXT NOT NULL,
      opened_day INTEGER NOT NULL,
      closed_day INTEGER
    );
    CREATE TABLE product_listing (
      product_listing_id TEXT NOT NULL PRIMARY KEY,
      store_id TEXT NOT NULL,
      product_id TEXT NOT NULL,
      planned_day INTEGER,
      declared_day INTEGER,
      accepted_day INTEGER,
      observed_day INTEGER,
      ended_day INTEGER,
      not_live_reason TEXT
    );
    CREATE TABLE sales_order (
      order_id TEXT NOT NULL PRIMARY KEY,
      product_listing_id TEXT NOT NULL,
      month_first_day INTEGER NOT NULL,
      state INTEGER NOT NULL,
      ordered_day INTEGER NOT NULL,
      quantity_thousandths INTEGER NOT NULL,
      revenue_dong INTEGER NOT NULL
    );
    CREATE INDEX sales_order_by_listing_month ON sales_order
      (product_listing_id, month_first_day, state, ordered_day, quantity_thousandths, revenue_dong);
    CREATE TABLE monthly_sales (
      monthly_sales_id TEXT NOT NULL PRIMARY KEY,
      product_listing_id TEXT NOT NULL,
      month_first_day INTEGER NOT NULL,
      order_count INTEGER NOT NULL,
      quantity_thousandths INTEGER NOT NULL,
      revenue_dong INTEGER NOT NULL,
      cancelled_count INTEGER NOT NULL,
      returned_count INTEGER NOT NULL
    );
    CREATE INDEX monthly_sales_by_listing ON monthly_sales (product_listing_id, month_first_day);
    CREATE TABLE source_progress (
      source TEXT NOT NULL PRIMARY KEY,
      revision INTEGER NOT NULL,
      recorded_at_unix_microseconds INTEGER NOT NULL
    );
    """
}
