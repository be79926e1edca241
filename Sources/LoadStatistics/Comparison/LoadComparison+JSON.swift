package import ClientKit

extension LoadComparison {
  /// The comparison as JSON. Times are in nanoseconds, rates in calls per second.
  package var json: JSONValue {
    .members(
      ("format", ResultJSON.number(1)),
      ("before", .string(beforeTitle)),
      ("after", .string(afterTitle)),
      ("confidence", ResultJSON.number(0.95)),
      ("resample_count", ResultJSON.number(resampleCount)),
      ("seed", ResultJSON.number(seed)),
      ("groups", .array(groups.map(Self.json))),
      ("unmatched_methods", .array(unmatchedMethods.map { .string($0) }))
    )
  }

  private static func json(_ group: LoadComparedGroup) -> JSONValue {
    .members(
      ("method", group.method.map { .string($0) } ?? .null),
      ("measures", .array(group.measures.map(json)))
    )
  }

  private static func json(_ measure: LoadComparedMeasure) -> JSONValue {
    .members(
      ("measure", .string(measure.measure.rawValue)),
      ("before", ResultJSON.number(measure.before)),
      ("after", ResultJSON.number(measure.after)),
      ("difference", ResultJSON.number(measure.difference)),
      ("difference_interval", interval(measure.differenceInterval)),
      ("ratio", ResultJSON.number(measure.ratio)),
      ("ratio_interval", interval(measure.ratioInterval)),
      ("verdict", .string(measure.verdict.rawValue))
    )
  }

  private static func interval(_ interval: ClosedRange<Double>?) -> JSONValue {
    guard let interval else { return .null }
    return .array([ResultJSON.number(interval.lowerBound), ResultJSON.number(interval.upperBound)])
  }
}
