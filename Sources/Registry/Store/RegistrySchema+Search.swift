extension RegistrySchema {
  /// Words of names, for the search; and indices that tell when the map was last changed.
  ///
  /// `search_word` has the folded words of each producer's and product's name, `search_term` every such word once with
  /// the number of names that have it, `search_variant` each word with one letter left out, by which words are found
  /// that are one typing error away. `search_progress` tells how far the names of an older version were taken in.
  static let search = """
    CREATE TABLE search_word (
      word TEXT NOT NULL,
      kind INTEGER NOT NULL,
      subject_id TEXT NOT NULL,
      is_personal INTEGER NOT NULL,
      PRIMARY KEY (word, kind, subject_id)
    ) WITHOUT ROWID;
    CREATE INDEX search_word_by_subject ON search_word (kind, subject_id, word);
    CREATE TABLE search_term (
      word TEXT PRIMARY KEY,
      subject_count INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE search_variant (
      variant TEXT NOT NULL,
      word TEXT NOT NULL,
      PRIMARY KEY (variant, word)
    ) WITHOUT ROWID;
    CREATE TABLE search_progress (
      kind INTEGER PRIMARY KEY,
      after_id TEXT NOT NULL,
      is_done INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO search_progress (kind, after_id, is_done) VALUES (3, '', 0);
    INSERT INTO search_progress (kind, after_id, is_done) VALUES (4, '', 0);
    CREATE INDEX administrative_unit_by_revision ON administrative_unit (revision);
    CREATE INDEX unit_succession_by_revision ON unit_succession (revision);
    """
}
