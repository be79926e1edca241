import CommandLineClient
import Foundation

exit(await CommandLineClient.run(arguments: Array(CommandLine.arguments.dropFirst())))
