internal import Glibc

/// Who can reach a file with a secret in it.
struct SecretAccess: Hashable {
  /// The permissions of the file, without its type.
  var mode: UInt32
  /// Its owner.
  var userID: UInt32

  init(mode: UInt32, userID: UInt32) {
    self.mode = mode
    self.userID = userID
  }

  init(_ status: stat) {
    mode = status.st_mode & 0o7777
    userID = status.st_uid
  }

  /// What is wrong, to be read after the file's path; nil when only those can reach it who should.
  func problem(ownUserID: UInt32) -> String? {
    let text = "0" + String(mode, radix: 8)
    guard userID == 0 || userID == ownUserID else {
      return "belongs to user \(userID), who can read and change it; a secret belongs to the service's user "
        + "(\(ownUserID)) or to root"
    }
    if mode & 0o007 != 0 {
      return "can be reached by every user of this machine (mode \(text)); nobody but its service may read a "
        + "secret: chmod 0600"
    }
    if mode & 0o030 != 0 || (mode & 0o040 != 0 && userID != 0) {
      return "can be reached by its group (mode \(text)); nobody but its service may read a secret: chmod 0600, "
        + "or chown root and chmod 0640 to give it to the service's group"
    }
    return nil
  }
}
