import ClientKit
import Messages
import RPC
import Services

/// Proves the change logs of an installation, and its followers' places in them.
struct InstallationVerifier: Sendable {
  let channel: any Channel
  let options: CallOptions
  let progress: ProgressBar
  /// Where the chains stood earlier.
  var earlier = ChainNote()

  /// Looks at every log and every follower. What is wrong, or cannot be reached, is in the report.
  ///
  /// - Throws: `RPCError` when the gateway cannot be reached.
  func report() async throws -> VerificationReport {
    var report = VerificationReport()
    // Before the logs: what a follower has is in the log by then.
    let status = try await GatewayV1.GatewayClient(channel: channel)
      .getInstallationStatus(GatewayV1.GetInstallationStatusRequest(), options: options)
    for keeper in RecordKeeper.allCases {
      let followers = status.services.flatMap { service in
        service.followers.filter { $0.source == keeper.rawValue }.map { (service: service.name, cursor: $0) }
      }
      do {
        let noted = earlier.place(of: .changeLog, in: keeper)
        let places = followers.map(\.cursor.appliedRevision) + (noted.map { [$0.position] } ?? [])
        let verdict = try await verdict(of: keeper, places: places)
        report.findings.append(Self.finding(keeper, verdict))
        report.findings += followers.map { Self.finding($0.service, $0.cursor, of: keeper, verdict) }
        let now = ChainNote.Place(
          keeper: keeper,
          chain: .changeLog,
          position: verdict.revision,
          digest: verdict.digest
        )
        report.heads.places.append(now)
        if let noted {
          let digests = verdict.places.map { ($0.revision, $0.digest) }
          report.findings.append(Self.finding(noted, now: now, digests: digests))
        }
      } catch let error as RPCError {
        report.findings.append(
          VerificationFinding(
            subject: "\(keeper)'s change log",
            result: .unreachable,
            revision: 0,
            detail: "\(error.code): \(error.message)"
          )
        )
      }
      await proveAuditLog(of: keeper, &report)
      try progress.clear()
    }
    return report
  }

  private func verdict(of keeper: RecordKeeper, places: [UInt64]) async throws -> CommonV1.ChangeLogVerdict {
    var request = CommonV1.VerifyChangeLogRequest()
    request.revisions = places
    let stream =
      switch keeper {
      case .registry:
        try await RegistryV1.RegistryClient(channel: channel).verifyChangeLog(request, options: streamOptions)
      case .listing:
        try await ListingV1.ListingClient(channel: channel).verifyChangeLog(request, options: streamOptions)
      }
    for try await response in stream {
      switch response.item {
      case .progress(let step):
        try progress.show(
          Int(clamping: step.verifiedRevision),
          of: Int(clamping: step.headRevision),
          "proving \(keeper)'s change log"
        )
      case .verdict(let verdict):
        return verdict
      case nil:
        break
      }
    }
    throw RPCError(.dataLoss, "the answer ended without a verdict")
  }

  /// A long log takes longer than one answer may; progress shows that it goes on.
  var streamOptions: CallOptions {
    var options = options
    options.timeout = nil
    return options
  }

  private static func finding(_ keeper: RecordKeeper, _ verdict: CommonV1.ChangeLogVerdict) -> VerificationFinding {
    let isWhole = verdict.faultyRevision == 0
    var detail = isWhole ? "\(verdict.eventCount) events, digest \(shortened(verdict.digest))" : verdict.fault
    if isWhole, verdict.erasedCount > 0 { detail += ", \(verdict.erasedCount) erased" }
    if isWhole, verdict.compactedRevision > 0 { detail += ", compacted up to \(verdict.compactedRevision)" }
    return VerificationFinding(
      subject: "\(keeper)'s change log",
      result: isWhole ? .proved : .wrong,
      revision: isWhole ? verdict.revision : verdict.faultyRevision,
      detail: detail
    )
  }

  private static func finding(
    _ service: String,
    _ cursor: RpcV1.FollowerStatus,
    of keeper: RecordKeeper,
    _ verdict: CommonV1.ChangeLogVerdict
  ) -> VerificationFinding {
    var finding = VerificationFinding(
      subject: "\(service)'s copy of \(keeper)",
      result: .wrong,
      revision: cursor.appliedRevision,
      detail: ""
    )
    let place = verdict.places.first { $0.revision == cursor.appliedRevision }
    if cursor.epoch.isEmpty || cursor.appliedRevision == 0 {
      finding.result = .unproved
      finding.detail = "it has not copied anything yet"
    } else if cursor.epoch != verdict.epoch {
      finding.result = .unproved
      finding.detail = "it has a copy of another epoch, and is about to build it anew"
    } else if cursor.appliedRevision > verdict.revision {
      finding.detail = "it has applied more than the log holds, which ends at \(verdict.revision)"
    } else if let place, place.digest == cursor.appliedDigest {
      finding.result = .proved
      finding.detail = "digest \(shortened(place.digest))"
    } else if place != nil {
      finding.detail = "its history is another than the log's"
    } else {
      finding.result = .unproved
      finding.detail = "that place of the log was compacted, or is faulty"
    }
    return finding
  }

  static func shortened(_ digest: [UInt8]) -> String {
    Hexadecimal.text(digest.prefix(6))
  }
}
