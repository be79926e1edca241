public import Messages

// Typed details, made and read in one way everywhere. What a detail says to people is said by the message too, so that
// nobody has to print details to understand an error.
extension RPCError {
  /// INVALID_ARGUMENT about one field of the request.
  ///
  /// - Parameters:
  ///   - field: Path from the request's root: "page.page_size".
  ///   - reason: Stable reason in lower_snake_case, for programs: "out_of_range".
  ///   - description: For people: what is wrong and what to do.
  public static func invalid(field: String, reason: String, description: String) -> RPCError {
    refused(.invalidArgument, field: field, reason: reason, description: description)
  }

  /// Any status about one field of the request: OUT_OF_RANGE for a cursor beyond the log, for example. The parameters
  /// are those of ``invalid(field:reason:description:)``.
  public static func refused(
    _ code: StatusCode,
    field: String,
    reason: String,
    description: String
  ) -> RPCError {
    RPCError(code, description, details: [RpcV1.ErrorDetail(field: field, reason: reason, description: description)])
  }

  /// NOT_FOUND about what the request names.
  ///
  /// - Parameters:
  ///   - kind: What it would be: "producer".
  ///   - name: The identifier that was asked for.
  ///   - description: For people; nil for the plain sentence that there is none.
  public static func missing(_ kind: String, name: String, description: String? = nil) -> RPCError {
    RPCError(
      .notFound,
      description ?? "there is no \(kind) with this identifier",
      details: [RpcV1.ErrorDetail(resource: kind, name: name)]
    )
  }

  /// The fields of the request that the error is about.
  public var fieldViolations: [RpcV1.FieldViolation] {
    details.compactMap { if case .fieldViolation(let violation) = $0.detail { violation } else { nil } }
  }

  /// What the error is about.
  public var resources: [RpcV1.ResourceInfo] {
    details.compactMap { if case .resourceInfo(let resource) = $0.detail { resource } else { nil } }
  }
}

extension RpcV1.ErrorDetail {
  /// A field of the request that was refused; see ``RPCError/invalid(field:reason:description:)``.
  public init(field: String, reason: String, description: String) {
    self.init()
    var violation = RpcV1.FieldViolation()
    violation.field = field
    violation.reason = reason
    violation.description = description
    detail = .fieldViolation(violation)
  }

  /// The resource that an error is about: its kind ("producer") and its identifier.
  public init(resource kind: String, name: String) {
    self.init()
    var resource = RpcV1.ResourceInfo()
    resource.kind = kind
    resource.name = name
    detail = .resourceInfo(resource)
  }
}
