import DomainPrimitives

/// Of all listings at once, in the order in which their sums lie in memory.
extension SalesBook {
  /// Gives what listings sold in a period by single orders, as `sums(number:totals:in:edge:)` does without totals.
  /// - Parameters:
  ///   - places: By the numbers of listings the places of their sums; negative where there is none.
  ///   - edge: Sums, by number, of orders in a part of the first or last month; asked for at most once each, and only
  ///     where orders of a listing lie in both parts of a month whose days are not known.
  func putSums(
    in period: SalesPeriod,
    into sums: inout [SalesSums],
    places: [Int32],
    edge: (SalesPeriod.End) throws -> [SalesSums]
  ) rethrows {
    for (block, numbers) in numberedBlocks(places.count) {
      let before = block.sums(before: period.firstWholeMonth)
      let through = block.sums(before: max(period.lastWholeMonth + 1, period.firstWholeMonth))
      for number in numbers where places[number] >= 0 {
        let listing = number - numbers.lowerBound
        sums[Int(places[number])] =
          block.isTooLarge(listing)
          ? block.sums(of: listing, from: period.firstWholeMonth, through: period.lastWholeMonth)
          : through[listing].sums(after: before[listing])
      }
    }
    for end in period.partlyHeldEnds { try addPart(end, of: period, to: &sums, places, edge) }
  }

  /// Adds what was sold in the part of a month that lies in a period.
  private func addPart(
    _ end: SalesPeriod.End,
    of period: SalesPeriod,
    to sums: inout [SalesSums],
    _ places: [Int32],
    _ edge: (SalesPeriod.End) throws -> [SalesSums]
  ) rethrows {
    let part = period.part(end)
    let days = UInt8(part.first.day)...UInt8(part.last.day)
    var edgeSums: [SalesSums]?
    for (block, numbers) in numberedBlocks(places.count) {
      guard let month = block.runningSums(of: part.firstMonth) else { continue }
      for number in numbers where places[number] >= 0 {
        let running = month.through[number - numbers.lowerBound]
        guard running.hasOrders, running.firstDay <= days.upperBound, days.lowerBound <= running.lastDay else {
          continue
        }
        if days.lowerBound <= running.firstDay, running.lastDay <= days.upperBound {
          sums[Int(places[number])].add(running.sums(after: month.before[number - numbers.lowerBound]))
        } else if let part = month.days.sums(
          of: number - numbers.lowerBound,
          from: Int(days.lowerBound),
          through: Int(days.upperBound)
        ) {
          sums[Int(places[number])].add(part)
        } else {
          let known = try edgeSums ?? edge(end)
          edgeSums = known
          if number < known.count { sums[Int(places[number])].add(known[number]) }
        }
      }
    }
  }

  /// Adds what groups of listings sold by single orders in spans of months, each of which follows the one before.
  /// - Parameters:
  ///   - spans: The first month of each, and the month after the last one.
  ///   - groups: By the numbers of listings the place of their first span's sums, to which the others are next;
  ///     negative where a listing is not counted.
  func add(spans: [Int32], groups: [Int32], to sums: inout [SalesSums]) {
    var total: Int64 = 0
    let fits =
      sums.allSatisfy { Self.fits($0, &total) }
      && numberedBlocks(groups.count).allSatisfy { block, numbers in
        block.fits(numbers.lazy.filter { groups[$0] >= 0 }.map { $0 - numbers.lowerBound }, total: &total)
      }
    guard fits else { return addOneByOne(spans: spans, groups: groups, to: &sums) }
    sums.withUnsafeMutableBufferPointer { sums in
      for (block, numbers) in numberedBlocks(groups.count) {
        var before = spans.first.map { block.sums(before: $0) } ?? []
        for (span, next) in spans.dropFirst().enumerated() {
          let through = block.sums(before: next)
          for number in numbers where groups[number] >= 0 {
            let listing = number - numbers.lowerBound
            sums[Int(groups[number]) + span].addWithoutCheck(through[listing].sums(after: before[listing]))
          }
          before = through
        }
      }
    }
  }

  /// The same where sums may not fit, and then are too large.
  private func addOneByOne(spans: [Int32], groups: [Int32], to sums: inout [SalesSums]) {
    guard let first = spans.first, let end = spans.last else { return }
    for number in groups.indices where groups[number] >= 0 {
      forEachMonth(number: number, totals: []) { month, monthSums, _ in
        guard first <= month, month < end, let next = spans.firstIndex(where: { $0 > month }) else { return }
        sums[Int(groups[number]) + next - 1].add(monthSums)
      }
    }
  }

  private static func fits(_ sums: SalesSums, _ total: inout Int64) -> Bool {
    let magnitude = Int64(clamping: max(sums.quantityThousandths.magnitude, sums.revenueDong.magnitude))
    let (sum, overflow) = total.addingReportingOverflow(magnitude)
    total = sum
    return !overflow && sum != .max
  }

  /// The blocks with the numbers of their listings, below a limit.
  private func numberedBlocks(_ limit: Int) -> some Sequence<(block: SalesBlock, numbers: Range<Int>)> {
    blocks.enumerated().lazy.map { place, block in
      let first = min(place * SalesBlock.listingCount, limit)
      return (block, first..<min(first + SalesBlock.listingCount, limit))
    }
  }
}
