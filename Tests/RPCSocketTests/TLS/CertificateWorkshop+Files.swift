import RPCTLS
import TestSupport

extension CertificateWorkshop {
  /// The files of a side whose certificate was made before; `authority` is whom it believes.
  func files(_ name: String?, trusting authority: String? = "ca", revoked: String? = nil) -> TLSFiles {
    TLSFiles(
      certificateChain: name.map { path("\($0).pem") },
      privateKey: name.map { path("\($0).key") },
      authorities: authority.map { path("\($0).pem") },
      revoked: revoked.map { path($0) }
    )
  }
}
