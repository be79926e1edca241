import CMessages
import CProtobufC

/// The message types that the golden files name.
enum MessageTypes {
  /// The descriptor of a type by its full name.
  static func descriptor(_ name: String) -> UnsafePointer<ProtobufCMessageDescriptor>? {
    switch name {
    case "test.Node": HandMadeTypes.node
    case "test.Everything": HandMadeTypes.everything
    case "ocop.rpc.v1.Hello": of(ocop__rpc__v1__hello__init)
    case "ocop.rpc.v1.MetadataEntry": of(ocop__rpc__v1__metadata_entry__init)
    case "ocop.rpc.v1.CheckResponse": of(ocop__rpc__v1__check_response__init)
    case "ocop.rpc.v1.GetStatusRequest": of(ocop__rpc__v1__get_status_request__init)
    case "ocop.common.v1.WatchResponse": of(ocop__common__v1__watch_response__init)
    case "ocop.common.v1.ChangeEvent": of(ocop__common__v1__change_event__init)
    case "ocop.registry.v1.Producer": of(ocop__registry__v1__producer__init)
    case "ocop.registry.v1.Record": of(ocop__registry__v1__record__init)
    case "ocop.registry.v1.SeasonWindow": of(ocop__registry__v1__season_window__init)
    case "ocop.registry.v1.ImportRecordsRequest": of(ocop__registry__v1__import_records_request__init)
    default: nil
    }
  }

  /// An initialised message points to its descriptor; the generated global itself is a value to Swift.
  private static func of<CMessage>(
    _ initialize: (UnsafeMutablePointer<CMessage>?) -> Void
  ) -> UnsafePointer<ProtobufCMessageDescriptor>? {
    let message = UnsafeMutablePointer<CMessage>.allocate(capacity: 1)
    defer { message.deallocate() }
    initialize(message)
    return UnsafeRawPointer(message).load(as: ProtobufCMessage.self).descriptor
  }
}
