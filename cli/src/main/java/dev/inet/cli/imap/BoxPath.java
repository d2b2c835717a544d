package dev.inet.cli.imap;

import dev.inet.cli.output.FileNames;
import dev.inet.core.InetException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Mailboxes as folders of a backup: a folder for each level of a name, so that a server with
 * another delimiter can have it back.
 *
 * <p>What a folder cannot be called, or a server should not choose ({@code ..}, a leading dot, a
 * control character), is written as {@code %2E}, and comes back as it was.
 */
final class BoxPath {
  /** What folders of a Maildir are called. */
  private static final List<String> TAKEN = List.of("cur", "new", "tmp");

  private BoxPath() {}

  /** Returns the levels of a name, without the prefix that all names of the user's have. */
  static List<String> levels(String name, String delimiter, String prefix) {
    String bare = name;
    boolean prefixed = !prefix.isEmpty() && name.startsWith(prefix);
    if (prefixed && !isInbox(name.substring(prefix.length()), delimiter)) {
      bare = name.substring(prefix.length());
    }
    return delimiter.isEmpty() ? List.of(bare) : List.of(bare.split(Pattern.quote(delimiter), -1));
  }

  private static boolean isInbox(String rest, String delimiter) {
    String first = delimiter.isEmpty() ? rest : rest.split(Pattern.quote(delimiter), 2)[0];
    return first.isEmpty() || first.equalsIgnoreCase("INBOX");
  }

  /** Returns the folders of a mailbox, with slashes between. */
  static String path(List<String> levels) throws InetException {
    var safe = new ArrayList<String>();
    for (String level : levels) {
      safe.add(safe(level));
    }
    return String.join("/", safe);
  }

  private static String safe(String level) throws InetException {
    if (level.isEmpty()) {
      return "%";
    }
    var safe = new StringBuilder();
    for (int i = 0; i < level.length(); ) {
      int c = level.codePointAt(i);
      String one = Character.toString(c);
      boolean edge = i == 0 || i + one.length() == level.length();
      boolean first = i == 0 && (c == '.' || TAKEN.contains(level));
      if (first || c == '%' || edge && c == ' ' || !isSafe(one)) {
        for (byte b : one.getBytes(StandardCharsets.UTF_8)) {
          safe.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
        }
      } else {
        safe.append(one);
      }
      i += one.length();
    }
    return FileNames.safe(safe.toString());
  }

  private static boolean isSafe(String one) throws InetException {
    return one.equals(" ")
        || one.equals(".")
        || !one.equals("/") && !one.equals("\\") && FileNames.safe("a" + one).equals("a" + one);
  }

  /** Returns a level as it was. */
  static String level(String folder) {
    if (folder.equals("%")) {
      return "";
    }
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < folder.length(); ) {
      int c = folder.codePointAt(i);
      int high = c == '%' && i + 2 < folder.length() ? digit(folder, i + 1) : -1;
      int low = high < 0 ? -1 : digit(folder, i + 2);
      if (low >= 0) {
        bytes.write(high << 4 | low);
        i += 3;
      } else {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int digit(String text, int at) {
    return Character.digit(text.charAt(at), 16);
  }

  /** Returns the name of a mailbox on a server with this delimiter and prefix. */
  static String name(List<String> levels, String delimiter, String prefix) {
    var own = new ArrayList<String>();
    for (String level : levels) {
      // What parts levels here is a character of a name there: 'a.b' is not 'b' within 'a'.
      own.add(delimiter.isEmpty() ? level : level.replace(delimiter, "_"));
    }
    boolean inbox = own.get(0).equalsIgnoreCase("INBOX");
    String name = String.join(delimiter.isEmpty() ? "_" : delimiter, own);
    if (inbox) {
      return own.size() == 1 ? "INBOX" : name;
    }
    return prefix + name;
  }
}
