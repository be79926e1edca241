import Glibc

/// Makes the folder of a database file.
enum StorageFolder {
  /// Makes the folders that a file needs, those above first, readable by this user only.
  static func make(forFile path: String) throws(StartupFailure) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).dropLast()
    var folder = path.hasPrefix("/") ? "/" : ""
    for part in parts {
      folder += folder.isEmpty || folder.hasSuffix("/") ? String(part) : "/" + part
      guard mkdir(folder, 0o700) != 0 else { continue }
      let number = errno
      // A folder that is there may refuse to be made with another error than EEXIST: what counts is that it is a
      // folder.
      if isFolder(folder) { continue }
      let reason = number == EEXIST ? "a file of that name is in the way" : SystemError.message(of: number)
      throw StartupFailure(
        "the folder \(folder) for the database \(path) cannot be made: \(reason); "
          + "give this user permission to write there, or choose another place with --storage sqlite:PATH"
      )
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }
}
