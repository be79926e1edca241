import Testing

@testable import Messages

@Suite("The schema's comments")
struct SchemaDocumentationTests {
  @Test("are found for messages, fields, enumerations and values, with their line breaks")
  func found() throws {
    let unitCode = "ocop.registry.v1.Producer.unit_code"
    #expect(SchemaCatalog.documentation(of: "ocop.rpc.v1.Hello.agent").hasPrefix("Program and version, for logs only"))
    #expect(
      SchemaCatalog.documentation(of: "ocop.rpc.v1.OpenMetadata")
        == """
        Metadata of an OPEN frame, after its 16-byte prelude. Flat: a proxy may append an encoded fragment,
        since concatenated encodings merge.
        """
    )
    let producer = RegistryV1.Producer.descriptor
    #expect(producer.field(named: "unit_code")?.documentation == SchemaCatalog.documentation(of: unitCode))
    #expect(RpcV1.Hello.descriptor.documentation.hasPrefix("Sent by both sides directly after the preface"))
    #expect(RpcV1.ServingStatus.descriptor.documentation == "Whether a daemon takes calls.")
    #expect(
      RpcV1.ServingStatus.descriptor.documentation(ofValue: "SERVING_STATUS_NOT_SERVING")
        == "Alive, but not to be sent work: starting, or draining."
    )
  }

  @Test("are empty for what has none or does not exist, also where a name begins another")
  func absent() {
    for name in ["", " ", "a", "z", "ocop.rpc.v1.Hell", "ocop.rpc.v1.Hello.agen", "ocop.rpc.v1.Hello.agents", "ocop"] {
      #expect(SchemaCatalog.documentation(of: name) == "", "\(name)")
    }
    #expect(SchemaCatalog.documentation(of: "ocop.rpc.v1.MetadataEntry.key") == "")
  }

  @Test("each is found from the first to the last, since they are sorted by their bytes")
  func all() throws {
    let text = SchemaDocumentation.text.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count > 100)
    for line in lines {
      let space = try #require(line.firstIndex(of: " "))
      let comment = line[line.index(after: space)...].replacing("\t", with: "\n")
      #expect(SchemaCatalog.documentation(of: String(line[..<space])) == comment)
    }
  }
}
