/// The calls of one method, or what a file of scenarios calls by a name of its own.
package struct LoadMethodResult: Sendable, Hashable {
  /// The method's full name, "ocop.registry.v1.RegistryService/GetRecord", or a name from a file, "read a producer".
  package let name: String
  /// The calls by how they ended, by name of the status.
  package var statuses: [LoadStatusResult] = []
  /// Messages sent.
  package var messagesSent: UInt64 = 0
  /// Messages received.
  package var messagesReceived: UInt64 = 0
  /// Bytes of the messages sent.
  package var bytesSent: UInt64 = 0
  /// Bytes of the messages received.
  package var bytesReceived: UInt64 = 0
  /// For streams, times from when a call was due until its first message came; otherwise empty.
  package var timeToFirstMessage = SparseHistogram()

  /// A method that was not called yet.
  package init(name: String) {
    self.name = name
  }

  /// A method's name without its package and service: "GetRecord". Other names are as they are.
  package var shortName: String {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isMethod = parts.count == 2 && !parts[1].isEmpty && !name.contains(where: \.isWhitespace)
    return isMethod ? String(parts[1]) : name
  }

  /// Calls that ended.
  package var count: UInt64 { statuses.reduce(0) { $0 &+ $1.count } }

  /// Calls that ended in another way than they may.
  package var errorCount: UInt64 { statuses.reduce(0) { $1.isExpected ? $0 : $0 &+ $1.count } }

  /// Times from when a call was due until it ended, whatever its status.
  package var latency: SparseHistogram {
    statuses.reduce(into: SparseHistogram()) { $0.merge($1.latency) }
  }

  /// Times from when a call was sent until it ended, whatever its status.
  package var serviceTime: SparseHistogram {
    statuses.reduce(into: SparseHistogram()) { $0.merge($1.serviceTime) }
  }

  /// Adds the calls of another worker.
  package mutating func merge(_ other: LoadMethodResult) {
    for status in other.statuses {
      if let index = statuses.firstIndex(where: { $0.status == status.status }) {
        statuses[index].merge(status)
      } else {
        statuses.append(status)
      }
    }
    statuses.sort { $0.status < $1.status }
    messagesSent &+= other.messagesSent
    messagesReceived &+= other.messagesReceived
    bytesSent &+= other.bytesSent
    bytesReceived &+= other.bytesReceived
    timeToFirstMessage.merge(other.timeToFirstMessage)
  }
}
