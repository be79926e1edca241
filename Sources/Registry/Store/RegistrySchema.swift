/// The registry's own tables. Days are days since 1970-01-01; choices are the numbers of their messages.
enum RegistrySchema {
  /// Units and what became of them.
  static let units = """
    CREATE TABLE administrative_unit (
      unit_id TEXT PRIMARY KEY,
      code TEXT NOT NULL,
      valid_from_day INTEGER NOT NULL,
      valid_to_day INTEGER,
      name TEXT NOT NULL,
      kind INTEGER NOT NULL,
      parent_code TEXT,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX administrative_unit_by_code ON administrative_unit (code);
    CREATE INDEX administrative_unit_by_parent ON administrative_unit (parent_code);
    CREATE TABLE unit_succession (
      succession_id TEXT PRIMARY KEY,
      from_code TEXT NOT NULL,
      from_valid_from_day INTEGER NOT NULL,
      to_code TEXT NOT NULL,
      to_valid_from_day INTEGER NOT NULL,
      change INTEGER NOT NULL,
      legal_basis TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX unit_succession_by_from ON unit_succession (from_code, from_valid_from_day);
    CREATE INDEX unit_succession_by_to ON unit_succession (to_code, to_valid_from_day);
    """

  /// Producers, what they make, and what was recognised.
  static let producers = """
    CREATE TABLE producer (
      producer_id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      type INTEGER NOT NULL,
      unit_code TEXT NOT NULL,
      registered_on_day INTEGER NOT NULL,
      ended_on_day INTEGER,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX producer_by_unit ON producer (unit_code, registered_on_day);
    CREATE TABLE product (
      product_id TEXT PRIMARY KEY,
      producer_id TEXT NOT NULL,
      name TEXT NOT NULL,
      product_group INTEGER NOT NULL,
      unit_of_sale TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX product_by_producer ON product (producer_id);
    CREATE TABLE product_season (
      product_id TEXT NOT NULL,
      position INTEGER NOT NULL,
      first_month INTEGER NOT NULL,
      last_month INTEGER NOT NULL,
      PRIMARY KEY (product_id, position)
    ) WITHOUT ROWID;
    CREATE TABLE recognition (
      recognition_id TEXT PRIMARY KEY,
      product_id TEXT NOT NULL,
      stars INTEGER NOT NULL,
      points INTEGER NOT NULL,
      issued_on_day INTEGER NOT NULL,
      decision_number TEXT NOT NULL,
      revoked_on_day INTEGER,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX recognition_by_product ON recognition (product_id, issued_on_day);
    """

  /// Phases, targets and published figures.
  static let campaign = """
    CREATE TABLE campaign_phase (
      phase_id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      starts_on_day INTEGER NOT NULL,
      ends_before_day INTEGER NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE campaign_phase_unit (
      phase_id TEXT NOT NULL,
      position INTEGER NOT NULL,
      unit_code TEXT NOT NULL,
      PRIMARY KEY (phase_id, position)
    ) WITHOUT ROWID;
    CREATE INDEX campaign_phase_unit_by_unit ON campaign_phase_unit (unit_code);
    CREATE TABLE campaign_target (
      target_id TEXT PRIMARY KEY,
      phase_id TEXT NOT NULL,
      unit_code TEXT,
      indicator INTEGER NOT NULL,
      target_percent INTEGER NOT NULL,
      source TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX campaign_target_by_phase ON campaign_target (phase_id);
    CREATE TABLE published_claim (
      claim_id TEXT PRIMARY KEY,
      indicator INTEGER NOT NULL,
      phase_id TEXT,
      wording TEXT NOT NULL,
      value INTEGER NOT NULL,
      as_of_day INTEGER NOT NULL,
      source TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    """

  /// Trainings and requests for help.
  static let support = """
    CREATE TABLE training (
      training_id TEXT PRIMARY KEY,
      topic TEXT NOT NULL,
      held_on_day INTEGER NOT NULL,
      unit_code TEXT NOT NULL,
      partner TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX training_by_unit ON training (unit_code, held_on_day);
    CREATE TABLE training_attendance (
      training_id TEXT NOT NULL,
      position INTEGER NOT NULL,
      producer_id TEXT NOT NULL,
      PRIMARY KEY (training_id, position)
    ) WITHOUT ROWID;
    CREATE INDEX training_attendance_by_producer ON training_attendance (producer_id);
    CREATE TABLE support_request (
      request_id TEXT PRIMARY KEY,
      producer_id TEXT NOT NULL,
      kind INTEGER NOT NULL,
      requested_on_day INTEGER NOT NULL,
      due_on_day INTEGER,
      done_on_day INTEGER,
      outcome TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX support_request_by_producer ON support_request (producer_id);
    """

  /// A product's seasons in its own row: a look-up reads one row of one table. Empty with `seasons_revision` NULL in
  /// rows from before.
  static let seasonsInRow = """
    ALTER TABLE product ADD COLUMN season_windows TEXT NOT NULL DEFAULT '';
    ALTER TABLE product ADD COLUMN season_exceptions TEXT;
    ALTER TABLE product ADD COLUMN seasons_revision INTEGER;
    """

  /// Personal data, and whose was erased.
  static let contacts = """
    CREATE TABLE contact (
      producer_id TEXT PRIMARY KEY,
      representative TEXT NOT NULL,
      phone TEXT NOT NULL,
      address TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE erasure (
      producer_id TEXT PRIMARY KEY,
      ground INTEGER NOT NULL,
      erased_at_unix_microseconds INTEGER NOT NULL,
      pseudonym TEXT NOT NULL,
      contact_erased INTEGER NOT NULL,
      erased_event_count INTEGER NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    """
}
