extension RelayedCall: ObservedCall {
  var isRelayed: Bool { true }

  /// A relay does not know its methods: a call that was answered without a stream before is taken for one with one
  /// answer.
  var hasOneResponse: Bool { progress.firstResponseNanoseconds == nil && progress.sentMessages == 1 }

  var callerKey: String { Caller.key(caller, connectionKey: connection.core.facts.callerKey) }

  var peer: String { connection.core.peer }

  var targetAddress: String? { target.address }

  var stream: UInt32 { callerStream }
}
