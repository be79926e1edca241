public import Messages
public import RPC

extension Caller {
  /// An office with these units: "187@2020-01-01".
  public static func office(_ units: String...) -> Caller {
    let units = units.map { unit in
      let parts = unit.split(separator: "@").map(String.init)
      return Unit(code: parts[0], validFrom: parts.count > 1 ? parts[1] : "")
    }
    return Caller(subject: "office.test", role: .office, units: units, credential: "test")
  }

  /// A producer.
  public static func producer(_ id: String) -> Caller {
    Caller(subject: "producer.test", role: .producer, producerID: id, credential: "test")
  }

  /// Somebody whose role says everything.
  public static func someone(_ role: AccessRole) -> Caller {
    Caller(subject: "someone.test", role: role, credential: "test")
  }
}
