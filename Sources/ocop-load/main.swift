import Foundation
import LoadTesting

exit(await LoadTester.run(arguments: Array(CommandLine.arguments.dropFirst())))
