package dev.inet.mail;

import dev.inet.core.Characters;
import dev.inet.core.Failure;
import dev.inet.core.Idna;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A mailbox (RFC 5322 section 3.4, RFC 6532): who writes or who is written to.
 *
 * @param name the display name, decoded; empty for none
 * @param local what stands before the {@code @}, as it stands on the wire: with its quotes where it
 *     has some
 * @param domain what stands after it, as typed; empty for {@code postmaster} alone (RFC 5321
 *     section 4.1.1.3)
 */
public record MailAddress(String name, String local, String domain) {
  /** The longest address that is taken, in characters. */
  public static final int MAX_LENGTH = 1000;

  /**
   * Checks that neither part ends the place where it stands: in a header, or in the command of an
   * envelope, what follows would be of somebody else's making.
   *
   * @throws IllegalArgumentException where one does
   */
  public MailAddress {
    boolean quoted = local.startsWith("\"");
    if (!Characters.all(local, c -> quoted ? isOfLine(c) : isOfWord(c))
        || !Characters.all(domain, MailAddress::isOfWord)) {
      throw new IllegalArgumentException("no parts of a mail address");
    }
  }

  private static boolean isOfLine(int c) {
    return c != '\r' && c != '\n' && c != 0;
  }

  private static boolean isOfWord(int c) {
    return isOfLine(c) && c != ' ' && c != '<' && c != '>';
  }

  /**
   * Reads one address, with or without a display name.
   *
   * @param text such as {@code Ann Example <ann@example.org>} or {@code ann@example.org}
   * @throws InetException as {@link Failure#USAGE} where it is none, or more than one
   */
  public static MailAddress parse(String text) throws InetException {
    List<MailAddress> all = parseList(text);
    if (all.size() != 1) {
      throw new InetException(Failure.USAGE, "'" + text + "' is not one address");
    }
    return all.get(0);
  }

  /**
   * Reads addresses with commas between them. Comments are dropped.
   *
   * @param text the addresses
   * @return at least one
   * @throws InetException as {@link Failure#USAGE} where one of them is none, or holds a control
   *     character
   */
  public static List<MailAddress> parseList(String text) throws InetException {
    return new AddressParser(text).list();
  }

  /**
   * Reads addresses of several options, each with commas between them.
   *
   * @param texts the options
   * @throws InetException as {@link #parseList} has it
   */
  public static List<MailAddress> parseAll(List<String> texts) throws InetException {
    var all = new ArrayList<MailAddress>();
    for (String text : texts) {
      all.addAll(parseList(text));
    }
    return List.copyOf(all);
  }

  /** Returns the address without the name, with the domain as typed. */
  public String address() {
    return domain.isEmpty() ? local : local + "@" + domain;
  }

  /**
   * Returns whether the part before the {@code @} needs SMTPUTF8 (RFC 6531); a domain never does,
   * since it has a form in ASCII.
   */
  public boolean needsUtf8() {
    return !isAscii(local);
  }

  /**
   * Returns whether one of some addresses needs SMTPUTF8.
   *
   * @param addresses the addresses
   */
  public static boolean needUtf8(Iterable<MailAddress> addresses) {
    for (MailAddress each : addresses) {
      if (each.needsUtf8()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the address with its domain in ASCII (RFC 5890), as it goes on the wire where SMTPUTF8
   * is not used.
   */
  public String asciiAddress() {
    return domain.isEmpty() ? local : local + "@" + asciiDomain();
  }

  /** Returns the domain in ASCII and lower case; an address literal stays as it is. */
  public String asciiDomain() {
    // Checked when it was read, so it cannot fail here.
    return domain.startsWith("[") ? domain : ascii(domain);
  }

  static String ascii(String domain) {
    return isAscii(domain) ? domain.toLowerCase(Locale.ROOT) : Idna.toAscii(domain);
  }

  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Returns name and address as people write them; not encoded for a header. */
  @Override
  public String toString() {
    return name.isEmpty() ? address() : name + " <" + address() + ">";
  }
}
