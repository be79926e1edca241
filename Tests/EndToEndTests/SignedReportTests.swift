import Foundation
import Testing

// Goal: an office signs a report of the sample, and what comes in afterwards neither touches it nor gets lost. Method:
// the shipped programs alone, as an officer runs them.
@Suite("A signed report of a running installation", .timeLimit(.minutes(3)))
struct SignedReportTests {
  /// A running installation with the sample, and a report of the sales by month that was signed there.
  private struct Signed {
    let installation: Installation
    let folder: URL

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func report(_ arguments: String...) async throws -> Program.Outcome {
      try await installation.ocop(["report"] + arguments)
    }

    /// Imports records of one kind, and waits until reporting knows them.
    func add(_ kind: String, _ lines: String) async throws {
      try lines.write(toFile: path("\(kind).csv"), atomically: true, encoding: .utf8)
      let imported = try await installation.ocop("import", path("\(kind).csv"))
      try #require(imported.exitCode == 0, "\(imported)")
      let waited = try await report("show", "producers", "--wait")
      try #require(waited.exitCode == 0, "\(waited)")
    }
  }

  private func signed(_ question: [String]) async throws -> Signed {
    let installation = try await Installation()
    let imported = try await installation.ocop("import", Program.repository.appending(path: "deploy/sample").path)
    try #require(imported.exitCode == 0, "\(imported)")
    let signed = Signed(installation: installation, folder: installation.folder)
    let key = try await installation.ocop("identity", "new-key", "--id", "lang-son", "--out", signed.path("key"))
    try key.output.write(toFile: signed.path("pub"), atomically: true, encoding: .utf8)
    let outcome = try await installation.ocop(
      ["report", "sign"] + question + [
        "--as-of", "2021-11-05", "--geo", "2021", "--wait", "--key", signed.path("key"), "--office",
        "Chi cục PTNT Lạng Sơn", "--to", signed.path("a.report"),
      ]
    )
    try #require(outcome.exitCode == 0, "\(outcome)")
    return signed
  }

  @Test("it verifies byte for byte, also after a late sale, which changes exactly its month")
  func lateSale() async throws {
    let signed = try await signed(["orders", "revenue", "--by", "month"])
    let first = try await signed.report("verify", signed.path("a.report"), "--key", signed.path("pub"))
    #expect(first.exitCode == 0 && first.output.contains("the same byte for byte"), "\(first)")
    let none = try await signed.report("restatements", signed.path("a.report"))
    #expect(none.exitCode == 0 && none.output.contains("Nothing has changed"), "\(none)")
    try await signed.add(
      "orders",
      """
      order_id,product_listing_id,ordered_on,quantity,revenue_dong,state,evidence,source
      DH-MUON-1,DB-CL-09-voso,2021-07-24,2,170000,completed,declared,

      """
    )
    let again = try await signed.report("verify", signed.path("a.report"), "--key", signed.path("pub"))
    #expect(again.exitCode == 0 && again.output.contains("the same byte for byte"), "\(again)")
    let restated = try await signed.report("restatements", signed.path("a.report"))
    let changes = restated.output.split(separator: "\n").filter { $0.contains(" → ") && !$0.hasPrefix("  ") }
    #expect(changes.count == 4, "\(restated)")
    #expect(changes.filter { $0.hasPrefix("2021-07, ") }.count == 2, "\(restated)")
    #expect(changes.filter { $0.hasPrefix("Cộng · total, ") }.count == 2, "\(restated)")
    #expect(restated.output.contains("late fact: order DH-MUON-1"), "\(restated)")
    #expect(!restated.output.contains("unknown"), "\(restated)")
  }

  @Test("the same question of another day and map has its differences explained")
  func differences() async throws {
    let signed = try await signed(["products_listed_any_floor", "--by", "unit"])
    for (name, more) in [
      ("day", ["--as-of", "2024-06-30", "--geo", "2021"]), ("map", ["--as-of", "2021-11-05", "--geo", "2025"]),
    ] {
      let second = try await signed.installation.ocop(
        ["report", "sign", "products_listed_any_floor", "--by", "unit"] + more + [
          "--key", signed.path("key"), "--office", "x", "--to", signed.path("\(name).report"),
        ]
      )
      try #require(second.exitCode == 0, "\(second)")
      let diff = try await signed.report("diff", signed.path("a.report"), signed.path("\(name).report"))
      #expect(diff.exitCode == 0, "\(diff)")
      #expect(diff.output.contains(name == "day" ? "expiry: only the date moved" : "boundary"), "\(diff)")
      #expect(!diff.output.contains("unknown"), "\(diff)")
    }
  }

  @Test("a report is shown in every form from the installation, and the same from the signed file")
  func forms() async throws {
    let signed = try await signed(["products_listed_any_floor", "--by", "phase,unit"])
    for form in ["csv", "xlsx", "json", "html"] {
      let shown = try await signed.report(
        "show",
        "products_listed_any_floor",
        "--by",
        "phase,unit",
        "--as-of",
        "2021-11-05",
        "--geo",
        "2021",
        "--to",
        signed.path("shown.\(form)")
      )
      #expect(shown.exitCode == 0 && shown.output.contains("written: "), "\(shown)")
      let printed = try await signed.report("print", signed.path("a.report"), "--to", signed.path("printed.\(form)"))
      #expect(printed.exitCode == 0, "\(printed)")
      if form == "csv" {
        let texts = try ["shown.csv", "printed.csv"].map {
          try String(contentsOfFile: signed.path($0), encoding: .utf8)
        }
        #expect(texts[0] == texts[1])
        // The figure of the article.
        #expect(texts[0].contains("phase-1,Giai đoạn 1,187,Huyện Chi Lăng,11,11,"), "\(texts[0])")
        #expect(texts[0].contains("\r\ntotal,,,,,40,61,"), "\(texts[0])")
      }
    }
  }

  @Test("OpenSSL finds the signature good, and the digest is that of the report's bytes")
  func independentVerification() async throws {
    let signed = try await signed(["producers_with_store", "--by", "unit"])
    let script = """
      import base64, hashlib, json, subprocess, sys
      path = sys.argv[1]
      file = json.load(open(path, encoding="utf-8"))
      manifest = json.dumps(file["manifest"], ensure_ascii=False, separators=(",", ":")).encode()
      name, key = file["public_key"].split()
      pad = lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
      # SubjectPublicKeyInfo of an Ed25519 key (RFC 8410), then the document: mark, name of the key, manifest.
      open(path + ".der", "wb").write(bytes.fromhex("302a300506032b6570032100") + pad(key))
      open(path + ".signature", "wb").write(pad(file["signature"]))
      document = b"ocop-document-1\\0" + bytes([len(name)]) + name.encode() + manifest
      open(path + ".document", "wb").write(document)
      command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", path + ".der", "-rawin"]
      subprocess.run(command + ["-in", path + ".document", "-sigfile", path + ".signature"], check=True)
      for part in "report", "definitions":
          digest = hashlib.sha256(base64.b64decode(file[part])).hexdigest()
          assert digest == file["manifest"][part + "_sha256"], part
      print("good", flush=True)
      """
    let outcome = try await Program.run("/usr/bin/python3", ["-c", script, signed.path("a.report")])
    #expect(outcome.exitCode == 0 && outcome.output.hasSuffix("good\n"), "\(outcome)")
  }
}
