/// What the admin port answers.
public struct AdminResponse: Sendable, Hashable {
  /// HTTP status code.
  public var status: Int
  /// HTTP content type.
  public var contentType: String
  /// The content.
  public var body: [UInt8]

  /// An answer by its parts.
  public init(status: Int = 200, contentType: String, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  /// Plain text; a line feed is put behind it.
  public static func text(_ text: String, status: Int = 200) -> AdminResponse {
    AdminResponse(status: status, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8))
  }

  /// A page.
  public static func html(_ text: String) -> AdminResponse {
    AdminResponse(contentType: "text/html; charset=utf-8", body: Array(text.utf8))
  }
}
