extension ListingSchema {
  /// What a producer was merged into: what it has counts as that one's. The registry's feed is read once more from its
  /// beginning to fill it.
  static let merges = """
    ALTER TABLE registry_producer ADD COLUMN merged_into_producer_id TEXT;
    CREATE INDEX registry_producer_by_merged_into ON registry_producer (merged_into_producer_id);
    DELETE FROM follower_cursor WHERE source = 'registry';
    """
}
