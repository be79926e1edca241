import DomainPrimitives
import Foundation
import TestSupport
import Testing

/// Goal: what is typed without diacritics finds what is written with them, however the letters are composed. Method:
/// examples, and random text of Latin letters whose composed and decomposed forms Foundation makes.
@Suite("Folded text")
struct FoldedTextTests {
  @Test(
    "diacritics, case and đ make no difference, and signs part words",
    arguments: [
      ("Lạp sườn Bích Trâm", "lap suon bich tram"), ("  Thị trấn\tĐồng Mỏ ", "thi tran dong mo"),
      ("ĐẶC SẢN (Đình Lập)", "dac san dinh lap"), ("Vịt-cổ_xanh/2 kg", "vit co xanh 2 kg"),
      ("Crème brûlée", "creme brulee"),
      ("Straße, Ærø", "strasse aero"), ("", ""), ("… — !", ""), ("日本 茶", "日本 茶"), ("Ỷ Ỵ ỹ", "y y y"),
    ]
  )
  func examples(text: String, folded: String) {
    #expect(FoldedText(text).description == folded)
  }

  @Test("folding twice is folding once, and composed and decomposed text fold to the same")
  func properties() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let vietnamese = Array("aăâeêioôơuưyđbcghklmnpqrstvxAĂÂEÊIOÔƠUƯYĐ0123456789 -.,()")
    let latin = (0xC0...0x24F).compactMap(Unicode.Scalar.init).filter { $0.properties.isAlphabetic }.map(Character.init)
    let marks = ["\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}", "\u{302}", "\u{306}", "\u{31B}", "\u{308}"]
    for _ in 0..<3_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &generator) {
        text.append((Bool.random(using: &generator) ? vietnamese : latin).randomElement(using: &generator) ?? "a")
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
          text += marks.randomElement(using: &generator) ?? ""
        }
      }
      let folded = FoldedText(text)
      #expect(FoldedText(folded.description) == folded, "seed \(seed): \(text)")
      #expect(FoldedText(text.decomposedStringWithCanonicalMapping) == folded, "seed \(seed): \(text)")
      #expect(FoldedText(text.precomposedStringWithCanonicalMapping) == folded, "seed \(seed): \(text)")
    }
  }

  @Test("every tone of every Vietnamese vowel folds to its bare letter")
  func tones() {
    let bare: [Character: String] = [
      "a": "a", "ă": "a", "â": "a", "e": "e", "ê": "e", "i": "i", "o": "o", "ô": "o", "ơ": "o", "u": "u", "ư": "u",
      "y": "y",
    ]
    for (vowel, letter) in bare {
      for tone in ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"] {
        let text = (String(vowel) + tone).precomposedStringWithCanonicalMapping
        #expect(FoldedText(text).description == letter)
        #expect(FoldedText(text.uppercased()).description == letter)
      }
    }
  }
}
