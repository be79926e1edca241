internal import RPC

/// Tokens that were verified, by their text: a signature takes 50 us to check, and a client sends its token with every
/// call. Bounded; only tokens that are good enter it.
struct TokenCache {
  struct Entry {
    let caller: Caller
    let notBeforeUnixSeconds: Int64
    let expiresUnixSeconds: Int64
  }

  static let countMax = 4_096

  private var entries: [String: Entry] = [:]

  subscript(text: String) -> Entry? { entries[text] }

  mutating func insert(_ entry: Entry, for text: String, nowUnixSeconds: Int64) {
    if entries.count >= TokenCache.countMax {
      entries = entries.filter { $0.value.expiresUnixSeconds > nowUnixSeconds }
      // More people than it holds: they begin anew, which costs each a signature.
      if entries.count >= TokenCache.countMax { entries = [:] }
    }
    entries[text] = entry
  }
}
