package dev.inet.smtp;

import dev.inet.core.Characters;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a sender wants to be told about the delivery (RFC 3461).
 *
 * @param when on which occasions; empty for what the server does by itself
 * @param what how much of the message comes back; empty for what the server does by itself
 * @param id what reports name the message by, printable ASCII; empty for nothing
 */
public record DeliveryReports(Set<When> when, Optional<What> what, Optional<String> id) {
  /** No wishes: servers report failures. */
  public static final DeliveryReports USUAL =
      new DeliveryReports(Set.of(), Optional.empty(), Optional.empty());

  /** The longest identifier (RFC 3461 section 4.4). */
  public static final int LONGEST_ID = 100;

  /** An occasion to report. */
  public enum When {
    /** Never; stands alone. */
    NEVER,
    /** It was delivered. */
    SUCCESS,
    /** It cannot be delivered. */
    FAILURE,
    /** It takes long. */
    DELAY
  }

  /** How much of the message a report holds. */
  public enum What {
    /** All of it. */
    FULL,
    /** Its header. */
    HDRS
  }

  /**
   * Checks what belongs together.
   *
   * @throws IllegalArgumentException where NEVER does not stand alone, or the identifier is none
   */
  public DeliveryReports {
    when = Set.copyOf(when);
    if (when.contains(When.NEVER) && when.size() > 1) {
      throw new IllegalArgumentException("never stands alone");
    }
    boolean fits =
        id.map(
                text ->
                    !text.isEmpty()
                        && text.length() <= LONGEST_ID
                        && Characters.all(text, c -> c >= ' ' && c < 0x7f))
            .orElse(true);
    if (!fits) {
      throw new IllegalArgumentException("an identifier is 1 to 100 characters of ASCII");
    }
  }

  /** Returns whether nothing is wished for. */
  public boolean isUsual() {
    return when.isEmpty() && what.isEmpty() && id.isEmpty();
  }

  /** Returns the parameters of MAIL, each after a blank. */
  String ofMail() {
    return what.map(each -> " RET=" + each).orElse("")
        + id.map(text -> " ENVID=" + xtext(text)).orElse("");
  }

  /** Returns the parameters of RCPT, each after a blank. */
  String ofRecipient(String address, boolean utf8) {
    if (isUsual()) {
      return "";
    }
    String occasions =
        when.isEmpty()
            ? ""
            : " NOTIFY="
                + EnumSet.copyOf(when).stream()
                    .map(each -> each.name().toUpperCase(Locale.ROOT))
                    .collect(Collectors.joining(","));
    return occasions
        + " ORCPT="
        + (utf8 ? "utf-8;" + unitext(address) : "rfc822;" + xtext(address));
  }

  /** Writes a text so that it can stand as a value (RFC 3461 section 4). */
  static String xtext(String text) {
    var out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '+' && b != '=') {
        out.append((char) b);
      } else {
        out.append('+').append(String.format(Locale.ROOT, "%02X", b & 0xff));
      }
    }
    return out.toString();
  }

  /** Writes an address that is not ASCII (RFC 6533 section 3, utf-8-addr-unitext). */
  static String unitext(String text) {
    var out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c > ' ' && c != 0x7f && c != '+' && c != '=' && c != '\\') {
                out.appendCodePoint(c);
              } else {
                out.append(String.format(Locale.ROOT, "\\x{%02X}", c));
              }
            });
    return out.toString();
  }
}
