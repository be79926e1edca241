import Testing

@testable import Registry

@Suite("Telephone numbers")
struct PhoneNumberTests {
  @Test(
    "every form that people write becomes the one form",
    arguments: [
      ("0912345678", "+84912345678"), ("0912 345 678", "+84912345678"), ("0912.345.678", "+84912345678"),
      ("+84 912 345 678", "+84912345678"), ("84912345678", "+84912345678"), ("0084912345678", "+84912345678"),
      ("+84 (0) 912-345-678", "+84912345678"), ("(0205) 3812 345", "+842053812345"), ("024 3825 1234", "+842438251234"),
      ("0205.381.234", "+84205381234"),
    ]
  )
  func forms(written: String, kept: String) throws {
    #expect(try PhoneNumber(parsing: written).text == kept)
    // What is kept can be read again, so that sending it back changes nothing.
    #expect(try PhoneNumber(parsing: kept).text == kept)
  }

  @Test(
    "what is no Vietnamese number is refused with its reason",
    arguments: [
      ("091234567", "bad_phone"), ("09123456789", "bad_phone"), ("912345678", "bad_phone"),
      ("+1 202 555 0100", "bad_phone"),
      ("0912 345 678 / 0987 654 321", "bad_phone"), ("không có", "bad_phone"), ("01691234567", "old_phone"),
      ("0412345678", "bad_phone"), ("", "bad_phone"), ("+", "bad_phone"), ("0", "bad_phone"),
      ("0912+345678", "bad_phone"), (String(repeating: "0", count: 10_000), "bad_phone"),
    ]
  )
  func refused(written: String, reason: String) {
    let refusal = #expect(throws: PhoneNumber.Refusal.self) { try PhoneNumber(parsing: written) }
    #expect(refusal?.reason == reason)
    if written.count > 3, written.count < 100 { #expect(refusal?.description.contains(written) == false) }
  }
}
