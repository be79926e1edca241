internal import CZlib

/// A zlib stream (RFC 1950) for bytes that are in memory as a whole.
enum ZlibStream {
  /// The compressed bytes.
  static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    let capacity = compressBound(uLong(bytes.count))
    return [UInt8](unsafeUninitializedCapacity: Int(capacity)) { buffer, count in
      var length = capacity
      // Cannot fail: the buffer is as large as zlib asks for, and the level is its own.
      let result = bytes.withUnsafeBufferPointer { source in
        compress2(buffer.baseAddress, &length, source.baseAddress, uLong(bytes.count), Z_DEFAULT_COMPRESSION)
      }
      count = result == Z_OK ? Int(length) : 0
    }
  }

  /// The bytes of a stream; nil when it is none, holds more than `byteCountMax`, or something follows it.
  static func inflated(_ stream: ArraySlice<UInt8>, byteCountMax: Int) -> [UInt8]? {
    var sourceLength = uLong(stream.count)
    var length = uLong(byteCountMax)
    var result = Z_DATA_ERROR
    let bytes = [UInt8](unsafeUninitializedCapacity: byteCountMax) { buffer, count in
      stream.withUnsafeBufferPointer { source in
        result = uncompress2(buffer.baseAddress, &length, source.baseAddress, &sourceLength)
      }
      count = result == Z_OK ? Int(length) : 0
    }
    return result == Z_OK && sourceLength == stream.count ? bytes : nil
  }
}
