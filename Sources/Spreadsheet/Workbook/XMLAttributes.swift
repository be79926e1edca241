/// The attributes of an element; valid only while its handler is told of it.
struct XMLAttributes {
  private let pointers: UnsafePointer<UnsafePointer<CChar>?>?

  init(_ pointers: UnsafePointer<UnsafePointer<CChar>?>?) {
    self.pointers = pointers
  }

  /// Value of the attribute with a name, whatever its namespace's prefix; nil when there is none.
  subscript(_ name: String) -> String? {
    guard let pointers else { return nil }
    var index = 0
    while let key = pointers[index], let value = pointers[index + 1] {
      if XMLScanner.localName(key) == name { return String(cString: value) }
      index += 2
    }
    return nil
  }
}
