/// The name of an installation: what tokens are issued for.
public enum InstallationName {
  /// 1 to 64 of A-Z, a-z, 0-9, '-', '_' and '.'.
  public static func isValid(_ text: String) -> Bool { CallerText.isInstallation(text) }
}
