/// Kinds of things that a run's trace tells of.
enum TraceEvent: UInt64 {
  case timer, loop, job, delivery, write, connect, fault, callStarted, callEnded, handlerBegan, handlerEnded, answer
}
