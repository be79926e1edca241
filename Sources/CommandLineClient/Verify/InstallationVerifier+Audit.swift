import ClientKit
import Messages
import RPC
import Services

extension InstallationVerifier {
  /// Proves a service's audit log. What is wrong, or cannot be reached, is in the report.
  func proveAuditLog(of keeper: RecordKeeper, _ report: inout VerificationReport) async {
    let subject = "\(keeper)'s audit log"
    let noted = earlier.place(of: .auditLog, in: keeper)
    do {
      let verdict = try await auditVerdict(of: keeper, places: noted.map { [$0.position] } ?? [])
      let isWhole = verdict.faultySequence == 0
      report.findings.append(
        VerificationFinding(
          subject: subject,
          result: isWhole ? .proved : .wrong,
          revision: isWhole ? verdict.sequence : verdict.faultySequence,
          detail: isWhole ? "\(verdict.entryCount) entries, digest \(Self.shortened(verdict.digest))" : verdict.fault
        )
      )
      let now = ChainNote.Place(keeper: keeper, chain: .auditLog, position: verdict.sequence, digest: verdict.digest)
      report.heads.places.append(now)
      if let noted {
        let digests = verdict.places.map { ($0.sequence, $0.digest) }
        report.findings.append(Self.finding(noted, now: now, digests: digests))
      }
    } catch {
      let reason = (error as? RPCError).map { "\($0.code): \($0.message)" } ?? "\(error)"
      report.findings.append(
        VerificationFinding(subject: subject, result: .unreachable, revision: 0, detail: reason)
      )
    }
  }

  private func auditVerdict(of keeper: RecordKeeper, places: [UInt64]) async throws -> AuditV1.AuditVerdict {
    var request = AuditV1.VerifyAuditRequest()
    request.sequences = places
    let stream =
      switch keeper {
      case .registry:
        try await RegistryV1.RegistryClient(channel: channel).verifyAudit(request, options: streamOptions)
      case .listing: try await ListingV1.ListingClient(channel: channel).verifyAudit(request, options: streamOptions)
      }
    for try await response in stream {
      switch response.item {
      case .progress(let step):
        try progress.show(
          Int(clamping: step.verifiedSequence),
          of: Int(clamping: step.headSequence),
          "proving \(keeper)'s audit log"
        )
      case .verdict(let verdict): return verdict
      case nil: break
      }
    }
    throw RPCError(.dataLoss, "the answer ended without a verdict")
  }

  /// What has become of a chain since it was noted.
  static func finding(
    _ noted: ChainNote.Place,
    now: ChainNote.Place,
    digests: [(position: UInt64, digest: [UInt8])]
  ) -> VerificationFinding {
    let log = noted.chain == .changeLog ? "change log" : "audit log"
    var finding = VerificationFinding(
      subject: "\(noted.keeper)'s \(log) since the note",
      result: .wrong,
      revision: noted.position,
      detail: ""
    )
    let found = digests.first { $0.position == noted.position }
    if noted.position > now.position {
      finding.detail =
        "it ends at \(now.position), and \(noted.position) was noted: its end was cut off, or a backup restored"
    } else if let found, found.digest == noted.digest {
      finding.result = .proved
      finding.detail = "everything that was noted is there, and \(now.position - noted.position) more"
    } else if found != nil {
      finding.detail = "its history is another than the noted one"
    } else {
      finding.result = .unproved
      finding.detail = "that place of the log was compacted, or is faulty"
    }
    return finding
  }
}
