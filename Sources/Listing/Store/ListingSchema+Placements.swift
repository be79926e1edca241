extension ListingSchema {
  /// Where the province has placed producers of split units. The registry's feed is read once more from its beginning:
  /// placements may stand in it that an older version of this service has passed over.
  static let placements = """
    CREATE TABLE registry_placement (
      placement_id TEXT PRIMARY KEY,
      producer_id TEXT NOT NULL,
      unit_code TEXT NOT NULL,
      unit_valid_from_day INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX registry_placement_by_producer ON registry_placement (producer_id);
    CREATE INDEX registry_placement_by_unit ON registry_placement (unit_code, unit_valid_from_day, producer_id);
    DELETE FROM follower_cursor WHERE source = 'registry';
    """
}
