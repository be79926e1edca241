import Testing

@testable import ServiceKit

@Suite struct ConfigurationTests {
  @Test("without any source every key has its default")
  func defaults() throws {
    let configuration = try #require(try TestCatalogue.configuration())
    #expect(try configuration.value(of: TestCatalogue.workers) == 2)
    #expect(try configuration.value(of: TestCatalogue.drain) == .seconds(10))
    #expect(try configuration.value(of: TestCatalogue.format) == .text)
    #expect(try configuration.value(of: TestCatalogue.storage) == .sqlite(path: "data/test.db"))
    #expect(configuration.origin(ofKeyNamed: "worker_count") == .defaultValue)
  }

  @Test("a flag wins over the environment, the environment over the file, the file over the default")
  func precedence() throws {
    let file = "worker_count = 3\n"
    let environment = ["OCOP_TEST_WORKER_COUNT": "4"]
    let fromFile = try #require(try TestCatalogue.configuration(["--config", "a.conf"], file: file))
    #expect(try fromFile.value(of: TestCatalogue.workers) == 3)
    #expect(fromFile.origin(ofKeyNamed: "worker_count") == .file(path: "a.conf", line: 1))
    let fromEnvironment = try #require(
      try TestCatalogue.configuration(["--config=a.conf"], environment: environment, file: file)
    )
    #expect(try fromEnvironment.value(of: TestCatalogue.workers) == 4)
    let fromFlag = try #require(
      try TestCatalogue.configuration(
        ["--config", "a.conf", "--worker-count", "5"],
        environment: environment,
        file: file
      )
    )
    #expect(try fromFlag.value(of: TestCatalogue.workers) == 5)
    #expect(fromFlag.origin(ofKeyNamed: "worker_count") == .flag("--worker-count"))
  }

  @Test("a flag may be written with = and with the key's underscores")
  func flagSpellings() throws {
    for arguments in [["--worker-count=7"], ["--worker_count", "7"], ["--worker_count=7"]] {
      let configuration = try #require(try TestCatalogue.configuration(arguments))
      #expect(try configuration.value(of: TestCatalogue.workers) == 7)
    }
  }

  @Test("the file may be named by the environment")
  func fileFromEnvironment() throws {
    let configuration = try #require(
      try TestCatalogue.configuration(environment: ["OCOP_TEST_CONFIG": "b.conf"], file: "worker_count = 9")
    )
    #expect(configuration.origin(ofKeyNamed: "worker_count") == .file(path: "b.conf", line: 1))
  }

  @Test("an unknown key is named with its line, what was probably meant, and what is known")
  func unknownKeyInFile() {
    let problems = TestCatalogue.problems(["--config", "a.conf"], file: "# first\n\nworker_cuont = 3\n")
    #expect(
      problems == [
        "a.conf:3: unknown key \"worker_cuont\"; did you mean \"worker_count\"? "
          + "known: storage, worker_count, drain_timeout, log_format"
      ]
    )
  }

  @Test("an unknown variable or flag is named, and other programs' variables are left alone")
  func unknownElsewhere() {
    let environment = ["OCOP_TEST_WORKERCOUNT": "3", "OCOP_TESTING": "x", "PATH": "/bin"]
    let problems = TestCatalogue.problems(["--colour", "red", "serve"], environment: environment)
    #expect(problems.count == 3)
    #expect(problems.first?.hasPrefix("unknown environment variable OCOP_TEST_WORKERCOUNT; did you mean") == true)
    #expect(problems.contains { $0.hasPrefix("unknown flag --colour; known: --config, --storage") })
    #expect(problems.contains { $0.hasPrefix("unexpected argument \"serve\"") })
  }

  @Test(
    "a bad value is named with where it came from and what is allowed",
    arguments: [
      (
        "worker_count = many",
        "a.conf:1: worker_count = \"many\" is not a whole number; allowed: a whole number from 1 to 16"
      ),
      ("worker_count = 17", "a.conf:1: worker_count = \"17\" is out of range; allowed: a whole number from 1 to 16"),
      ("log_format = xml", "a.conf:1: log_format = \"xml\" is not one of the words; allowed: text, json"),
      (
        "drain_timeout = 10",
        "a.conf:1: drain_timeout = \"10\" has no unit; allowed: a time from 0s to 10m, such as 500ms, 10s, 2m or 7d"
      ),
      (
        "drain_timeout = 11m",
        "a.conf:1: drain_timeout = \"11m\" is out of range; "
          + "allowed: a time from 0s to 10m, such as 500ms, 10s, 2m or 7d"
      ),
      (
        "drain_timeout = 9223372036854775807m",
        "a.conf:1: drain_timeout = \"9223372036854775807m\" is out of range; "
          + "allowed: a time from 0s to 10m, such as 500ms, 10s, 2m or 7d"
      ),
      (
        "storage = mysql://ocop:secret@db/ocop?password=secret&sslmode=require",
        "a.conf:1: storage = \"mysql://ocop:***@db/ocop?password=***&sslmode=require\" "
          + "does not start with \"sqlite:\" or \"postgresql://\"; allowed: sqlite:PATH"
      ),
      ("storage = sqlite:", "a.conf:1: storage = \"sqlite:\" has no path after \"sqlite:\"; allowed: sqlite:PATH"),
    ]
  )
  func badValues(file: String, problem: String) {
    #expect(TestCatalogue.problems(["--config", "a.conf"], file: file) == [problem])
  }

  @Test("a bad value is reported even when a stronger source overrides it")
  func overriddenBadValue() {
    let problems = TestCatalogue.problems(["--worker-count=3"], environment: ["OCOP_TEST_WORKER_COUNT": "no"])
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("environment variable OCOP_TEST_WORKER_COUNT: ") == true)
  }

  @Test("everything that is wrong is reported at once")
  func allProblems() {
    let file = "nonsense\nworker_count = 0\nworker_count = 2\n= 3\nlog_format =\nstorage = \"sqlite:x\n\u{FEFF}a = 1"
    let problems = TestCatalogue.problems(["--config", "a.conf", "--worker-count"], file: file)
    #expect(
      problems.map { $0.prefix { $0 != " " } } == [
        "a.conf:1:", "a.conf:3:", "a.conf:4:", "a.conf:5:", "a.conf:6:", "a.conf:2:", "a.conf:7:", "flag",
      ]
    )
  }

  @Test("comments, quotes, outer spaces, Windows line ends and a byte-order mark are understood")
  func fileSyntax() throws {
    let text =
      "\u{FEFF}# all of it\r\n  storage = \"sqlite:a #1.db\"  # quoted\r\n"
      + "\tworker_count=4 # four\r\n\r\nlog_format = json"
    let file = ConfigurationFile(path: "a.conf", bytes: Array(text.utf8))
    #expect(file.problems == [])
    #expect(
      file.entries == [
        .init(name: "storage", text: "sqlite:a #1.db", line: 2),
        .init(name: "worker_count", text: "4", line: 3),
        .init(name: "log_format", text: "json", line: 5),
      ]
    )
  }

  @Test("a line that is not UTF-8 is named by its number")
  func invalidUTF8() {
    let file = ConfigurationFile(path: "a.conf", bytes: Array("# ok\nstorage = ".utf8) + [0xFF, 0x0A])
    #expect(file.problems == ["a.conf:2: is not UTF-8 text; save the file as UTF-8"])
    #expect(file.entries.isEmpty)
  }

  @Test("a file that cannot be read is named with the reason")
  func missingFile() {
    guard case .failure(let error) = SmallFile.read("/nonexistent/a.conf", sizeMaxBytes: 10) else {
      Issue.record("the file was read")
      return
    }
    #expect(error.problems == ["file /nonexistent/a.conf cannot be opened: No such file or directory"])
  }

  @Test("a file that is too large is refused")
  func largeFile() {
    guard case .failure(let error) = SmallFile.read("/dev/zero", sizeMaxBytes: 100_000) else {
      Issue.record("the file was read")
      return
    }
    #expect(error.problems == ["file /dev/zero is larger than 100000 bytes; is it the right file?"])
  }

  @Test("help, version and check are recognised, help even beside a mistake")
  func requests() throws {
    guard case .help = try TestCatalogue.read(["--nonsense", "--help"]) else { throw Unexpected() }
    guard case .version = try TestCatalogue.read(["--version"]) else { throw Unexpected() }
    guard case .checkConfiguration = try TestCatalogue.read(["--check-config"]) else { throw Unexpected() }
  }

  @Test("help names every key with its flag, default and what is allowed, and gives an example")
  func help() {
    let help = HelpText(
      program: "ocop-test",
      version: "1.2.3",
      summary: "Tests.",
      catalogue: TestCatalogue.catalogue
    )
    let text = help.text
    #expect(text.hasPrefix("ocop-test 1.2.3\nTests.\n"))
    for definition in TestCatalogue.catalogue.definitions {
      #expect(text.contains("  \(definition.flag) \(definition.placeholder)\n"))
      #expect(text.contains("Default: \(definition.defaultText)\n"))
    }
    #expect(text.contains("  ocop-test --storage sqlite:/tmp/test.db\n"))
    #expect(text.contains("OCOP_TEST_STORAGE=sqlite:/tmp/test.db"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 110 })
  }
}

private struct Unexpected: Error {}
