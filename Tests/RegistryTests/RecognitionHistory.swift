import DomainPrimitives
import Messages
import TestSupport

/// Changes of a registry that bear on recognitions, one after the other, as they come: of what is recognised, of whose
/// it is, of where that is, of the map and of the decisions. Some of them the registry refuses.
struct RecognitionHistory {
  private static let communes = ["06463", "06466", "06154", "06622", "06622", "06622"]
  /// 2020-01-01
  private static let firstDay = CivilDate(clampingDaysSinceEpoch: 18_262)

  private var generator: SeededGenerator
  private var producers: [String] = []
  private var products: [String] = []
  private var recognitions: [String] = []

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  /// The records of the next import.
  mutating func next() -> [RegistryV1.Record] {
    if products.count < 3 { return [newProducer(), newProduct(), newRecognition()] }
    return switch generator.below(16) {
    case 0: [newProducer(), newProduct()]
    case 1: [newProduct(), newRecognition()]
    case 2...4: [newRecognition()]
    case 5...7: [recognition(generator.pick(recognitions))]
    case 8: [Sample.product(generator.pick(products), of: generator.pick(producers))]
    case 9, 10: [producer(generator.pick(producers))]
    case 11...13: [placement("DC-\(generator.below(2))")]
    case 14: [ruleSet()]
    default: [unit()]
    }
  }

  private mutating func newProducer() -> RegistryV1.Record {
    producers.append("CT-\(generator.below(1000))")
    return producer(producers[producers.count - 1])
  }

  private mutating func newProduct() -> RegistryV1.Record {
    products.append("SP-\(generator.below(1000))")
    return Sample.product(products[products.count - 1], of: generator.pick(producers))
  }

  private mutating func newRecognition() -> RegistryV1.Record {
    recognitions.append("CN-\(generator.below(1000))")
    return recognition(recognitions[recognitions.count - 1])
  }

  private mutating func producer(_ id: String) -> RegistryV1.Record {
    let day = Self.firstDay.adding(days: generator.below(400))
    return Sample.producer(id, unit: generator.pick(Self.communes), on: day.description)
  }

  /// A certificate of some product, new, upgraded, corrected, revoked or under another product than before.
  private mutating func recognition(_ id: String) -> RegistryV1.Record {
    var record = Sample.recognition(id, of: generator.pick(products))
    guard case .recognition(var recognition) = record.record else { return record }
    let issued = Self.firstDay.adding(days: generator.below(1800))
    let (stars, points): (UInt32, UInt32) = generator.pick([(3, 55), (4, 70), (5, 92)])
    recognition.stars = stars
    recognition.points = points
    recognition.issuedOn = issued.description
    recognition.authority = .unspecified
    recognition.revokedOn = ""
    recognition.revocationGround = .unspecified
    if generator.chance(30) {
      recognition.revokedOn = issued.adding(days: generator.below(900)).description
      recognition.revocationGround = .criteriaNoLongerMet
    }
    if generator.chance(30) {
      recognition.reEvaluationFiledOn = issued.adding(days: generator.within(920, 1090)).description
    }
    record.record = .recognition(recognition)
    return record
  }

  /// A producer of a split commune in one of its parts: a new placement, a corrected one, or one of another producer.
  private mutating func placement(_ id: String) -> RegistryV1.Record {
    PlacementTests.placement(
      id,
      of: generator.pick(producers),
      in: generator.pick(["06613", "06625"]),
      from: "2025-07-01"
    )
  }

  private mutating func ruleSet() -> RegistryV1.Record {
    var record = Sample.ruleSet("QD-\(generator.below(2))")
    guard case .ruleSet(var ruleSet) = record.record else { return record }
    ruleSet.inForceFrom = generator.pick(["2021-01-01", "2022-06-01", "2025-07-06"])
    ruleSet.decision = "\(generator.within(1, 99))/QĐ-TTg"
    ruleSet.validityMonths = generator.pick([24, 36, 48])
    ruleSet.extensionDaysMax = generator.pick([0, 90])
    record.record = .ruleSet(ruleSet)
    return record
  }

  /// A commune in another district than before.
  private mutating func unit() -> RegistryV1.Record {
    Sample.unit(
      "06466",
      "Thị trấn Chi Lăng",
      .township,
      parent: generator.pick(["187", "182", "189"]),
      to: "2025-07-01"
    )
  }
}
