import RPC

/// An `RPCError` as a value that a test can look into.
struct RPCErrorMatch: Error {
  let code: StatusCode?
  let text: String

  init(_ error: any Error) {
    let error = error as? RPCError
    code = error?.code
    text = error?.message ?? ""
  }
}
