package dev.inet.cli.output;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.nio.charset.StandardCharsets;

/** Names for local files that a server chose. */
public final class FileNames {
  private static final int LONGEST_BYTES = 240;

  private FileNames() {}

  /**
   * Returns a name that stays in its folder and in sight: no directory part (a path would write
   * where the server likes), no leading dot ({@code .bashrc}), no control characters.
   *
   * @param remote the remote name
   * @throws InetException as {@link Failure#USAGE} where nothing is left of it
   */
  public static String safe(String remote) throws InetException {
    int cut = Math.max(remote.lastIndexOf('/'), remote.lastIndexOf('\\'));
    String name = PlainText.replaced(remote.substring(cut + 1), '_').strip();
    int from = 0;
    while (from < name.length() && (name.charAt(from) == '.' || name.charAt(from) == ' ')) {
      from++;
    }
    name = name.substring(from);
    // Characters first: each turn looks at all of the name, which a server may make a megabyte.
    if (name.codePointCount(0, name.length()) > LONGEST_BYTES) {
      name = name.substring(0, name.offsetByCodePoints(0, LONGEST_BYTES));
    }
    while (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
      name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
    }
    if (name.isEmpty()) {
      throw new InetException(Failure.USAGE, "the URL names no file").hint("name one with -o FILE");
    }
    return name;
  }
}
