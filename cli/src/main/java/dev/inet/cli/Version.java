package dev.inet.cli;

/** Which version this is. */
public final class Version {
  private Version() {}

  /** Returns the version that the build wrote into the manifest, as {@code X.Y.Z}. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0" : version.replace("-SNAPSHOT", "");
  }
}
