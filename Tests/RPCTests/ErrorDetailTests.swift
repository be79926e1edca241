import Messages
import RPC
import Testing

@Suite("Typed details of errors")
struct ErrorDetailTests {
  @Test("an error about a field says so to programs and to people")
  func field() {
    let error = RPCError.invalid(field: "page.page_size", reason: "out_of_range", description: "at most 1000")
    #expect((error.code, error.message) == (.invalidArgument, "at most 1000"))
    #expect(error.fieldViolations.map(\.field) == ["page.page_size"])
    #expect(error.fieldViolations.map(\.reason) == ["out_of_range"])
    #expect(error.fieldViolations.map(\.description) == ["at most 1000"])
    #expect(error.resources.isEmpty)
    #expect(RPCError.refused(.outOfRange, field: "f", reason: "r", description: "d").code == .outOfRange)
  }

  @Test("an error about something that is missing names it")
  func resource() {
    let error = RPCError.missing("producer", name: "p-1")
    #expect((error.code, error.message) == (.notFound, "there is no producer with this identifier"))
    #expect(error.resources.map { "\($0.kind) \($0.name)" } == ["producer p-1"])
    #expect(error.fieldViolations.isEmpty)
    #expect(RPCError.missing("service", name: "x", description: "none").message == "none")
  }
}
