extension LoadRunResult {
  /// Adds what another worker of the same run has measured.
  ///
  /// Counts are added, histograms merged, intervals by their index; connections are numbered on. Title, targets and the
  /// like stay those of this one, as does the interval length, which is the same for all workers. Of the required
  /// share of the rate, the higher one holds.
  package mutating func merge(_ other: LoadRunResult) {
    mergeDescription(other.description)
    counts.merge(other.counts)
    Self.merge(other.methods, into: &methods, key: \.name) { $0.merge($1) }
    Self.merge(other.intervals, into: &intervals, key: \.index) { $0.merge($1) }
    let next = (connections.map(\.index).max() ?? -1) + 1
    for (place, connection) in other.connections.enumerated() {
      var connection = connection
      connection.index = next + place
      connections.append(connection)
    }
    connectionSetUp.merge(other.connectionSetUp)
    failedConnectionCount &+= other.failedConnectionCount
    sendLag.merge(other.sendLag)
    clientCPUSeconds = Self.sum(clientCPUSeconds, other.clientCPUSeconds) { $0 + $1 }
    clientResidentBytes = Self.sum(clientResidentBytes, other.clientResidentBytes) { $0 &+ $1 }
    // Each worker may have asked the same daemons: once is enough.
    daemons += other.daemons.filter { daemon in !daemons.contains { $0.name == daemon.name } }
    verdicts += other.verdicts
  }

  private mutating func mergeDescription(_ other: LoadRunDescription) {
    description.targets += other.targets.filter { !description.targets.contains($0) }
    description.startUnixMilliseconds = min(description.startUnixMilliseconds, other.startUnixMilliseconds)
    description.durationSeconds = max(description.durationSeconds, other.durationSeconds)
    description.warmUpSeconds = max(description.warmUpSeconds, other.warmUpSeconds)
    description.workerCount &+= other.workerCount
    description.connectionCount &+= other.connectionCount
    description.targetRate = Self.sum(description.targetRate, other.targetRate) { $0 + $1 }
    description.shareRequired = Self.sum(description.shareRequired, other.shareRequired) { max($0, $1) }
  }

  private static func sum<Value>(_ left: Value?, _ right: Value?, _ add: (Value, Value) -> Value) -> Value? {
    guard let left, let right else { return left ?? right }
    return add(left, right)
  }

  private static func merge<Element, Key: Hashable & Comparable>(
    _ added: [Element],
    into elements: inout [Element],
    key: (Element) -> Key,
    _ merge: (inout Element, Element) -> Void
  ) {
    var places = Dictionary(elements.enumerated().map { (key($0.element), $0.offset) }) { first, _ in first }
    for element in added {
      if let place = places[key(element)] {
        merge(&elements[place], element)
      } else {
        places[key(element)] = elements.count
        elements.append(element)
      }
    }
    elements.sort { key($0) < key($1) }
  }
}
