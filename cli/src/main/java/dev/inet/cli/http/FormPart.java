package dev.inet.cli.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.MediaTypes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One part of a form as it is typed: {@code NAME=VALUE} or {@code NAME=@FILE}, each with {@code
 * ;type=TYPE} behind it and a file with {@code ;filename=NAME} too. A file name and a name to send
 * may stand in double quotes, with backslashes before quotes and backslashes in them, so that they
 * can hold what would end them.
 *
 * @param name the name of the form's field
 * @param content the value; the path of the file without its {@code @} where it is one
 * @param isFile whether the content is a path
 * @param type the media type; {@code null} for none
 * @param fileName how the file is called; {@code null} for what the path says
 */
record FormPart(
    String name, String content, boolean isFile, @Nullable String type, @Nullable String fileName) {
  private static final String QUOTED = "\"((?:[^\"\\\\]|\\\\.)*)\"";

  private static final Pattern SETTING =
      Pattern.compile(
          ";\\s*(type|filename)=(?:" + QUOTED + "|((?:(?!;\\s*(?:type|filename)=).)*))");

  private static final Pattern FILE =
      Pattern.compile(
          "@(?:" + QUOTED + "(?=;|$)|((?:(?!;\\s*(?:type|filename)=).)+))(.*)", Pattern.DOTALL);

  /** What stands behind a value is a type only where it looks like one: the value may be a text. */
  private static final Pattern TYPED =
      Pattern.compile(
          "(.*);\\s*type=([\\w.+-]+/[\\w.+-]+(?:;\\s*[\\w.+-]+=[\\w.+-]+)*)", Pattern.DOTALL);

  /**
   * Reads one.
   *
   * @throws InetException as {@link Failure#USAGE} where it is none
   */
  static FormPart parse(String typed) throws InetException {
    int equals = typed.indexOf('=');
    if (equals < 1) {
      throw new InetException(Failure.USAGE, "--form: '" + typed + "' is no NAME=VALUE");
    }
    String name = typed.substring(0, equals);
    String value = typed.substring(equals + 1);
    if (!value.startsWith("@")) {
      Matcher text = TYPED.matcher(value);
      return text.matches()
          ? new FormPart(name, text.group(1), false, text.group(2), null)
          : new FormPart(name, value, false, null, null);
    }
    Matcher file = FILE.matcher(value);
    if (!file.matches()) {
      throw new InetException(Failure.USAGE, "--form: '" + typed + "' names no file");
    }
    String path = text(file.group(1), file.group(2));
    String type = null;
    String fileName = null;
    Matcher setting = SETTING.matcher(file.group(3));
    int at = 0;
    while (setting.find(at) && setting.start() == at) {
      String set = text(setting.group(2), setting.group(3));
      type = setting.group(1).equals("type") ? set : type;
      fileName = setting.group(1).equals("filename") ? set : fileName;
      at = setting.end();
    }
    if (at < file.group(3).length()) {
      throw new InetException(
          Failure.USAGE,
          "--form: '" + file.group(3).substring(at) + "' is no ;type= or ;filename=");
    }
    if (type != null && type.chars().anyMatch(Character::isISOControl)) {
      // A line end would begin a field of the part, or its contents.
      throw new InetException(Failure.USAGE, "--form: a type cannot hold control characters");
    }
    return new FormPart(name, path, true, type, fileName);
  }

  private static String text(@Nullable String quoted, @Nullable String bare) {
    return quoted == null ? String.valueOf(bare) : quoted.replaceAll("\\\\(.)", "$1");
  }

  /**
   * Returns the media type to send with a file.
   *
   * @param called how the file is called
   */
  String typeOf(String called) {
    return type == null ? MediaTypes.of(called) : type;
  }
}
