package dev.inet.gopher;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A server's no: an item of type 3 in place of an answer. */
public final class GopherException extends InetException {
  private static final long serialVersionUID = 1L;

  private static final List<String> DENIED =
      List.of("denied", "forbidden", "permission", "not allowed", "not permitted", "unauthori");
  private static final List<String> MISSING =
      List.of("no such", "no match", "unknown", "invalid", "missing", "nothing", "404");

  /** "Does not exist", "doesn't exist!", "could not be found", "no file was found". */
  private static final Pattern NOT_THERE =
      Pattern.compile(
          "(?:\\bnot|cannot|n['\u2019]t|\\bno|unable) .{0,200}?(?:exist|found|find|locate)");

  /**
   * Makes the exception for an error item.
   *
   * @param text the item's display string
   */
  GopherException(String text) {
    super(failure(text), text.isBlank() ? "the server answered with an error" : text);
    said(text);
    during(Phase.COMMAND);
  }

  /**
   * Names the failure that an error item tells of. Gopher has no reply codes: the words are all
   * there is, and what they do not tell is {@link Failure#REFUSED}.
   *
   * @param text the item's display string
   */
  public static Failure failure(String text) {
    String words = text.toLowerCase(Locale.ROOT);
    if (DENIED.stream().anyMatch(words::contains)) {
      return Failure.ACCESS_DENIED;
    }
    boolean missing = MISSING.stream().anyMatch(words::contains) || NOT_THERE.matcher(words).find();
    return missing ? Failure.NOT_FOUND : Failure.REFUSED;
  }
}
