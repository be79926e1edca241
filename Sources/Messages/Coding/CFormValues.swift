internal import CProtobufC

// How each kind of field value is read from protoc-c's structs. Strings were checked to be UTF-8 by the prescan.

extension String {
  /// A string of a decoded C struct; libprotobuf-c leaves no length, so it ends at its NUL.
  @inline(__always)
  init(cForm: UnsafeMutablePointer<CChar>?) {
    if let cForm, cForm.pointee != 0 {
      self.init(cString: cForm)
    } else {
      self.init()
    }
  }
}

extension [UInt8] {
  /// Bytes of a decoded C struct.
  @inline(__always)
  init(cForm: ProtobufCBinaryData) {
    self.init(UnsafeBufferPointer(start: cForm.data, count: cForm.data == nil ? 0 : cForm.len))
  }
}

extension Array where Element: BitwiseCopyable {
  /// Repeated numbers of a decoded C struct.
  init(cNumbers: UnsafeMutablePointer<Element>?, count: Int) {
    self.init(UnsafeBufferPointer(start: cNumbers, count: cNumbers == nil ? 0 : count))
  }
}

extension [Bool] {
  /// Repeated booleans of a decoded C struct.
  init(cBooleans: UnsafeMutablePointer<protobuf_c_boolean>?, count: Int) {
    self = UnsafeBufferPointer(start: cBooleans, count: cBooleans == nil ? 0 : count).map { $0 != 0 }
  }
}

extension [String] {
  /// Repeated strings of a decoded C struct.
  init(cStrings: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, count: Int) {
    self = UnsafeBufferPointer(start: cStrings, count: cStrings == nil ? 0 : count).map { String(cForm: $0) }
  }
}

extension [[UInt8]] {
  /// Repeated bytes of a decoded C struct.
  init(cByteStrings: UnsafeMutablePointer<ProtobufCBinaryData>?, count: Int) {
    self = UnsafeBufferPointer(start: cByteStrings, count: cByteStrings == nil ? 0 : count).map { [UInt8](cForm: $0) }
  }
}

extension Array where Element: OpenEnum {
  /// Repeated enumeration values of a decoded C struct, known or not.
  init<CValue: RawRepresentable>(
    cEnumValues: UnsafeMutablePointer<CValue>?,
    count: Int
  ) where CValue.RawValue: FixedWidthInteger {
    self = UnsafeBufferPointer(start: cEnumValues, count: cEnumValues == nil ? 0 : count).map {
      Element(rawValue: Int32(truncatingIfNeeded: $0.rawValue))
    }
  }
}

extension Array where Element: GeneratedMessage {
  /// Repeated messages of a decoded C struct.
  init(cMessages: UnsafeMutablePointer<UnsafeMutablePointer<Element.CForm>?>?, count: Int) {
    self.init()
    guard let cMessages else { return }
    reserveCapacity(count)
    for index in 0..<count {
      if let form = cMessages[index] {
        append(Element(cForm: form))
      }
    }
  }
}
