/// Where the bytes of requests come from. Confined to the thread of the load that uses it.
package protocol RequestSource: AnyObject {
  /// Hands the next request, encoded, to `body`; its bytes are valid during the call only.
  ///
  /// - Parameter iteration: The iteration that the request belongs to, for requests made of earlier answers.
  /// - Throws: When there is no next request, such as one made of an answer that lacks what it needs.
  func withNextRequest(
    of iteration: LoadIteration?,
    _ body: (UnsafeRawBufferPointer) -> Void
  ) throws
}
