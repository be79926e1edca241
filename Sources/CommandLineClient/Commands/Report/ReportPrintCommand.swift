import ArgumentParser
import ClientKit

/// `ocop report print`
struct ReportPrintCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "print",
    abstract: "Print a signed report again, in any form, from its file alone.",
    discussion: """
      No service is asked, and the words are those of the day it was signed: the same file always prints the same \
      bytes. A file that was changed is refused.

      Examples:
        ocop report print 2021-11-05.report
        ocop report print 2021-11-05.report --to 2021-11-05.html --language en
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @OptionGroup(title: "Output") var output: ReportOutputOptions

  @Argument(help: ArgumentHelp("The signed report.", valueName: "file"))
  var file: String

  func run(in session: Session) async throws {
    let signed = try SignedReport(path: file)
    try signed.checkSignature(with: nil)
    try signed.checkContents()
    try output.write(try signed.document(), isJSON: options.json, in: session)
  }
}
