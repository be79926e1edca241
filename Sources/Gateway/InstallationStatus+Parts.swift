import Messages

extension FollowedFileStatus {
  /// The file as it is told.
  var message: GatewayV1.FollowedFile {
    var message = GatewayV1.FollowedFile()
    message.path = path
    message.loadedUnixMicroseconds = loadedUnixMicroseconds
    message.loadedCount = loadedCount
    message.failedCount = failedCount
    message.problem = problem
    return message
  }
}

extension UpstreamGroup {
  /// How full the service is, as it is told.
  var loadMessage: GatewayV1.ServiceLoad {
    let (shares, callsMax) = load
    var message = GatewayV1.ServiceLoad()
    message.service = name
    message.callsInFlight = UInt64(shares.callsInFlight)
    message.callsMax = UInt64(callsMax)
    message.answering = UInt64(shares.answering)
    message.answeringMax = UInt64(min(callsMax, shares.answeringMax ?? callsMax))
    message.callers = UInt64(shares.callerCount)
    message.shedCalls = shares.shedCount
    return message
  }
}

extension CallerTable.Row {
  /// The caller as it is told.
  var message: GatewayV1.CallerLoad {
    var message = GatewayV1.CallerLoad()
    message.caller = String(key.prefix(200))
    message.callsInFlight = UInt64(callsInFlight)
    message.limitedCalls = limitedCount
    message.shedCalls = shedCount
    return message
  }
}

extension AccessLog {
  /// How it fares, as it is told.
  var message: GatewayV1.AccessLogState {
    let status = status
    var message = GatewayV1.AccessLogState()
    message.target = "\(target)"
    message.writtenLines = status.writtenCount
    message.droppedLines = status.droppedCount
    message.problem = status.problem
    return message
  }
}
