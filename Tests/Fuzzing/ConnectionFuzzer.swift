import Glibc

/// Target 2: the frame reader and the connection state machine behind it, on any bytes, as server and as client.
///
/// Input: the first byte chooses (bit 0: client; bit 1: preface and HELLO of the peer come before the input; bit 2:
/// small limits; bit 3: compression was announced), the second the size of the pieces that the bytes come in, the rest
/// is what arrives. Nothing may trap, what is kept and what is answered stays within limits, credit never falls below
/// nothing, and it makes no difference how the bytes were cut. It takes no more than a second of the processor's time:
/// on a busy machine an input is not to blame for the wait.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = UnsafeRawBufferPointer(start: start, count: count)
  guard count >= 2 else { return 0 }
  let choice = FuzzedConnection.Choice(rawValue: input[0])
  let received = UnsafeRawBufferPointer(rebasing: input[2...])
  let start = clock()
  var whole = FuzzedConnection(choice)
  whole.receive(received, pieceByteCount: .max)
  var cut = FuzzedConnection(choice)
  cut.receive(received, pieceByteCount: Int(input[1]) % 64 + 1)
  precondition(whole.digest == cut.digest, "how the bytes are cut makes a difference")
  precondition(clock() - start <= clock_t(1_000_000), "an input takes more than a second")
  return 0
}
