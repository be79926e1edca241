extension RegistrySchema {
  /// When where a producer is last changed: which producers belong to an office is remembered until then.
  static let producerRevisions = """
    CREATE INDEX producer_by_revision ON producer (revision);
    CREATE INDEX unit_placement_by_revision ON unit_placement (revision);
    """
}
