package dev.inet.cli.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.Locale;

/** Names of flags as they are typed. */
final class Flags {
  private Flags() {}

  /**
   * Returns a flag as IMAP writes it: those of the system have a backslash, which need not be
   * typed.
   *
   * @throws InetException as {@link Failure#USAGE} where it is no name of a flag
   */
  static String of(String typed) throws InetException {
    String bare = typed.startsWith("\\") ? typed.substring(1) : typed;
    switch (bare.toLowerCase(Locale.ROOT)) {
      case "seen":
        return "\\Seen";
      case "answered":
        return "\\Answered";
      case "flagged":
        return "\\Flagged";
      case "deleted":
        return "\\Deleted";
      case "draft":
        return "\\Draft";
      default:
        // The characters of an atom: anything else would end the command's list, or the command.
        if (!bare.matches("[\\x21-\\x7e&&[^\"(){%*\\\\\\]]]+") || typed.startsWith("\\")) {
          throw new InetException(Failure.USAGE, "'" + typed + "' is no name of a flag");
        }
        return bare;
    }
  }
}
