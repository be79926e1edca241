/// Something that has to be gone at the end, by its name.
struct WeakReference {
  let name: String
  private(set) weak var object: AnyObject?

  init(_ name: String, _ object: AnyObject) {
    self.name = name
    self.object = object
  }
}
