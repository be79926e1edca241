/// The listing service's own tables. Days are days since 1970-01-01; choices are the numbers of their messages.
enum ListingSchema {
  /// What is known of the registry's records, from its feed.
  static let registryProjection = """
    CREATE TABLE registry_producer (
      producer_id TEXT PRIMARY KEY
    ) WITHOUT ROWID;
    CREATE TABLE registry_product (
      product_id TEXT PRIMARY KEY,
      producer_id TEXT NOT NULL
    ) WITHOUT ROWID;
    """

  /// Floors, stores, accounts and listings.
  static let stores = """
    CREATE TABLE floor (
      floor_id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      url TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE store (
      store_id TEXT PRIMARY KEY,
      producer_id TEXT NOT NULL,
      floor_id TEXT NOT NULL,
      name TEXT NOT NULL,
      opened_on_day INTEGER NOT NULL,
      closed_on_day INTEGER,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX store_by_producer ON store (producer_id);
    CREATE TABLE payment_account (
      payment_account_id TEXT PRIMARY KEY,
      producer_id TEXT NOT NULL,
      provider TEXT NOT NULL,
      opened_on_day INTEGER NOT NULL,
      closed_on_day INTEGER,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX payment_account_by_producer ON payment_account (producer_id);
    CREATE TABLE product_listing (
      product_listing_id TEXT PRIMARY KEY,
      store_id TEXT NOT NULL,
      product_id TEXT NOT NULL,
      planned_on_day INTEGER,
      declared_on_day INTEGER,
      accepted_on_day INTEGER,
      observed_on_day INTEGER,
      ended_on_day INTEGER,
      not_live_reason INTEGER,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX product_listing_by_store ON product_listing (store_id);
    CREATE INDEX product_listing_by_product ON product_listing (product_id);
    """

  /// Orders and monthly totals.
  static let sales = """
    CREATE TABLE single_order (
      order_id TEXT PRIMARY KEY,
      product_listing_id TEXT NOT NULL,
      ordered_on_day INTEGER NOT NULL,
      quantity_thousandths INTEGER NOT NULL,
      revenue_dong INTEGER NOT NULL,
      state INTEGER NOT NULL,
      evidence INTEGER NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX single_order_by_listing ON single_order (product_listing_id, ordered_on_day);
    CREATE TABLE monthly_sales (
      monthly_sales_id TEXT PRIMARY KEY,
      product_listing_id TEXT NOT NULL,
      month_first_day INTEGER NOT NULL,
      order_count INTEGER NOT NULL,
      quantity_thousandths INTEGER NOT NULL,
      revenue_dong INTEGER NOT NULL,
      cancelled_count INTEGER NOT NULL,
      returned_count INTEGER NOT NULL,
      evidence INTEGER NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX monthly_sales_by_listing ON monthly_sales (product_listing_id, month_first_day);
    """

  /// The map, and where producers are registered, for callers that reach a part of the records only. The registry's
  /// feed is read once more from its beginning to fill it; until then no office reaches what is not placed yet.
  static let places = """
    ALTER TABLE registry_producer ADD COLUMN unit_code TEXT;
    ALTER TABLE registry_producer ADD COLUMN registered_on_day INTEGER;
    CREATE INDEX registry_producer_by_unit ON registry_producer (unit_code, registered_on_day);
    CREATE TABLE registry_unit (
      code TEXT NOT NULL,
      valid_from_day INTEGER NOT NULL,
      valid_to_day INTEGER,
      kind INTEGER NOT NULL,
      parent_code TEXT,
      PRIMARY KEY (code, valid_from_day)
    ) WITHOUT ROWID;
    CREATE TABLE registry_unit_succession (
      from_code TEXT NOT NULL,
      from_valid_from_day INTEGER NOT NULL,
      to_code TEXT NOT NULL,
      to_valid_from_day INTEGER NOT NULL,
      change INTEGER NOT NULL,
      PRIMARY KEY (from_code, from_valid_from_day, to_code, to_valid_from_day)
    ) WITHOUT ROWID;
    DELETE FROM follower_cursor WHERE source = 'registry';
    """

  /// What a producer was merged into: what it has counts as that one's. The registry's feed is read once more from its
  /// beginning to fill it.
  static let merges = """
    ALTER TABLE registry_producer ADD COLUMN merged_into_producer_id TEXT;
    CREATE INDEX registry_producer_by_merged_into ON registry_producer (merged_into_producer_id);
    DELETE FROM follower_cursor WHERE source = 'registry';
    """
}
