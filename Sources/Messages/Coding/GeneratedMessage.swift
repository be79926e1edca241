internal import CMessages

/// What the generator writes for each message beside its fields: the way to and from protoc-c's struct.
protocol GeneratedMessage: Message {
  /// The struct protoc-c generated for this message.
  associatedtype CForm

  /// Copies the struct. It was checked by the prescan and belongs to a decoding arena.
  init(cForm: UnsafePointer<CForm>)

  /// The message as protoc-c's struct. Everything it points to lives in `arena`.
  func cForm(in arena: inout EncodeArena) -> UnsafeMutablePointer<CForm>
}
