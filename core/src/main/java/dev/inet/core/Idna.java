package dev.inet.core;

import java.net.IDN;
import java.util.Locale;

/**
 * Names of hosts and domains in ASCII (IDNA2008, RFC 5890).
 *
 * <p>Java knows IDNA2003 alone, for which {@code ß} is {@code ss} and the {@code ς} that ends Greek
 * words is {@code σ}: {@code straße.example} is not {@code strasse.example} any more, whoever owns
 * that, and neither mail nor a password may go there (RFC 5894 section 7.2).
 */
public final class Idna {
  private static final String DEVIATING = "ß\u1e9eς";
  private static final String PREFIX = "xn--";
  private static final int LONGEST_LABEL = 63;

  private Idna() {}

  /**
   * Returns a name in ASCII and lower case.
   *
   * @param name the name; what dots of other scripts part is parted by full stops
   * @throws IllegalArgumentException where it has no such form
   */
  public static String toAscii(String name) {
    if (!deviates(name)) {
      return ascii(name);
    }
    String[] labels = name.split("[.\u3002\uff0e\uff61]", -1);
    for (int i = 0; i < labels.length; i++) {
      if (deviates(labels[i])) {
        labels[i] = coded(labels[i]);
      }
    }
    return ascii(String.join(".", labels));
  }

  private static boolean deviates(String text) {
    return !Characters.all(text, c -> DEVIATING.indexOf(c) < 0);
  }

  private static String ascii(String name) {
    return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
  }

  /** Leaves to Java what lies between the letters that it does not know. */
  private static String coded(String label) {
    // What it refuses as a whole, such as both directions of writing, is refused here as well.
    if (ascii(label).isEmpty() || label.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
      throw new IllegalArgumentException("no label that can be coded");
    }
    var prepared = new StringBuilder();
    int start = 0;
    for (int i = 0; i <= label.length(); i++) {
      boolean ends = i == label.length();
      if (ends || DEVIATING.indexOf(label.charAt(i)) >= 0) {
        String between = label.substring(start, i);
        prepared.append(IDN.toUnicode(ascii(between), IDN.ALLOW_UNASSIGNED));
        prepared.append(ends ? "" : Character.toLowerCase(label.charAt(i)));
        start = i + 1;
      }
    }
    String coded = PREFIX + Punycode.encode(prepared.toString());
    // One letter can become a dot: U+2024.
    if (coded.length() > LONGEST_LABEL || coded.indexOf('.') >= 0) {
      throw new IllegalArgumentException("no label");
    }
    return coded;
  }
}
