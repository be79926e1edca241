/// Refuses messages that contain themselves, and those that nest deeper than they are decoded.
struct DynamicSchemaDepth {
  private let messages: [MessageType]
  private let depthMax: Int
  /// Messages on the longest way down from each that is known: itself included.
  private var heights: [Int: Int] = [:]
  /// The way from the first message to the present one. Never longer than `depthMax`, and so neither is the recursion.
  private var way: [Int] = []

  private init(_ messages: [MessageType], depthMax: Int) {
    self.messages = messages
    self.depthMax = depthMax
  }

  static func check(_ messages: [MessageType], depthMax: Int) throws(DynamicSchemaError) {
    var depth = DynamicSchemaDepth(messages, depthMax: depthMax)
    for index in messages.indices { _ = try depth.height(of: index) }
  }

  private mutating func height(of index: Int) throws(DynamicSchemaError) -> Int {
    if let start = way.firstIndex(of: index) {
      let circle = (way[start...] + [index]).map { messages[$0].fullName }
      throw DynamicSchemaError(
        .recursive,
        "\(messages[index].fullName) contains itself: \(circle.joined(separator: " > "))"
      )
    }
    let height = if let known = heights[index] { known } else { try measuredHeight(of: index) }
    if way.count + height > depthMax {
      throw DynamicSchemaError(
        .tooDeep,
        "\(messages[way.first ?? index].fullName) nests deeper than \(depthMax) messages, which is not decoded"
      )
    }
    heights[index] = height
    return height
  }

  private mutating func measuredHeight(of index: Int) throws(DynamicSchemaError) -> Int {
    if way.count == depthMax { return 1 }
    way.append(index)
    var height = 1
    for field in messages[index].contents.fields {
      if case .reflected(let inner) = field.reference { height = max(height, 1 + (try self.height(of: inner))) }
    }
    way.removeLast()
    return height
  }
}
