import Messages

/// A report with the words that it takes to show it.
struct ReportDocument: Sendable {
  let report: ReportingV1.Report
  let catalogue: IndicatorCatalogue
  /// Of a signed report: who has signed it.
  let manifest: ReportManifest?
  /// Definitions in the order of the report's indicators.
  let definitions: [ReportingV1.IndicatorDefinition]

  init(report: ReportingV1.Report, catalogue: IndicatorCatalogue, manifest: ReportManifest? = nil) {
    self.report = report
    self.catalogue = catalogue
    self.manifest = manifest
    definitions = report.indicators.map { catalogue.definition(of: $0.indicatorID) }
  }

  /// A row's figure of an indicator; nil when there is none.
  static func figure(_ figures: [ReportingV1.Figure], _ index: Int, _ id: String) -> ReportingV1.Figure? {
    if figures.indices.contains(index), figures[index].indicatorID == id { return figures[index] }
    return figures.first { $0.indicatorID == id }
  }

  /// What the report is of, as names and values: day, period, map, filter, what was known.
  func facts(_ words: ReportWords) -> [(name: String, value: String)] {
    var facts = [
      (words("Ngày báo cáo", "as of"), words.day(report.asOf)),
      (words("Bản đồ hành chính", "administrative map"), GeographyArgument.text(report.edition)),
    ]
    if definitions.contains(where: \.isOfPeriod) || report.groupBy.contains(where: DimensionArgument.isPeriod) {
      let first = report.firstDay.isEmpty ? "…" : words.day(report.firstDay)
      facts.insert((words("Thời kỳ", "period"), "\(first) – \(words.day(report.lastDay))"), at: 1)
    }
    let filter = filterText(words)
    if !filter.isEmpty { facts.append((words("Chỉ gồm", "only"), filter)) }
    if let known = report.knownAt {
      let day = known.day.isEmpty ? "" : words("hết ngày ", "until the end of ") + words.day(known.day) + ": "
      facts.append(
        (
          words("Số liệu đã biết", "what was known"),
          "\(day)registry \(known.registryRevision), listing \(known.listingRevision)"
        )
      )
    }
    if definitions.contains(where: { $0.indicatorID == "stores_silent" }) {
      facts.append(
        (words("Cửa hàng im lặng sau", "silent after"), words("\(report.silentDays) ngày", "\(report.silentDays) days"))
      )
    }
    if !report.leadingRuleIDs.isEmpty {
      facts.append(
        (words("Quy tắc cửa hàng đầu tàu", "rules for leading stores"), report.leadingRuleIDs.joined(separator: ", "))
      )
    }
    if let manifest {
      let text = "\(manifest.office), \(words.day(manifest.signedOn)), SHA-256 \(manifest.reportDigest.prefix(16))…"
      facts.append((words("Đã ký", "signed"), text))
    }
    return facts
  }

  /// What a reader has to be told before he believes the figures; empty when nothing.
  func warnings(_ words: ReportWords) -> [String] {
    var warnings = report.watermarks.filter { !$0.connected }.map { watermark in
      words(
        "Nguồn \(watermark.source) không kết nối được: số liệu có thể cũ (bản \(watermark.revision)).",
        "The source \(watermark.source) cannot be reached: the figures may be behind (revision \(watermark.revision))."
      )
    }
    if report.rowsLeftOut > 0 {
      let count = words.number(report.rowsLeftOut)
      warnings.append(
        words(
          "Còn \(count) dòng không hiện (--limit); dòng cộng gồm đủ.",
          "\(count) more rows are not shown (--limit); the total has them all."
        )
      )
    }
    return warnings
  }

  /// The filter in words; empty when there is none.
  func filterText(_ words: ReportWords) -> String {
    guard let filter = report.filter else { return "" }
    let dimensions = DimensionWords(words: words, catalogue: catalogue)
    func part(_ dimension: ReportingV1.Dimension, _ values: [String]) -> String? {
      guard values.contains(where: { !$0.isEmpty }) else { return nil }
      let labels = values.map { value in
        var key = ReportingV1.DimensionKey()
        (key.dimension, key.value) = (dimension, value)
        return dimensions.label(key)
      }
      return "\(dimensions.name(of: dimension)): \(labels.joined(separator: ", "))"
    }
    let types = filter.producerTypes.map { RegistryV1.ProducerType.descriptor.shortName(of: $0.rawValue) }
    let groups = filter.productGroups.map { RegistryV1.ProductGroup.descriptor.shortName(of: $0.rawValue) }
    return [
      part(.unit, [filter.unitCode]), part(.phase, [filter.phaseID]), part(.producerType, types),
      part(.productGroup, groups), part(.stars, filter.stars.map { String($0) }), part(.floor, filter.floorIDs),
      part(.producer, [filter.producerID]), part(.product, [filter.productID]),
    ].compactMap { $0 }.joined(separator: "; ")
  }
}
