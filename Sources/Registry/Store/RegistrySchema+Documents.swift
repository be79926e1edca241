extension RegistrySchema {
  /// Registration numbers and merges of producers, bar codes and season exceptions of products, and their documents.
  /// `trade_item_number` is the bar code in 14 digits, by which two are compared.
  static let documents = """
    ALTER TABLE producer ADD COLUMN registration_number TEXT;
    ALTER TABLE producer ADD COLUMN merged_into_producer_id TEXT;
    CREATE INDEX producer_by_registration_number ON producer (registration_number);
    CREATE INDEX producer_by_merged_into ON producer (merged_into_producer_id);
    ALTER TABLE product ADD COLUMN gtin TEXT;
    ALTER TABLE product ADD COLUMN trade_item_number TEXT;
    CREATE INDEX product_by_trade_item_number ON product (trade_item_number);
    CREATE TABLE product_season_exception (
      product_id TEXT NOT NULL,
      position INTEGER NOT NULL,
      first_month_first_day INTEGER NOT NULL,
      last_month_first_day INTEGER NOT NULL,
      in_season INTEGER NOT NULL,
      PRIMARY KEY (product_id, position)
    ) WITHOUT ROWID;
    CREATE TABLE product_document (
      document_id TEXT PRIMARY KEY,
      product_id TEXT NOT NULL,
      kind INTEGER NOT NULL,
      issued_on_day INTEGER NOT NULL,
      expires_on_day INTEGER,
      withdrawn_on_day INTEGER,
      reference TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX product_document_by_product ON product_document (product_id, kind);
    """
}
