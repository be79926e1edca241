/// The version of the programs of this package.
public enum ProgramVersion {
  /// "0.1.0".
  public static let text = "0.1.0"
}
