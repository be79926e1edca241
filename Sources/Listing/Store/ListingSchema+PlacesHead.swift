extension ListingSchema {
  /// Revisions of the registry at which the map, and where a producer is, last changed: what is remembered of them
  /// holds until then. 0 = not since this table is there.
  static let placesHead = """
    CREATE TABLE registry_places_head (
      id INTEGER PRIMARY KEY,
      map_revision INTEGER NOT NULL,
      producers_revision INTEGER NOT NULL
    );
    INSERT INTO registry_places_head (id, map_revision, producers_revision) VALUES (1, 0, 0);
    """
}
