import Testing

@testable import RPC

@Suite("The text form of a service configuration")
struct ServiceConfigurationTests {
  private func problems(_ text: String) -> [String] {
    do throws(ServiceConfigurationError) {
      _ = try ServiceConfiguration(parsing: text)
      return []
    } catch {
      return error.problems
    }
  }

  @Test("an empty text is the standard configuration")
  func empty() throws {
    #expect(try ServiceConfiguration(parsing: "") == ServiceConfiguration())
    #expect(try ServiceConfiguration(parsing: " # only a comment\n\n") == ServiceConfiguration())
  }

  @Test("every key says what its name says")
  func keys() throws {
    let configuration = try ServiceConfiguration(
      parsing: """
        timeout = 5s   # a comment
        wait-for-ready = true
        compress-requests = true
        request-bytes-max = 64KiB
        response-bytes-max = 4MiB
        replay-bytes-max = 4096
        retry.attempts = 4
        retry.pause-min = 20ms
        retry.pause-max = 2min
        retry.factor = 1.5
        retry.jitter = 0.25
        retry.codes = UNAVAILABLE, ABORTED RESOURCE_EXHAUSTED
        budget.tokens = 100
        budget.ratio = 0.05
        """
    )
    var expected = ServiceConfiguration()
    expected.standard.timeout = .seconds(5)
    expected.standard.waitsForReady = true
    expected.standard.compressesRequests = true
    expected.standard.requestBytesMax = 65_536
    expected.standard.responseBytesMax = 4_194_304
    expected.standard.replayBytesMax = 4_096
    var policy = RetryPolicy()
    policy.attemptsMax = 4
    policy.pauseMinMilliseconds = 20
    policy.pauseMaxMilliseconds = 120_000
    policy.factor = 1.5
    policy.jitter = 0.25
    policy.codes = [.unavailable, .aborted, .resourceExhausted]
    expected.standard.repetition = .retry(policy)
    expected.retryBudget.tokensMax = 100
    expected.retryBudget.tokenRatio = 0.05
    #expect(configuration == expected)
  }

  @Test("a section takes over what it does not say itself: a method from its service, both from the beginning")
  func inheritance() throws {
    let configuration = try ServiceConfiguration(
      parsing: """
        timeout = 1s
        wait-for-ready = true
        retry.attempts = 5
        [a.Service]
        timeout = 2s
        [a.Service/Method]
        retry.pause-min = 7ms
        [b.Service/Method]
        response-bytes-max = 9
        """
    )
    let service = configuration.configuration(of: AnyMethod(service: "a.Service", name: "Other", kind: .unary))
    #expect(service.timeout == .seconds(2) && service.waitsForReady)
    let method = configuration.configuration(of: AnyMethod(service: "a.Service", name: "Method", kind: .unary))
    #expect(method.timeout == .seconds(2) && method.waitsForReady)
    guard case .retry(let policy) = method.repetition else {
      Issue.record("the method is not retried")
      return
    }
    #expect(policy.attemptsMax == 5 && policy.pauseMinMilliseconds == 7)
    let other = configuration.configuration(of: AnyMethod(service: "b.Service", name: "Method", kind: .unary))
    #expect(other.timeout == .seconds(1) && other.responseBytesMax == 9)
    #expect(configuration.configuration(of: Methods.safe) == configuration.standard)
  }

  @Test("the nearest section that speaks of repetition says which kind it is")
  func repetition() throws {
    let configuration = try ServiceConfiguration(
      parsing: """
        retry.attempts = 5
        [a.Service]
        hedging.delay = 20ms
        hedging.attempts = 3
        [a.Service/Off]
        repetition = none
        [a.Service/Back]
        repetition = retry
        [a.Service/Same]
        timeout = 1s
        """
    )
    var hedging = HedgingPolicy()
    hedging.delayMilliseconds = 20
    hedging.attemptsMax = 3
    var retry = RetryPolicy()
    retry.attemptsMax = 5
    #expect(configuration.services["a.Service"]?.repetition == .hedging(hedging))
    #expect(configuration.methods["a.Service/Off"]?.repetition == Repetition.none)
    #expect(configuration.methods["a.Service/Back"]?.repetition == .retry(retry))
    #expect(configuration.methods["a.Service/Same"]?.repetition == .hedging(hedging))
  }

  @Test(
    "what is wrong is named with its line",
    arguments: [
      ("timeout", "1: is not \"key = value\"; write for example: timeout = 5s"),
      ("= 3", "1: the key is missing"),
      ("\ntimeout =", "2: the value is missing"),
      ("timeout = 1s\ntimeout = 2s", "2: key \"timeout\" was set on line 1 already"),
      ("[a]\n[b]\n[a]", "3: the section [a] begins on line 1 already"),
      ("[]", "1: write a section as [package.Service] or [package.Service/Method]"),
      ("timeout = 5", "1: timeout = 5 is not a time like 250ms, 5s or 2min, at most 24h"),
      ("timeout = 25h", "1: timeout = 25h is not a time like 250ms, 5s or 2min, at most 24h"),
      ("timeout = 0s", "1: the timeout is not above 0"),
      ("request-bytes-max = -1", "1: request-bytes-max = -1 is not a size like 4096, 64KiB or 4MiB, at most 2GiB"),
      ("request-bytes-max = 3GiB", "1: request-bytes-max = 3GiB is not a size like 4096, 64KiB or 4MiB, at most 2GiB"),
      ("wait-for-ready = yes", "1: wait-for-ready = yes is not true or false"),
      ("retry.attempts = 9", "1: the attempts are not 2 to 5"),
      ("retry.factor = nan", "1: retry.factor = nan is not a number like 0.2"),
      ("retry.codes = OK", "1: retry.codes = OK is not a list of codes like UNAVAILABLE ABORTED"),
      ("[a]\nretry.attempts = 1", "1: the attempts are not 2 to 5"),
      ("[a]\nbudget.tokens = 3", "2: budget.tokens is for all methods: write it before the first section"),
      ("budget.tokens = 0", "1: the tokens of the budget are not 1 to 1000"),
      ("repetition = often", "1: repetition = often is not none, retry or hedging"),
      (
        "retry.attempts = 2\nhedging.attempts = 2",
        "2: a section has either retry or hedging; say which with repetition = retry or repetition = hedging"
      ),
    ]
  )
  func problem(text: String, expected: String) {
    #expect(problems(text) == [expected])
  }

  @Test("a key that does not exist is answered with those that do")
  func unknownKey() {
    let problem = problems("timeuot = 5s").first ?? ""
    #expect(problem.hasPrefix("1: there is no key \"timeuot\"; there are budget.ratio, budget.tokens, "))
  }

  @Test("all problems are told at once, in order, each once")
  func allProblems() {
    let found = problems("timeout = x\n[a.B]\nretry.attempts = y\n[a.B/C]\nnothing")
    #expect(found.map { $0.prefix(2) } == ["1:", "3:", "5:"])
  }

  @Test("a text beyond its limit is not read")
  func tooLong() {
    #expect(problems(String(repeating: "#", count: 1_048_577)) == ["the text has more than 1048576 bytes"])
  }
}
