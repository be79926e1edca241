import Testing

@Suite("The layering of the house")
struct LayeringTests {
  @Test("every file imports only what stands below its room")
  func importsFollowTheTable() throws {
    let files = try SourceTree.files(below: "Sources", extensions: ["swift"])
    #expect(files.count > 50, "the walk found too few files to mean anything")
    #expect(files.flatMap(Layering.violations) == [])
  }

  @Test("every room of Sources stands in the table, and the table names no room that is gone")
  func tableIsComplete() throws {
    let files = try SourceTree.files(below: "Sources", extensions: ["swift", "c", "h"])
    #expect(Set(files.compactMap(\.room)) == Set(Layering.allowed.keys))
  }

  @Test("no room can reach itself through its imports")
  func tableHasNoCycle() {
    for start in Layering.allowed.keys.sorted() {
      var reached: Set<String> = []
      var waiting = Array(Layering.allowed[start] ?? [])
      while let room = waiting.popLast() {
        guard reached.insert(room).inserted else { continue }
        waiting += Layering.allowed[room] ?? []
      }
      #expect(!reached.contains(start), "\(start) imports itself")
    }
  }

  @Test(
    "an import against the table is found",
    arguments: [
      ("Sources/Wire/A.swift", "import RPC"),
      ("Sources/Registry/Handlers/A.swift", "internal import Listing"),
      ("Sources/RPC/A.swift", "public import NIOCore"),
      ("Sources/Feed/A.swift", "import struct Foundation.Date"),
      ("Sources/Registry/Domain/A.swift", "import Storage"),
      ("Sources/Unheard/A.swift", "import RPC"),
      ("Sources/Reporting/Store/A.swift", "@preconcurrency import CSQLite"),
    ]
  )
  func violationIsFound(path: String, text: String) {
    #expect(Layering.violations(in: SourceTree.File(path: path, text: text)).count == 1)
  }

  @Test(
    "an import that the table allows is not reported",
    arguments: [
      ("Sources/RPC/A.swift", "public import Wire"),
      ("Sources/RPCSocket/A.swift", "import NIOCore"),
      ("Sources/Registry/Domain/A.swift", "import DomainPrimitives"),
      ("Sources/Wire/A.swift", "// import RPC\nlet important = 1"),
    ]
  )
  func allowedImportPasses(path: String, text: String) {
    #expect(Layering.violations(in: SourceTree.File(path: path, text: text)) == [])
  }
}
