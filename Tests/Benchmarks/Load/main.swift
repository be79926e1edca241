import Glibc

guard let options = LoadOptions(Array(CommandLine.arguments.dropFirst())) else {
  print(LoadOptions.usage)
  exit(2)
}
if options.method == "RawCopy" {
  let rate = RawCopy.mebibytesPerSecond(
    chunkBytes: options.chunkBytes,
    readBytes: LoadRun.readBytes,
    seconds: options.seconds
  )
  print("method=RawCopy chunk_bytes=\(options.chunkBytes) mebibytes_per_second=\(rate ?? 0)")
  exit(rate == nil ? 1 : 0)
}
let load = LoadRun(options)
guard let line = options.method == "Connect" ? load.runConnecting() : load.run() else {
  print("benchmark-load: the server at \(options.address) cannot be reached, or has ended a connection")
  exit(1)
}
print(line)
