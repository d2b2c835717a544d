package dev.inet.nntp;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Scheme;
import dev.inet.core.Url;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A URL of news (RFC 5538): a server, a group or a pattern of groups, an article by its number in a
 * group, or an article by its message-id.
 *
 * <pre>
 *   nntp://host/                      the server
 *   nntp://host/comp.lang.java        a group
 *   nntp://host/comp.*                groups by pattern
 *   nntp://host/comp.lang.java/1234   an article of the group
 *   nntp://host/&lt;id@example.org&gt;      an article; the brackets may be encoded or left away
 * </pre>
 *
 * @param scheme the scheme as typed
 * @param endpoint the server
 * @param group the group or pattern; {@code null} where the URL names none
 * @param number the number of the article; -1 where the URL names none
 * @param messageId the message-id with its brackets; {@code null} where the URL names none
 */
public record NntpUrl(
    Scheme scheme,
    Endpoint endpoint,
    @Nullable String group,
    long number,
    @Nullable String messageId) {

  /**
   * Splits a URL, or the same without its scheme.
   *
   * @param text the URL
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed, of another scheme, or
   *     holds what may not go onto a command line
   */
  public static NntpUrl parse(String text) throws InetException {
    return of(Url.parse(text.contains("://") ? text : "nntp://" + text, Nntp.TABLE));
  }

  /**
   * Reads the path of a URL that is split already.
   *
   * @param url a URL of one of the schemes
   * @throws InetException as {@link Failure#BAD_URL} where the path names neither a group nor an
   *     article
   */
  public static NntpUrl of(Url url) throws InetException {
    if (Nntp.SCHEMES.stream().noneMatch(row -> row.name().equals(url.scheme().name()))) {
      throw new InetException(Failure.BAD_URL, "'" + url.scheme().name() + "' is not news");
    }
    // A message-id may hold both marks; news knows neither queries nor fragments.
    String raw = url.rawPathAndQuery();
    raw = url.rawFragment() == null ? raw : raw + "#" + url.rawFragment();
    raw = raw.startsWith("/") ? raw.substring(1) : raw;
    if (raw.isEmpty()) {
      return new NntpUrl(url.scheme(), url.endpoint(), null, -1, null);
    }
    String path = Url.decode(raw);
    if (isMessageId(path)) {
      return new NntpUrl(url.scheme(), url.endpoint(), null, -1, messageId(path));
    }
    int slash = raw.indexOf('/');
    String group = group(Url.decode(slash < 0 ? raw : raw.substring(0, slash)));
    String rest = slash < 0 ? "" : Url.decode(raw.substring(slash + 1));
    if (isMessageId(rest)) {
      return new NntpUrl(url.scheme(), url.endpoint(), group, -1, messageId(rest));
    }
    long number = rest.isEmpty() ? -1 : number(rest);
    return new NntpUrl(url.scheme(), url.endpoint(), group, number, null);
  }

  private static boolean isMessageId(String path) {
    return path.startsWith("<") || path.indexOf('@') > 0 && !path.contains("/<");
  }

  /**
   * Checks a message-id (RFC 3977, section 3.6) and puts it into brackets.
   *
   * @param text the message-id, with or without its brackets
   * @throws InetException as {@link Failure#BAD_URL} where a server could not take it for one
   */
  public static String messageId(String text) throws InetException {
    boolean open = text.startsWith("<");
    boolean closed = text.endsWith(">");
    String id = open ? text : "<" + text;
    id = closed ? id : id + ">";
    boolean whole = open == closed && id.length() > 2 && id.length() <= 250;
    if (!whole || id.indexOf('>') != id.length() - 1 || !isWord(id)) {
      throw new InetException(Failure.BAD_URL, "'" + text + "' is no message-id");
    }
    return id;
  }

  /**
   * Checks the name of a group, or a pattern of names.
   *
   * @param text the name
   * @throws InetException as {@link Failure#BAD_URL} where it cannot go onto a command line
   */
  public static String group(String text) throws InetException {
    if (text.isEmpty()
        || text.getBytes(StandardCharsets.UTF_8).length > 450
        || text.indexOf('<') >= 0
        || text.indexOf('>') >= 0
        || !isWord(text)) {
      throw new InetException(Failure.BAD_URL, "'" + text + "' is no name of a group");
    }
    return text;
  }

  /** A blank would end the word on the command line, a control character the line or worse. */
  private static boolean isWord(String text) {
    return text.chars().noneMatch(c -> c <= ' ' || c == 0x7f);
  }

  private static long number(String text) throws InetException {
    boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || text.length() > 16) {
      throw new InetException(Failure.BAD_URL, "'" + text + "' is no number of an article");
    }
    return Long.parseLong(text);
  }

  /** Returns whether this names one article. */
  public boolean isArticle() {
    return number >= 0 || messageId != null;
  }

  /** Returns whether this names groups by a pattern (RFC 3977, section 4). */
  public boolean isPattern() {
    return group != null && Wildmat.isPattern(group);
  }

  /**
   * Returns whether another place is on the same server, reached in the same way.
   *
   * @param other the other place
   */
  public boolean sharesServerWith(NntpUrl other) {
    return endpoint.equals(other.endpoint) && scheme.equals(other.scheme);
  }

  /**
   * Returns what a file of the article may be called: its message-id without brackets, or number.
   */
  public String fileName() {
    if (messageId != null) {
      return messageId.substring(1, messageId.length() - 1);
    }
    return number >= 0 ? Long.toString(number) : group == null ? "" : group;
  }
}
