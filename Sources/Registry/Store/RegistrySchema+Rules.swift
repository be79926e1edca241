extension RegistrySchema {
  /// Decisions on recognitions as data, what the re-evaluation of a certificate needs, inspections, and the versions of
  /// targets.
  static let rulesAndInspections = """
    CREATE TABLE rule_set (
      rule_set_id TEXT PRIMARY KEY,
      decision TEXT NOT NULL,
      in_force_from_day INTEGER NOT NULL,
      validity_months INTEGER NOT NULL,
      re_evaluation_opens_days_before INTEGER NOT NULL,
      re_evaluation_closes_days_before INTEGER NOT NULL,
      extension_days_max INTEGER NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE rule_set_rank (
      rule_set_id TEXT NOT NULL,
      position INTEGER NOT NULL,
      stars INTEGER NOT NULL,
      points_min INTEGER NOT NULL,
      authority INTEGER NOT NULL,
      PRIMARY KEY (rule_set_id, position)
    ) WITHOUT ROWID;
    CREATE TABLE rule_set_group (
      rule_set_id TEXT NOT NULL,
      position INTEGER NOT NULL,
      product_group INTEGER NOT NULL,
      PRIMARY KEY (rule_set_id, position)
    ) WITHOUT ROWID;
    ALTER TABLE recognition ADD COLUMN revocation_ground INTEGER;
    ALTER TABLE recognition ADD COLUMN authority INTEGER;
    ALTER TABLE recognition ADD COLUMN product_group INTEGER;
    ALTER TABLE recognition ADD COLUMN re_evaluation_filed_on_day INTEGER;
    ALTER TABLE recognition ADD COLUMN re_evaluation_decided_on_day INTEGER;
    CREATE INDEX recognition_by_issue ON recognition (issued_on_day);
    ALTER TABLE campaign_target ADD COLUMN decided_on_day INTEGER;
    ALTER TABLE support_request ADD COLUMN assignee TEXT NOT NULL DEFAULT '';
    ALTER TABLE support_request ADD COLUMN assigned_on_day INTEGER;
    CREATE TABLE inspection (
      inspection_id TEXT PRIMARY KEY,
      producer_id TEXT NOT NULL,
      product_id TEXT,
      inspected_on_day INTEGER NOT NULL,
      subject INTEGER NOT NULL,
      inspected_by TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX inspection_by_producer ON inspection (producer_id);
    CREATE INDEX inspection_by_product ON inspection (product_id);
    CREATE TABLE inspection_finding (
      finding_id TEXT PRIMARY KEY,
      inspection_id TEXT NOT NULL,
      severity INTEGER NOT NULL,
      description TEXT NOT NULL,
      follow_up_due_on_day INTEGER,
      followed_up_on_day INTEGER,
      follow_up TEXT NOT NULL,
      revision INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX inspection_finding_by_inspection ON inspection_finding (inspection_id);
    """
}
