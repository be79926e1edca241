/// What a daemon was asked to do when it was started.
public enum LaunchRequest: Sendable {
  /// Print the help text and end.
  case help
  /// Print the program's version and end.
  case version
  /// Say whether the configuration is valid, print it, and end.
  case checkConfiguration(Configuration)
  /// Do something to the storage and end.
  case storage(StorageCommand, Configuration)
  /// Serve.
  case serve(Configuration)
}
