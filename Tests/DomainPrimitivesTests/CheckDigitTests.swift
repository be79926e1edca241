import TestSupport
import Testing

@testable import DomainPrimitives

@Suite("Numbers with check digits")
struct CheckDigitTests {
  private func digits(_ count: Int, using generator: inout SeededGenerator) -> [Int] {
    (0..<count).map { _ in Int.random(in: 0...9, using: &generator) }
  }

  private func reason(ofTaxCode text: String) -> String? {
    do throws(NumberRefusal) {
      _ = try TaxCode(parsing: text)
      return nil
    } catch {
      return error.reason
    }
  }

  private func reason(ofGTIN text: String) -> String? {
    do throws(NumberRefusal) {
      _ = try GlobalTradeItemNumber(parsing: text)
      return nil
    } catch {
      return error.reason
    }
  }

  /// Counted apart from the program: the last digit that makes the weighted sum of all ten a multiple of eleven, where
  /// the tenth weighs 1 and the remainder that it leaves must be 10.
  private func naiveTaxCheckDigit(_ nine: [Int]) -> Int? {
    let sum =
      nine[0] * 31 + nine[1] * 29 + nine[2] * 23 + nine[3] * 19 + nine[4] * 17 + nine[5] * 13 + nine[6] * 7
      + nine[7] * 5 + nine[8] * 3
    return (0...9).first { (sum + $0) % 11 == 10 }
  }

  @Test("known tax codes are taken: of organisations, and of units that depend on them")
  func knownTaxCodes() {
    for text in ["0100047516", "0314409058", "0314409058-002", "0100047516-999"] {
      #expect(reason(ofTaxCode: text) == nil, "\(text)")
    }
  }

  @Test("a tax code with its check digit is taken, and with any other tenth digit it is not")
  func taxCodes() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    var withoutCheckDigit = 0
    for _ in 0..<3000 {
      let nine = digits(9, using: &generator)
      let expected = naiveTaxCheckDigit(nine)
      if expected == nil { withoutCheckDigit += 1 }
      for tenth in 0...9 {
        let text = (nine + [tenth]).map(String.init).joined()
        #expect(reason(ofTaxCode: text) == (tenth == expected ? nil : "wrong_check_digit"), "\(text), seed \(seed)")
      }
    }
    // One remainder of eleven gives no digit.
    #expect((150...400).contains(withoutCheckDigit), "\(withoutCheckDigit), seed \(seed)")
  }

  @Test("one wrong digit in a tax code is always noticed, for no weight is a multiple of eleven")
  func changedTaxCodes() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1000 {
      let nine = digits(9, using: &generator)
      guard let check = naiveTaxCheckDigit(nine) else { continue }
      var changed = nine + [check]
      let place = Int.random(in: 0..<10, using: &generator)
      changed[place] = (changed[place] + Int.random(in: 1...9, using: &generator)) % 10
      let text = changed.map(String.init).joined()
      #expect(reason(ofTaxCode: text) == "wrong_check_digit", "\(text), seed \(seed)")
    }
  }

  @Test("what has not the form of a tax code is refused, a citizen's number with words of its own")
  func malformedTaxCodes() {
    for text in [
      "", "010004751", "01000475160", "0100047516-", "0100047516-000", "0100047516-01", "0100047516-0001",
      "0100047516001", "0100047516 001", " 0100047516", "010004751x", "٠١٠٠٠٤٧٥١٦", "0100047516-٠٠١",
    ] {
      #expect(reason(ofTaxCode: text) == "bad_tax_code", "\(text)")
    }
    #expect(reason(ofTaxCode: "020087123456") == "citizen_number")
    #expect(reason(ofTaxCode: "0100047517-001") == "wrong_check_digit")
  }

  @Test("known numbers of trade items are taken, and what has not their form is refused")
  func knownTradeItemNumbers() {
    for text in ["96385074", "614141000036", "4006381333931", "18938505974191"] {
      #expect(reason(ofGTIN: text) == nil, "\(text)")
    }
    for text in ["", "4006381", "400638133393", "4006381333931 ", "400638133393x", "00000000", "４００６３８１３"] {
      #expect(reason(ofGTIN: text) != nil, "\(text)")
    }
  }

  @Test("a GTIN with its check digit is taken, and one changed digit is always noticed")
  func tradeItemNumbers() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<3000 {
      var number = digits([7, 11, 12, 13].randomElement(using: &generator) ?? 12, using: &generator)
      number[number.count - 1] = Int.random(in: 1...9, using: &generator)
      // Counted from the right, the check digit's own place included, every second digit three times.
      let sum = number.reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 3 : 1) }
      number.append((1000 - sum) % 10)
      let text = number.map(String.init).joined()
      #expect(reason(ofGTIN: text) == nil, "\(text), seed \(seed)")
      let place = Int.random(in: 0..<number.count, using: &generator)
      number[place] = (number[place] + Int.random(in: 1...9, using: &generator)) % 10
      let changed = number.map(String.init).joined()
      #expect(reason(ofGTIN: changed) != nil, "\(text) changed to \(changed), seed \(seed)")
    }
  }

  @Test("the same item's number is the same in 14 digits, whatever form its label has")
  func fourteenDigits() throws {
    let twelve = try GlobalTradeItemNumber(parsing: "614141000036")
    let thirteen = try GlobalTradeItemNumber(parsing: "0614141000036")
    #expect(twelve != thirteen)
    #expect(twelve.fourteenDigits == thirteen.fourteenDigits)
    #expect(twelve.fourteenDigits == "00614141000036")
  }
}
