package dev.inet.core.resolve;

import dev.inet.core.Deadline;
import dev.inet.core.InetException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Asks for other records than addresses: MX, SRV, TXT, TLSA. */
public interface Records {
  /**
   * A record of the domain name system, as its data is written in a zone file (RFC 1035).
   *
   * @param name whose record it is, with the dot at the end: the canonical name where the name
   *     asked for is an alias
   * @param type such as {@code MX}
   * @param ttl seconds for which it may be kept
   * @param data the data in presentation form, such as {@code 10 mail.example.org.}
   * @param validated whether a server validated it by DNSSEC, and told so over a way on which
   *     nobody can have changed the answer; TLSA records are worth nothing without (RFC 6698)
   */
  record Answer(String name, String type, long ttl, String data, boolean validated) {
    /**
     * Returns the character strings of a TXT record as one text: without quotes and escapes, joined
     * without a blank, as SPF and DKIM want them (RFC 7208, section 3.3; RFC 6376, section
     * 3.6.2.2). What is no UTF-8 is replaced.
     */
    public String text() {
      var joined = new ByteArrayOutputStream(data.length());
      boolean quoted = false;
      for (int i = 0; i < data.length(); i++) {
        char c = data.charAt(i);
        if (c == '"') {
          quoted = !quoted;
        } else if (c == '\\' && i + 3 < data.length() && isDigit(data.charAt(i + 1))) {
          joined.write(Integer.parseInt(data.substring(i + 1, i + 4)));
          i += 3;
        } else if (c == '\\' && i + 1 < data.length()) {
          joined.write(data.charAt(++i));
        } else if (quoted || c != ' ') {
          joined.write(c);
        }
      }
      return joined.toString(StandardCharsets.UTF_8);
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }
  }

  /**
   * Asks for the records of one type. Aliases (CNAME) are followed.
   *
   * @param name the domain name; never with a search domain added where it holds a dot
   * @param type such as {@code MX}, {@code SRV}, {@code TXT}, {@code TLSA}, {@code CNAME}, in any
   *     case
   * @param deadline when to give up
   * @return the answers in the server's order; empty where the name exists without such records
   * @throws InetException as {@link dev.inet.core.Failure#HOST_NAME} where the name does not exist,
   *     as {@link dev.inet.core.Failure#BAD_REPLY} where the server failed, as {@link
   *     dev.inet.core.Failure#TIMEOUT} where none answered, as {@link
   *     dev.inet.core.Failure#UNREACHABLE} where none can be asked, as {@link
   *     dev.inet.core.Failure#USAGE} where there is no such type
   */
  List<Answer> ask(String name, String type, Deadline deadline) throws InetException;
}
