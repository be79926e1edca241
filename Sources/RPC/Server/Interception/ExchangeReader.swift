/// The requests that an interceptor hands on.
struct ExchangeReader: RequestReader {
  let exchange: any ServerExchange

  func nextRequest() async throws(RPCError) -> [UInt8]? {
    try await exchange.nextRequest()
  }
}
