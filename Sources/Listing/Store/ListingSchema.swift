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

  /// What was seen of listings, prices, pauses, rules for leading stores, expectations, and the new fields of floors,
  /// listings and sales.
  static let observations = """
    ALTER TABLE floor ADD COLUMN unverified_after_days INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE floor ADD COLUMN requirements TEXT NOT NULL DEFAULT '';
    ALTER TABLE product_listing ADD COLUMN external_id TEXT NOT NULL DEFAULT '';
    ALTER TABLE product_listing ADD COLUMN url TEXT NOT NULL DEFAULT '';
    CREATE INDEX product_listing_by_external_id ON product_listing (store_id, external_id);
    ALTER TABLE single_order ADD COLUMN source TEXT NOT NULL DEFAULT '';
    ALTER TABLE monthly_sales ADD COLUMN source TEXT NOT NULL DEFAULT '';
    CREATE INDEX registry_product_by_producer ON registry_product (producer_id);
    CREATE TABLE listing_observation (
      observation_id TEXT PRIMARY KEY,
      product_listing_id TEXT NOT NULL,
      observed_on_day INTEGER NOT NULL,
      state INTEGER NOT NULL,
      observer INTEGER NOT NULL,
      price_dong INTEGER NOT NULL,
      evidence TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX listing_observation_by_listing ON listing_observation (product_listing_id, observed_on_day);
    CREATE TABLE listing_price (
      price_id TEXT PRIMARY KEY,
      product_listing_id TEXT NOT NULL,
      valid_from_day INTEGER NOT NULL,
      price_dong INTEGER NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX listing_price_by_listing ON listing_price (product_listing_id, valid_from_day);
    CREATE TABLE listing_pause (
      pause_id TEXT PRIMARY KEY,
      product_listing_id TEXT NOT NULL,
      paused_on_day INTEGER NOT NULL,
      resumed_on_day INTEGER,
      reason INTEGER,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX listing_pause_by_listing ON listing_pause (product_listing_id, paused_on_day);
    CREATE TABLE leading_rule (
      leading_rule_id TEXT PRIMARY KEY,
      level INTEGER NOT NULL,
      decision TEXT NOT NULL,
      valid_from_day INTEGER NOT NULL,
      valid_to_day INTEGER,
      window_months INTEGER NOT NULL,
      orders_min INTEGER NOT NULL,
      revenue_dong_min INTEGER NOT NULL,
      months_with_sales_min INTEGER NOT NULL,
      quantity_thousandths_min INTEGER NOT NULL,
      quantity_unit TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX leading_rule_by_level ON leading_rule (level, valid_from_day);
    CREATE TABLE sales_expectation (
      expectation_id TEXT PRIMARY KEY,
      product_id TEXT NOT NULL,
      first_month_day INTEGER NOT NULL,
      last_month_day INTEGER NOT NULL,
      quantity_thousandths_min INTEGER NOT NULL,
      quantity_thousandths_max INTEGER NOT NULL,
      stated_on_day INTEGER NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX sales_expectation_by_product ON sales_expectation (product_id, first_month_day);
    """
}
