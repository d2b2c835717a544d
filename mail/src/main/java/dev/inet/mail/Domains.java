package dev.inet.mail;

import dev.inet.core.Characters;
import dev.inet.core.resolve.Literals;
import java.net.UnknownHostException;

/** Tells the names of mail domains from other words. */
public final class Domains {
  private static final int LONGEST = 253;
  private static final int LONGEST_LABEL = 63;

  private Domains() {}

  /**
   * Returns whether a word is a domain (RFC 5321 section 4.1.2): labels of letters, digits and
   * hyphens, or such as have a form in ASCII.
   *
   * @param word the word
   */
  public static boolean isDomain(String word) {
    if (word.isEmpty() || !Characters.all(word, c -> c > ' ')) {
      return false;
    }
    String ascii;
    try {
      ascii = MailAddress.ascii(word);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return false;
    }
    if (ascii.length() > LONGEST) {
      return false;
    }
    for (String label : ascii.split("\\.", -1)) {
      if (label.isEmpty()
          || label.length() > LONGEST_LABEL
          || label.startsWith("-")
          || label.endsWith("-")
          || !Characters.all(label, Domains::isLetterDigitHyphen)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterDigitHyphen(int c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c >= 'A' && c <= 'Z';
  }

  /**
   * Returns whether a word is an address literal (RFC 5321 section 4.1.3): {@code [192.0.2.1]} or
   * {@code [IPv6:2001:db8::1]}.
   *
   * @param word the word
   */
  public static boolean isLiteral(String word) {
    if (!word.startsWith("[") || !word.endsWith("]")) {
      return false;
    }
    String inner = word.substring(1, word.length() - 1);
    boolean six = inner.regionMatches(true, 0, "IPv6:", 0, 5);
    String address = six ? inner.substring(5) : inner;
    try {
      return address.indexOf(':') >= 0 == six
          && (six || dots(address) == 3)
          && Literals.parse(address).isPresent();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static int dots(String address) {
    int dots = 0;
    for (int i = address.indexOf('.'); i >= 0; i = address.indexOf('.', i + 1)) {
      dots++;
    }
    return dots;
  }

  /**
   * Returns a domain in ASCII and lower case (RFC 5890).
   *
   * @param domain a word for which {@link #isDomain} holds
   */
  public static String ascii(String domain) {
    return MailAddress.ascii(domain);
  }
}
