import DomainPrimitives

/// One kind of record, as a value of its own and as one of any kind.
struct RegistryRecordForm<Record> {
  /// A record as one of any kind.
  let wrap: (Record) -> RegistryRecord
  /// A record of any kind as one of this; nil when it is of another.
  let unwrap: (RegistryRecord) -> Record?
}

extension RegistryRecordForm<AdministrativeUnit> {
  static var administrativeUnit: RegistryRecordForm {
    RegistryRecordForm(wrap: RegistryRecord.administrativeUnit) { record in
      if case .administrativeUnit(let unit) = record { unit } else { nil }
    }
  }
}

extension RegistryRecordForm<UnitSuccessionRecord> {
  static var unitSuccession: RegistryRecordForm {
    RegistryRecordForm(wrap: RegistryRecord.unitSuccession) { record in
      if case .unitSuccession(let succession) = record { succession } else { nil }
    }
  }
}

extension RegistryRecordForm<Producer> {
  static var producer: RegistryRecordForm {
    RegistryRecordForm(wrap: RegistryRecord.producer) { record in
      if case .producer(let producer) = record { producer } else { nil }
    }
  }
}

extension RegistryRecordForm<Product> {
  static var product: RegistryRecordForm {
    RegistryRecordForm(wrap: RegistryRecord.product) { record in
      if case .product(let product) = record { product } else { nil }
    }
  }
}

extension RegistryRecordForm<Recognition> {
  static var recognition: RegistryRecordForm {
    RegistryRecordForm(wrap: RegistryRecord.recognition) { record in
      if case .recognition(let recognition) = record { recognition } else { nil }
    }
  }
}

extension RegistryRecordForm<RuleSet> {
  static var ruleSet: RegistryRecordForm {
    RegistryRecordForm(wrap: RegistryRecord.ruleSet) { record in
      if case .ruleSet(let ruleSet) = record { ruleSet } else { nil }
    }
  }
}

extension RegistryRecordForm<UnitPlacementRecord> {
  static var unitPlacement: RegistryRecordForm {
    RegistryRecordForm(wrap: RegistryRecord.unitPlacement) { record in
      if case .unitPlacement(let placement) = record { placement } else { nil }
    }
  }
}
