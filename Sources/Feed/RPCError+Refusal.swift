import Messages
public import RPC

extension RPCError {
  /// INVALID_ARGUMENT naming one field of the request.
  ///
  /// - Parameters:
  ///   - field: Path from the request's root: "page.page_size".
  ///   - reason: Stable reason in lower_snake_case.
  ///   - description: For people: what is wrong and what to do.
  public init(refusing field: String, reason: String, _ description: String) {
    var violation = RpcV1.FieldViolation()
    violation.field = field
    violation.reason = reason
    violation.description = description
    var detail = RpcV1.ErrorDetail()
    detail.detail = .fieldViolation(violation)
    self.init(.invalidArgument, description, details: [detail])
  }

  /// NOT_FOUND naming a record.
  ///
  /// - Parameters:
  ///   - kind: "producer", "product", …
  ///   - id: The identifier that was asked for.
  public init(noRecord kind: String, id: String) {
    var resource = RpcV1.ResourceInfo()
    resource.kind = kind
    resource.name = id
    var detail = RpcV1.ErrorDetail()
    detail.detail = .resourceInfo(resource)
    self.init(.notFound, "there is no \(kind) with this identifier", details: [detail])
  }
}
