import CallerTestSupport
import Foundation
import Messages
import Services
import TestSupport
import Testing

@testable import Registry

/// Goal: how long a search takes with a country's names. Method: 9,000 producers and 15,000 products with made-up names
/// of Vietnamese syllables, and queries of parts of them, with and without typing errors; measured in the caller's
/// process, through the handler, and printed. Runs when OCOP_MEASURE is set, since filling the registry takes a minute;
/// what it prints means something for a release build on a machine that does nothing else.
@Suite("Measured search", .enabled(if: ProcessInfo.processInfo.environment["OCOP_MEASURE"] != nil))
struct SearchMeasurement {
  private static let producerCount = 9_000
  private static let productCount = 15_000
  private static let queryCount = 2_000

  private static let syllables = """
    Hợp tác xã nông sản sạch Lạng Sơn Chi Lăng Bắc Hữu Lũng Văn Quan Tràng Định Bình Gia Cao Lộc Đình Lập Lạp sườn \
    miến dong khoai lang vịt cổ xanh quýt vàng chè hoa rượu men lá mật ong rừng gạo nếp cái thạch đen cao khô quế hồi \
    thịt trâu gác bếp măng ớt na dai đào mận trà shan tuyết thảo dược gia vị tinh dầu bánh khảo phở chua xôi cẩm
    """.split(separator: " ").map(String.init)

  @Test("how long searches take is printed")
  func measured() async throws {
    let seed: UInt64 = 7
    var generator = SeededGenerator(seed: seed)
    func name() -> String {
      (0..<generator.within(3, 6)).map { _ in Self.syllables[generator.below(Self.syllables.count)] }
        .joined(separator: " ")
    }
    let registry = try await RegistryUnderTest.withUnits()
    var records = (0..<Self.producerCount).map { Sample.producer("P-\($0)", name: name()) }
    records += (0..<Self.productCount).map { number in
      var record = Sample.product("S-\(number)", of: "P-\(number % Self.producerCount)")
      if case .product(var product) = record.record {
        product.name = name()
        record.record = .product(product)
      }
      return record
    }
    for start in stride(from: 0, to: records.count, by: 4_000) {
      let part = Array(records[start..<min(start + 4_000, records.count)])
      try #require(try await registry.importing(part).applied)
    }
    for (who, asked) in [("province", registry), ("office", registry.called(by: .office("187@2020-01-01")))] {
      var microseconds: [Int] = []
      for _ in 0..<Self.queryCount {
        var request = RegistryV1.SearchRequest()
        var words = name().split(separator: " ").prefix(generator.within(1, 3)).map(String.init)
        if generator.chance(30), let last = words.popLast() { words.append(String(last.prefix(2))) }
        if generator.chance(30), let last = words.popLast() { words.append(String(last.dropLast()) + "x") }
        request.query = words.joined(separator: " ")
        let start = ContinuousClock.now
        _ = try await asked.client.search(request)
        microseconds.append(Int((ContinuousClock.now - start).components.attoseconds / 1_000_000_000_000))
      }
      microseconds.sort()
      let (half, most) = (microseconds[Self.queryCount / 2], microseconds[Self.queryCount * 99 / 100])
      print("search by \(who): p50 \(half) µs, p99 \(most) µs, max \(microseconds[Self.queryCount - 1]) µs")
    }
  }
}
