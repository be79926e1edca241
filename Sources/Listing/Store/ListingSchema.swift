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

  /// What readiness, states and tasks need of the registry's records. Its feed is read once more from the beginning.
  static let registryFacts = """
    ALTER TABLE registry_producer ADD COLUMN ended_on_day INTEGER;
    ALTER TABLE registry_product ADD COLUMN name TEXT NOT NULL DEFAULT '';
    ALTER TABLE registry_product ADD COLUMN unit_of_sale TEXT NOT NULL DEFAULT '';
    ALTER TABLE registry_product ADD COLUMN gtin TEXT NOT NULL DEFAULT '';
    ALTER TABLE registry_product ADD COLUMN season_windows TEXT NOT NULL DEFAULT '';
    ALTER TABLE registry_product ADD COLUMN season_exceptions TEXT NOT NULL DEFAULT '';
    CREATE TABLE registry_recognition (
      recognition_id TEXT PRIMARY KEY,
      product_id TEXT NOT NULL,
      issued_on_day INTEGER NOT NULL,
      revoked_on_day INTEGER,
      re_evaluation_filed_on_day INTEGER,
      re_evaluation_decided_on_day INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX registry_recognition_by_product ON registry_recognition (product_id, issued_on_day);
    CREATE TABLE registry_document (
      document_id TEXT PRIMARY KEY,
      product_id TEXT NOT NULL,
      kind INTEGER NOT NULL,
      issued_on_day INTEGER NOT NULL,
      expires_on_day INTEGER,
      withdrawn_on_day INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX registry_document_by_product ON registry_document (product_id, kind);
    CREATE TABLE registry_rule_set (
      rule_set_id TEXT PRIMARY KEY,
      in_force_from_day INTEGER NOT NULL,
      validity_months INTEGER NOT NULL,
      extension_days_max INTEGER NOT NULL
    ) WITHOUT ROWID;
    DELETE FROM follower_cursor WHERE source = 'registry';
    """

  /// Sums of single orders by listing and month, kept with every order that is stored. What there is already is summed
  /// here, the day of the month taken from the days since 1970-01-01 by whole numbers alone (years of 400-year eras
  /// that begin in March, as in `CivilDate`), so that both engines run the same text.
  static let months = """
    CREATE TABLE listing_month (
      product_listing_id TEXT NOT NULL,
      month_first_day INTEGER NOT NULL,
      completed_count INTEGER NOT NULL,
      cancelled_count INTEGER NOT NULL,
      returned_count INTEGER NOT NULL,
      quantity_thousandths INTEGER NOT NULL,
      revenue_dong INTEGER NOT NULL,
      PRIMARY KEY (product_listing_id, month_first_day)
    ) WITHOUT ROWID;
    INSERT INTO listing_month (product_listing_id, month_first_day, completed_count, cancelled_count, returned_count,
      quantity_thousandths, revenue_dong)
    SELECT product_listing_id, month_first_day,
      CAST(sum(CASE WHEN state = 1 THEN 1 ELSE 0 END) AS BIGINT),
      CAST(sum(CASE WHEN state = 2 THEN 1 ELSE 0 END) AS BIGINT),
      CAST(sum(CASE WHEN state = 3 THEN 1 ELSE 0 END) AS BIGINT),
      CAST(sum(CASE WHEN state = 1 THEN quantity_thousandths ELSE 0 END) AS BIGINT),
      CAST(sum(CASE WHEN state = 1 THEN revenue_dong ELSE 0 END) AS BIGINT)
    FROM (
      SELECT product_listing_id, state, quantity_thousandths, revenue_dong,
        ordered_on_day - (day_of_year - (153 * ((5 * day_of_year + 2) / 153) + 2) / 5) AS month_first_day
      FROM (
        SELECT product_listing_id, state, quantity_thousandths, revenue_dong, ordered_on_day,
          day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100) AS day_of_year
        FROM (
          SELECT product_listing_id, state, quantity_thousandths, revenue_dong, ordered_on_day, day_of_era,
            (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365 AS year_of_era
          FROM (
            SELECT product_listing_id, state, quantity_thousandths, revenue_dong, ordered_on_day,
              ordered_on_day + 719468 - ((ordered_on_day + 719468) / 146097) * 146097 AS day_of_era
            FROM single_order
          ) AS orders_of_eras
        ) AS orders_of_years
      ) AS orders_of_days
    ) AS orders_of_months
    GROUP BY product_listing_id, month_first_day;
    """
}
