package dev.inet.ftp;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A path on a server: relative to the folder of the sign-in, or absolute with a slash in front.
 *
 * @param octets the bytes of the path, one character each, so that names in any charset survive
 */
public record RemotePath(String octets) {
  /** The folder of the sign-in. */
  public static final RemotePath HOME = new RemotePath("");

  /**
   * Reads a path that a user typed.
   *
   * @param text the path
   * @param charset the charset of the server's names
   */
  public static RemotePath of(String text, Charset charset) {
    return new RemotePath(new Names(charset).octets(text));
  }

  static RemotePath of(byte[] bytes) {
    return new RemotePath(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /** Returns whether it names a folder by its look: it is empty or ends in a slash. */
  public boolean looksLikeFolder() {
    return octets.isEmpty() || octets.endsWith("/");
  }

  /** Returns whether it begins at the root. */
  public boolean isAbsolute() {
    return octets.startsWith("/");
  }

  /** Returns the last part, as octets; empty for a folder by its look. */
  public String name() {
    return octets.substring(octets.lastIndexOf('/') + 1);
  }

  /** Returns the folder that it is in; of the root and of the home, itself. */
  public RemotePath parent() {
    String path = withoutSlash().octets;
    int slash = path.lastIndexOf('/');
    return slash < 0 ? HOME : new RemotePath(slash == 0 ? "/" : path.substring(0, slash));
  }

  /** Returns this without slashes at its end; the root keeps its own. */
  public RemotePath withoutSlash() {
    int end = octets.length();
    while (end > 1 && octets.charAt(end - 1) == '/') {
      end--;
    }
    return end == octets.length() ? this : new RemotePath(octets.substring(0, end));
  }

  /**
   * Returns a path below this one; an absolute one stands for itself.
   *
   * @param child its octets, relative to this
   */
  public RemotePath resolve(String child) {
    if (child.startsWith("/") || octets.isEmpty()) {
      return new RemotePath(child);
    }
    return new RemotePath(octets.endsWith("/") ? octets + child : octets + "/" + child);
  }

  /** Returns what a command takes: never empty, and never taken for an option of the server's. */
  String argument() {
    if (octets.isEmpty()) {
      return ".";
    }
    // Servers hand LIST's words to ls, or read them as it does: "-x" would be an option.
    return octets.startsWith("-") ? "./" + octets : octets;
  }

  /**
   * Returns the path as people read it.
   *
   * @param charset the charset of the server's names
   */
  public String text(Charset charset) {
    return new Names(charset).text(octets);
  }

  @Override
  public String toString() {
    return text(StandardCharsets.UTF_8);
  }
}
