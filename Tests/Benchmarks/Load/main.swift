import Glibc

guard let options = LoadOptions(Array(CommandLine.arguments.dropFirst())) else {
  print(LoadOptions.usage)
  exit(2)
}
guard let line = LoadRun(options).run() else {
  print("benchmark-load: the server at \(options.address) cannot be reached, or has ended a connection")
  exit(1)
}
print(line)
