/// What a simulation is there for: situations that it claims to try. A test counts them, so that a change of the odds
/// cannot quietly leave one out.
enum WireSituation: Int, CaseIterable {
  case numbersLeftOut, numbersExhausted, refusedBecauseTooMany, refusedBecauseDraining, givenUpAfterGoAway
  case openedBeforeHello, openedWithWholeRequest, answeredInClose
  case messageTooLargeForServer, messageTooLargeForClient
  case emptyMessage, compressedMessage, messageInFragments, messageLargerThanWindow, relayedFragmentCutAnew
  case senderBlocked, moreHeldThanWindow, windowOfRelay
  case cancelledByClient, cancelledByServer, closedWithinMessage, frameAfterEnd
  case slotUsedAgain, frameInParts, pingAnswered, frameIgnored, connectionLost
}
