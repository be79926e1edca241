extension StatusCode {
  /// The codes that OpenTelemetry's convention for gRPC, whose codes these are, calls errors of a server: the others
  /// tell what the caller got wrong.
  public static let serverFailures: Set<StatusCode> = [
    .unknown, .deadlineExceeded, .unimplemented, .internalError, .unavailable, .dataLoss,
  ]
  /// To a client every code but OK is an error.
  public static let clientFailures = Set(StatusCode.allCases).subtracting([.ok])
}
