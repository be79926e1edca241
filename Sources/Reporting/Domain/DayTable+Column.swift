extension DayTable {
  /// How the numbers of a column are stored: in how many bytes each, and in what unit. Prices are whole thousands of
  /// đồng mostly, and quantities whole pieces.
  struct Column {
    private static let powersOfTen: [Int64] = (0...15).map { (0..<$0).reduce(1) { power, _ in power * 10 } }

    /// Bytes, 0 to 8, in the lower four bits, and in the upper ones which power of ten the unit is.
    let byte: UInt8

    @inline(__always)
    init(byte: UInt8) { self.byte = byte }

    /// The narrowest one that holds these numbers.
    init(holding numbers: UnsafeBufferPointer<Int64>) {
      var bits: UInt64 = 0
      for number in numbers { bits |= UInt64(bitPattern: number) }
      // Whatever a power of ten divides, as high a power of two does.
      var power = min(15, bits.trailingZeroBitCount)
      for number in numbers { while !number.isMultiple(of: Self.powersOfTen[power]) { power -= 1 } }
      var largest: UInt64 = 0
      for number in numbers { largest |= UInt64(bitPattern: number / Self.powersOfTen[power]) }
      let width = (71 - largest.leadingZeroBitCount) / 8
      byte = UInt8(power << 4 | width)
    }

    var width: Int { Int(byte & 0xf) }

    /// What a 1 in the column stands for.
    var unit: Int64 { Self.powersOfTen[Int(byte >> 4)] }
  }
}
