/// Something confined to a loop, for closures that the loop itself will run.
///
/// Unchecked: the closures that hold it are run on the loop only, where the value lives.
struct Confined<Value: AnyObject>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) {
    self.value = value
  }
}
